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

from .domain.errors import ProductGone, SeatsError, SettingsError
from .plugin.properties import ADDED, NAMING, PRODUCT_ID, REFUSAL, SKU_ID, parse

Properties = dict[str, Any]


class SeatAssignmentProvider(ResourceProvider):
    """Creates, reads, updates and deletes seat assignments. Its instances hold nothing."""

    # Shown as it is in a diff; it would otherwise appear as a secret that changed.
    serialize_as_secret_always = False

    def configure(self, req: ConfigureRequest) -> None:
        """Remember the stack's configuration; it is judged when it is first needed, in `check`."""
        from .plugin import session
        from .plugin.host_patches import patch_host

        patch_host()
        session.configure(req.config.get)

    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Hold the declaration against the live service, and add the digest of what will happen.

        A declaration that cannot be carried out passes with the reason beside it. A failed check
        would make the engine show no diff and interrupt the program, with a traceback in front of
        the user; this way the whole preview is shown, the program fails with the reason, and an
        update refuses to begin.
        """
        from .plugin import session
        from .plugin.check import check
        from .plugin.rows import shown

        inputs = {name: value for name, value in news.items() if name not in ADDED}
        olds, declared = parse(_olds), parse(inputs)
        if declared.is_secret:
            inputs |= dict.fromkeys(NAMING, "")
        try:
            inputs |= check(session.current(), olds, declared)
        except SeatsError as error:
            inputs[REFUSAL] = {"sentence": shown(declared, str(error)), "approval": ""}
        return CheckResult(inputs, [])

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Declared users against the seats actually held; another product is another resource."""
        from .plugin import lifecycle, session
        from .plugin.rows import shown_errors

        olds, news = parse(_olds), parse(_news)
        if olds.product != news.product:
            names = (PRODUCT_ID, SKU_ID)
            replaces = [name for name in names if _olds.get(name) != _news.get(name)]
            return DiffResult(changes=True, replaces=replaces)
        try:
            opened = session.current()
        except SettingsError:
            return DiffResult(changes=True, replaces=[])  # `check` has said what is wrong
        with shown_errors(news):
            return DiffResult(changes=lifecycle.is_out_of_date(opened, olds, news), replaces=[])

    def create(self, props: Properties) -> CreateResult:
        """Assign the declared seats, taking over those that are held already."""
        return CreateResult(f"{props[PRODUCT_ID]}/{props[SKU_ID]}", _applied(props))

    def read(self, id_: str, props: Properties) -> ReadResult:
        """The seats actually held, as outputs and as inputs; no id when the product is gone."""
        from .plugin import lifecycle, session
        from .plugin.rows import shown_errors

        state = parse(props)
        try:
            with shown_errors(state):
                outputs, inputs = lifecycle.read(session.current(), state)
        except ProductGone:
            return ReadResult("", {})
        return ReadResult(id_, outputs, inputs)

    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Carry out what `check` planned."""
        return UpdateResult(_applied(_news, _olds))

    def delete(self, _id: str, _props: Properties) -> None:
        """Reclaim the seats this resource holds according to state and the service."""
        from .plugin import lifecycle, session
        from .plugin.rows import shown_errors

        state = parse(_props)
        with shown_errors(state):
            lifecycle.delete(session.current(), state)


def _applied(news: Properties, olds: Properties | None = None) -> Properties:
    from .plugin import interruption, lifecycle, session
    from .plugin.rows import shown_errors

    declared = parse(news)
    with shown_errors(declared):
        opened = session.current()
        outputs = lifecycle.apply(opened, declared, None if olds is None else parse(olds))
    interruption.say_what_is_left(declared, outputs)
    return outputs
