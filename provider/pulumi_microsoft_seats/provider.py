"""The engine's calls on a `SeatAssignment`, each a few lines over the planning layers.

The class's module path is stored in the state of every stack: it must never move. A program needs
the class for nothing but that, so what carries the calls out is imported when one comes.
"""

from __future__ import annotations

from typing import Any

from pulumi.dynamic import (
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from .declaration import (
    PLAN,
    PRODUCT_ID,
    RECLAIMING,
    REFUSAL,
    SKU_ID,
    declaration_from,
    product_in,
)
from .domain.errors import ProductGone, SeatsError, SettingsError

Properties = dict[str, Any]

_ADDED = frozenset({PLAN, RECLAIMING, REFUSAL})
"""The inputs that `check` adds, each time anew."""


class SeatAssignmentProvider(ResourceProvider):
    """Creates, reads, updates and deletes seat assignments. Its instances hold nothing."""

    # Shown as it is in a diff; it would otherwise appear as a secret that changed.
    serialize_as_secret_always = False

    def configure(self, req: ConfigureRequest) -> None:
        """Remember the stack's configuration; it is judged when it is first needed, in `check`."""
        from . import interruption, plugin_session
        from .plugin_errors import show_sentences

        show_sentences()
        interruption.heed_engine()
        plugin_session.configure(req.config.get)

    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Hold the declaration against the live service, and add the digest of what will happen.

        A declaration that cannot be carried out passes with the reason beside it. A failed check
        would make the engine show no diff and interrupt the program, with a traceback in front of
        the user; this way the whole preview is shown, the program fails with the reason, and an
        update refuses to begin.
        """
        from . import plugin_session
        from .check import check

        inputs = {name: value for name, value in news.items() if name not in _ADDED}
        try:
            if product_in(inputs) is not None:
                inputs |= check(plugin_session.session(), _olds, inputs)
            else:
                declaration_from(inputs)  # raises where that is not for want of knowing it yet
        except SeatsError as error:
            inputs[REFUSAL] = str(error)
        return CheckResult(inputs, [])

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Declared users against the seats actually held; another product is another resource."""
        from . import assignment, plugin_session

        replaces = _changed_ids(_olds, _news) if product_in(_news) != product_in(_olds) else []
        try:
            session = plugin_session.session()
        except SettingsError:
            return DiffResult(changes=True, replaces=replaces)  # `check` has said what is wrong
        if replaces:
            assignment.say_losses_of_replacement(session, _olds)
            return DiffResult(changes=True, replaces=replaces)
        return DiffResult(changes=assignment.is_out_of_date(session, _olds, _news), replaces=[])

    def create(self, props: Properties) -> CreateResult:
        """Assign the declared seats, taking over those that are held already."""
        from . import assignment, interruption, plugin_session

        outputs = assignment.apply(plugin_session.session(), props, creating=True)
        interruption.say_what_is_left(outputs)
        return CreateResult(f"{props[PRODUCT_ID]}/{props[SKU_ID]}", outputs)

    def read(self, id_: str, props: Properties) -> ReadResult:
        """The seats actually held, as outputs and as inputs; no id when the product is gone."""
        from . import assignment, plugin_session

        try:
            outputs, inputs = assignment.read(plugin_session.session(), props)
        except ProductGone:
            return ReadResult("", {})
        return ReadResult(id_, outputs, inputs)

    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Reclaim and assign what the live seats differ in from the declared users."""
        from . import assignment, interruption, plugin_session

        outputs = assignment.apply(plugin_session.session(), _news)
        interruption.say_what_is_left(outputs)
        return UpdateResult(outputs)

    def delete(self, _id: str, _props: Properties) -> None:
        """Reclaim the seats this resource holds according to state and the service."""
        from . import assignment, plugin_session

        assignment.delete(plugin_session.session(), _props)


def _changed_ids(olds: Properties, news: Properties) -> list[str]:
    return [name for name in (PRODUCT_ID, SKU_ID) if olds.get(name) != news.get(name)]
