"""The life of a resource that the program declares: looked up, created, updated, replaced, kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pulumi.runtime.rpc import UNKNOWN

from .deployment import held
from .property_values import contains_unknown, marked_properties, plain
from .provider_calls import Held
from .rehearsal_error import StepError
from .stack_state import ResourceState
from .urns import name_in

if TYPE_CHECKING:
    from .deployment import Deployment
    from .property_values import Properties
    from .provider_calls import Difference
    from .registration import Registration


@dataclass(frozen=True)
class Lifecycle:
    """Brings what the program declares about, one registration at a time.

    Each method returns the resource as the program is to see it. In a preview an update or a
    replacement shows the program its inputs, and what only the provider can compute is missing,
    which the SDK takes as unknown; so does the engine.
    """

    deployment: Deployment

    def component(self, declared: Registration) -> Held:
        """Keep a component: it has no provider."""
        old = self.deployment.old(declared)
        self._require_what_it_needs(declared)
        new = Held("", declared.inputs, declared.inputs)
        self.deployment.keep(_state(declared, new))
        self.deployment.record("same" if old else "create", declared, held(old), new)
        return new

    def look_up(self, declared: Registration) -> Held:
        """Read a resource that the program does not own."""
        new = Held(declared.id, declared.inputs, {})
        if declared.id in ("", UNKNOWN):
            self.deployment.record("read", declared, new=new)
            return Held("", declared.inputs, {})
        known = {key: v for key, v in declared.inputs.items() if not contains_unknown(v)}
        found = self.deployment.plugin.read(declared, Held(declared.id, known, known))
        if found.id:
            marked = marked_properties(found.outputs, declared.inputs)
            new = Held(found.id, declared.inputs, declared.with_secrets(marked))
        else:
            self.deployment.diagnostics.add(
                "warning", f"Nothing exists under the id {declared.id}.", declared.urn
            )
        self._keep_external(declared, replace(_state(declared, new), external=True))
        self.deployment.record("read", declared, new=new)
        return new

    def _keep_external(self, declared: Registration, resource: ResourceState) -> None:
        old = self.deployment.old(declared)
        if old is None or old.external or old.id == resource.id:
            self.deployment.keep(resource)
        else:
            # It owned another one under this URN, which nobody declares any more.
            self.deployment.supersede(resource, old)

    def declare(self, declared: Registration) -> Held:
        """Bring a declared resource about.

        Raises:
            StepError: the provider refused or failed, or the resource is protected.
        """
        old = self.deployment.old(declared)
        if old is None or old.external:
            return self._create(declared, self._checked(declared, {}))
        if declared.urn in self.deployment.replace:
            return self._replace(declared, old)
        inputs = self._checked(declared, old.inputs)
        difference = self.deployment.plugin.diff(declared, held(old), inputs)
        if not _changes(difference, old, inputs):
            return self._same(declared, old, inputs)
        if difference.replaces or _forces_replacement(declared, old, inputs, difference):
            return self._replace(declared, old, first=difference.delete_before_replace)
        return self._update(declared, old, inputs)

    def leave(self, declared: Registration) -> Held:
        """Leave a resource that is no target as it is, also when it does not exist."""
        old = self.deployment.old(declared)
        there = held(old)
        if old is None:
            self.deployment.skipped.add(declared.urn)
        else:
            self.deployment.record("same", declared, there, there)
        return there

    def _require_what_it_needs(self, declared: Registration) -> None:
        for urn in (declared.parent, *declared.dependencies):
            if urn in self.deployment.skipped:
                raise StepError(
                    f"{declared.name} depends on {name_in(urn)}, which is no target and does not "
                    "exist: make it a target, too."
                )

    def _checked(self, declared: Registration, olds: Properties) -> Properties:
        ignored = {key: olds[key] for key in declared.ignore_changes if key in olds}
        news = {**declared.inputs, **ignored}
        checked = self.deployment.plugin.check(declared, olds, news)
        if checked.failures:
            raise StepError("\n".join(checked.failures))
        return marked_properties(checked.inputs, news)

    def _create(self, declared: Registration, inputs: Properties) -> Held:
        self._require_what_it_needs(declared)
        new = self._created(declared, inputs)
        self.deployment.keep(_state(declared, new))
        self.deployment.record("create", declared, new=new)
        return new

    def _created(self, declared: Registration, inputs: Properties) -> Held:
        if self.deployment.preview:
            return Held("", inputs, inputs)
        new = self.deployment.plugin.create(declared, inputs)
        if not new.id:
            raise StepError(f"The provider created {declared.name} and gave no id.")
        return _marked(declared, new)

    def _same(self, declared: Registration, old: ResourceState, inputs: Properties) -> Held:
        self._require_what_it_needs(declared)
        new = Held(old.id, inputs, declared.with_secrets(old.outputs))
        self.deployment.keep(_state(declared, new))
        self.deployment.record("same", declared, held(old), new)
        return new

    def _update(self, declared: Registration, old: ResourceState, inputs: Properties) -> Held:
        self._require_what_it_needs(declared)
        if self.deployment.preview:
            new = Held(old.id, inputs, inputs)
        else:
            updated = self.deployment.plugin.update(declared, held(old), inputs)
            new = _marked(declared, updated)
        self.deployment.keep(_state(declared, new))
        self.deployment.record("update", declared, held(old), new)
        return new

    def _replace(self, declared: Registration, old: ResourceState, *, first: bool = False) -> Held:
        if old.protect:
            raise StepError(
                f"{declared.name} would have to be replaced, and it is protected: take the option "
                "protect off and run up first."
            )
        self._require_what_it_needs(declared)
        # The engine checks a replacement as what it is, a resource that nothing came before.
        inputs = self._checked(declared, {})
        if declared.delete_before_replace is not None:
            first = declared.delete_before_replace
        if first:
            if not (self.deployment.preview or old.retain_on_delete):
                self.deployment.plugin.delete(old, held(old))
            self.deployment.drop(old)
        new = self._created(declared, inputs)
        if first or old.retain_on_delete:
            self.deployment.keep(_state(declared, new))
        else:
            self.deployment.supersede(_state(declared, new), old)
        self.deployment.record("replace", declared, held(old), new)
        return new


def _state(declared: Registration, new: Held) -> ResourceState:
    return ResourceState(
        urn=declared.urn,
        type=declared.type,
        custom=declared.custom,
        id=new.id,
        parent=declared.parent,
        dependencies=declared.dependencies,
        inputs=new.inputs,
        outputs=new.outputs,
        protect=declared.protect,
        retain_on_delete=declared.retain_on_delete,
    )


def _marked(declared: Registration, new: Held) -> Held:
    outputs = declared.with_secrets(marked_properties(new.outputs, new.inputs))
    return replace(new, outputs=outputs)


def _changes(difference: Difference, old: ResourceState, inputs: Properties) -> bool:
    if difference.changes is None:
        return plain(old.inputs) != plain(inputs)
    return difference.changes


def _forces_replacement(
    declared: Registration, old: ResourceState, inputs: Properties, difference: Difference
) -> bool:
    if difference.changes is not None:
        # To the engine only the properties that a diff names have changed, and a dynamic provider
        # cannot name any; where it says nothing, the engine compares the inputs itself.
        return False
    before, after = plain(old.inputs), plain(inputs)
    return any(before.get(key) != after.get(key) for key in declared.replace_on_changes)
