"""One phase under way: what it works on, and what it has done so far."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pulumi.runtime.rpc import is_rpc_secret

from .change import ResourceChange
from .provider_calls import Held
from .rehearsal_error import PhaseStoppedError, StepError
from .urns import STACK_TYPE, Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .change import ChangeKind
    from .engine_server import Diagnostics
    from .property_values import Properties
    from .provider_calls import Plugin
    from .registration import Registration
    from .stack_state import ResourceState, StackState, StateFile

_NOTHING = Held("", {}, {})


def held(resource: ResourceState | None) -> Held:
    """The resource as the provider holds it; nothing when there is none."""
    return Held(resource.id, resource.inputs, resource.outputs) if resource else _NOTHING


@dataclass
class Deployment:
    """A phase's state, its provider, and its journal. A phase with `preview` changes nothing.

    `targets` are the URNs that alone are worked on, all when there are none; `replace` those to be
    replaced in any case; `skipped` those that would have been created and are no targets. `olds` is
    what the state held when the program began.
    Many threads work on it at once: the SDK registers resources in parallel, as with the engine.
    """

    state: StackState
    file: StateFile
    plugin: Plugin
    diagnostics: Diagnostics
    configuration: Properties
    preview: bool
    targets: frozenset[str] = frozenset()
    replace: frozenset[str] = frozenset()
    skipped: set[str] = field(default_factory=set)
    olds: Mapping[str, ResourceState] = field(init=False)
    registered: dict[str, Registration] = field(default_factory=dict)
    drift: list[ResourceChange] = field(default_factory=list)
    stopped: bool = False
    _changes: dict[str, ResourceChange] = field(init=False, default_factory=dict)
    _names: Names = field(init=False)
    _lock: threading.RLock = field(init=False, default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self._names = Names(self.state.project, self.state.stack)
        self.take_stock()

    def take_stock(self) -> None:
        """Remember what the state holds: what the program declares is compared with that."""
        self.olds = dict(self.state.resources)

    def is_target(self, urn: str) -> bool:
        """Whether this resource is to be worked on; the stack always is."""
        return not self.targets or urn in self.targets or f"::{STACK_TYPE}::" in urn

    def demand(self, urns: Iterable[str]) -> None:
        """Fail when one of these resources is neither in state nor declared."""
        for urn in urns:
            if urn not in self.olds and urn not in self.registered:
                message = f"The stack has no resource {urn}: name one that it has."
                self.fail("", StepError(message))

    def begin(self, registration: Registration) -> None:
        """Take a registration on.

        Raises:
            PhaseStoppedError: something failed before.
            StepError: the program declares this URN twice.
        """
        with self._lock:
            if self.stopped:
                raise PhaseStoppedError("")
            if registration.urn in self.registered:
                raise StepError(
                    f"The program declares {registration.name} twice: "
                    "resources of one type and parent need own names."
                )
            self.registered[registration.urn] = registration
            if registration.custom:
                # Before that, and where nothing is declared, the last program's one is in force.
                self.plugin.configure(self.configuration)
                self.state.configuration = {
                    key: value
                    for key, value in self.configuration.items()
                    if not is_rpc_secret(value)
                }

    def old(self, registration: Registration) -> ResourceState | None:
        """The resource in state that a declared one continues.

        Raises:
            StepError: another resource continues it as well.
        """
        with self._lock:
            urn = self._names.known_as(registration, self.olds, self.registered)
            return self.state.resources.get(urn)

    def is_declared(self, resource: ResourceState) -> bool:
        """Whether the program declares a resource in state, under this or another name."""
        return resource.urn in self.registered or self._names.is_alias(resource.urn)

    def fail(self, urn: str, error: StepError) -> None:
        """Report a failure on its resource's row; nothing more is begun."""
        with self._lock:
            self.stopped = True
        self.diagnostics.add("error", error.message, urn)
        if error.details:
            self.diagnostics.add("debug", error.details, urn)

    def keep(self, resource: ResourceState) -> None:
        """Put a resource into the state, after whatever it depends on."""
        with self._lock:
            self.state.put(resource, self._names.before(resource.urn))
            self._save()

    def supersede(self, resource: ResourceState, old: ResourceState) -> None:
        """Put a replacement into the state, and the one it replaces among those to be deleted."""
        with self._lock:
            self.state.pending_deletes.append(old)
            self.keep(resource)

    def renew(self, resource: ResourceState, current: ResourceState) -> None:
        """Put into the state, in a resource's place, what has become of it in reality."""
        with self._lock:
            pending = self.state.pending_deletes
            if any(other is resource for other in pending):
                renewed = [current if other is resource else other for other in pending]
                self.state.pending_deletes = renewed
            else:
                self.state.resources[resource.urn] = current
            self._save()

    def drop(self, resource: ResourceState) -> None:
        """Take a resource out of the state, also from those to be deleted."""
        with self._lock:
            if self.state.resources.get(resource.urn) is resource:
                del self.state.resources[resource.urn]
            pending = self.state.pending_deletes
            self.state.pending_deletes = [other for other in pending if other is not resource]
            self._save()

    def export(self, outputs: Properties) -> None:
        """Put the stack's outputs into the state."""
        with self._lock:
            self.state.outputs = outputs
            self._save()

    def _save(self) -> None:
        if not self.preview:
            self.file.save(self.state)

    def record(
        self,
        op: ChangeKind,
        resource: ResourceState | Registration,
        old: Held = _NOTHING,
        new: Held = _NOTHING,
    ) -> None:
        """Note what happened to a resource."""
        with self._lock:
            self._changes[resource.urn] = change_of(op, resource, old, new)

    def changes(self) -> tuple[ResourceChange, ...]:
        """What happened, in the order the program declares; what it declares no more comes last."""
        with self._lock:
            declared = [urn for urn in self.registered if urn in self._changes]
            removed = [urn for urn in self._changes if urn not in self.registered]
            return tuple(self._changes[urn] for urn in declared + removed)


def change_of(
    op: ChangeKind, resource: ResourceState | Registration, old: Held, new: Held
) -> ResourceChange:
    """Describe what happened to a resource, its properties as they are on the wire."""
    return ResourceChange(
        op=op,
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        id=new.id or old.id,
        old_inputs=old.inputs,
        new_inputs=new.inputs,
        old_outputs=old.outputs,
        outputs=new.outputs,
    )
