"""The engine's calls on a resource, each a few lines over the planning layers.

The module path of a provider's class is stored in the state of every stack: it must never move. A
program needs the class for nothing but that, so what carries the calls out is imported when one
comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pulumi.dynamic import (
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from .domain.errors import ProductGone, SeatsError, SettingsError
from .plugin.kinds import LICENSE_ASSIGNMENT, SEAT_ASSIGNMENT, ResourceKind
from .plugin.properties import PLAN, REFUSAL, SeatProperties, added_names, hidden_names, parse

if TYPE_CHECKING:
    from .plugin.session import PluginSession

Properties = dict[str, Any]


class AssignmentProvider(ResourceProvider):
    """Creates, reads, updates and deletes assignments. Its instances hold nothing.

    Attributes:
        kind: of the resources of a subclass, and so the service behind them.
    """

    kind: ClassVar[ResourceKind]

    # Shown as it is in a diff; it would otherwise appear as a secret that changed.
    serialize_as_secret_always = False

    def configure(self, req: ConfigureRequest) -> None:
        """Remember the stack's configuration; it is judged when it is first needed, in `check`."""
        from .plugin import session
        from .plugin.host_patches import patch_host

        patch_host()
        session.process().configure(req.config.get)

    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Hold the declaration against the live service, and add the digest of what will happen.

        A declaration that cannot be carried out passes with the reason beside it. A failed check
        would make the engine show no diff and interrupt the program, with a traceback in front of
        the user; this way the whole preview is shown, the program fails with the reason, and an
        update refuses to begin.
        """
        from .plugin.check import check
        from .plugin.naming import as_before
        from .plugin.rows import shown

        added = added_names(self.kind)
        inputs = {name: value for name, value in news.items() if name not in added}
        olds, declared = self._parsed(_olds), self._parsed(inputs)
        if declared.is_secret:
            inputs |= dict.fromkeys(hidden_names(self.kind), "")
        try:
            inputs |= check(self._session(), olds, declared)
        except SeatsError as error:
            inputs |= as_before(olds, declared)
            inputs[REFUSAL] = {"sentence": shown(declared, str(error)), "approval": ""}
        return CheckResult(inputs, [])

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Declared users against the seats actually held; another product is another resource."""
        from .plugin import lifecycle
        from .plugin.rows import shown_errors

        olds, news = self._parsed(_olds), self._parsed(_news)
        # A product that `check` could not find may be the one of before.
        is_unfound = news.refusal and news.product is None and self.kind.found_out
        if olds.product != news.product and not is_unfound:
            # The program's word for a product can mean another one by now.
            names = [name for name in self.kind.names if _olds.get(name) != _news.get(name)]
            return DiffResult(changes=True, replaces=names or list(self.kind.found_out))
        try:
            opened = self._session()
        except SettingsError:
            return DiffResult(changes=True, replaces=[])  # `check` has said what is wrong
        with shown_errors(news):
            return DiffResult(changes=lifecycle.is_out_of_date(opened, olds, news), replaces=[])

    def create(self, props: Properties) -> CreateResult:
        """Assign the declared seats, taking over those that are held already."""
        outputs = self._applied(props)  # first, because what was refused may have no id
        return CreateResult(self.kind.id_of(props), outputs)

    def read(self, id_: str, props: Properties) -> ReadResult:
        """The seats actually held, as outputs and as inputs; no id when the product is gone."""
        from .plugin import lifecycle
        from .plugin.host_patches import plan_in_state
        from .plugin.rows import shown_errors

        state = self._parsed(props)
        try:
            with shown_errors(state):
                outputs, inputs = lifecycle.read(self._session(), state)
        except ProductGone:
            return ReadResult("", {})
        plan = plan_in_state()
        return ReadResult(id_, outputs, inputs | ({PLAN: plan} if plan else {}))

    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Carry out what `check` planned."""
        return UpdateResult(self._applied(_news, _olds))

    def delete(self, _id: str, _props: Properties) -> None:
        """Reclaim the seats this resource holds according to state and the service."""
        from .plugin.deletion import delete
        from .plugin.rows import shown_errors

        state = self._parsed(_props)
        with shown_errors(state):
            delete(self._session(), state)

    def _applied(self, news: Properties, olds: Properties | None = None) -> Properties:
        from .plugin import lifecycle
        from .plugin.rows import log_what_is_left, shown_errors

        declared = self._parsed(news)
        with shown_errors(declared):
            opened = self._session()
            before = None if olds is None else self._parsed(olds)
            outputs = lifecycle.apply(opened, declared, before)
        log_what_is_left(opened, declared, outputs)
        return outputs

    def _parsed(self, properties: Properties) -> SeatProperties:
        return parse(properties, self.kind)

    def _session(self) -> PluginSession:
        from .plugin import session

        return session.process().session(self.kind)


class SeatAssignmentProvider(AssignmentProvider):
    """Seats of the Store for Business."""

    kind = SEAT_ASSIGNMENT


class LicenseAssignmentProvider(AssignmentProvider):
    """Licences of Microsoft 365 and Entra."""

    kind = LICENSE_ASSIGNMENT
