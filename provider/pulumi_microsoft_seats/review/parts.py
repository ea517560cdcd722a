"""What each step of a preview would do to seats, as parts of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.figures import SeatFigures
from ..domain.model import OWNERSHIPS
from ..plugin.properties import OWNERSHIP, REPLACED, parse, product_in
from .preview import HOW, UnreadablePreview
from .removals import Remaining, changes_of_removal
from .step_seats import SeatChanges, changes_of_update, holders_in, users_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..domain.model import ProductKey
    from .preview import Properties, State, Step
    from .report import Action
    from .step_rows import Row

_ACTIONS: dict[str, tuple[Action, ...]] = {
    "create": ("create",),
    "update": ("update",),
    "delete": ("delete",),
    "same": ("same",),
    "replace": ("create-replacement", "delete-replaced"),
    "create-replacement": ("create-replacement",),
    "delete-replaced": ("delete-replaced",),
}
_NEW: set[Action] = {"create", "update", "create-replacement"}
_UNDO: set[Action] = {"delete", "delete-replaced"}


@dataclass(frozen=True, slots=True)
class Part:
    """What one action of a step would do.

    Attributes:
        row: of the assignment.
        action: what the engine would do.
        old: None when there was nothing before.
        side: the state that it is about.
        changes: of seats.
    """

    row: Row
    action: Action
    old: State | None
    side: State
    changes: SeatChanges

    @property
    def properties(self) -> Properties:
        """What it is about, as it is declared, else as it was recorded."""
        return self.side.inputs or self.side.outputs

    @property
    def product(self) -> ProductKey | None:
        """The product; None when it is not known."""
        return product_in(self.properties, self.row.kind)

    @property
    def where(self) -> str:
        """What to call it in an error."""
        return _where(self.row, self.action)


def _actions(row: Row) -> list[tuple[Step, Action]]:
    for step in row.steps:
        if step.op not in _ACTIONS:
            raise UnreadablePreview(
                f"The preview would {step.op} {row.name!r}, and what that does to seats this "
                "report does not know; read the preview itself, and report this as a bug."
            )
    return [(step, action) for step in row.steps for action in _ACTIONS[step.op]]


def declared_parts(row: Row, *, unseen: str) -> list[Part]:
    """What there will be of an assignment.

    Args:
        row: of the assignment.
        unseen: why one without a step need not stay as it is; empty when it does.
    """
    if not row.steps and row.refreshed is not None:
        state = row.refreshed
        if unseen:
            return [Part(row, "not-reached", state, state, SeatChanges(notes=(unseen,)))]
        return [Part(row, "same", state, state, _unchanged(row, state))]
    parts = []
    for step, action in _actions(row):
        if action == "same":
            side = _side(row, action, step.old)
            parts.append(Part(row, action, side, side, _unchanged(row, side)))
        elif action in _NEW:
            old = _side(row, action, step.old) if action == "update" else step.old
            new = _side(row, action, step.new)
            changes = changes_of_update(
                old,
                new,
                row.lines,
                _where(row, action),
                replacing=action == "create-replacement",
                kind=row.kind,
            )
            parts.append(Part(row, action, old, new, changes))
    return parts


def removed_parts(row: Row, by_product: Mapping[ProductKey | None, Remaining]) -> list[Part]:
    """What there will be no longer of an assignment."""
    named = (users_named(step.new.inputs, REPLACED) for step in row.steps if step.new is not None)
    replaced = next((users for users in named if users is not None), None)
    return [
        _removal(
            row,
            action,
            _side(row, action, step.old),
            by_product,
            replaced=replaced if action == "delete-replaced" else None,
        )
        for step, action in _actions(row)
        if action in _UNDO
    ]


def gone_part(part: Part, by_product: Mapping[ProductKey | None, Remaining]) -> Part | None:
    """What was not reached as a delete, where another assignment declares its product by now.

    A refused program ends before the engine comes to what it no longer declares.
    """
    remaining = by_product.get(part.product)
    if part.action != "not-reached" or remaining is None or remaining.urn == part.row.urn:
        return None
    return _removal(part.row, "delete", part.side, by_product)


def _removal(
    row: Row,
    action: Action,
    old: State,
    by_product: Mapping[ProductKey | None, Remaining],
    *,
    replaced: frozenset[str] | None = None,
) -> Part:
    changes = changes_of_removal(
        old,
        by_product.get(product_in(old.inputs or old.outputs, row.kind)),
        _where(row, action),
        row.kind,
        looked_up=row.refreshed is not None and row.refreshed is not old,
        replaced=replaced,
    )
    return Part(row, action, old, old, changes)


def remaining_in(parts: Iterable[Part]) -> dict[ProductKey | None, Remaining]:
    """What is declared, by product."""
    return {
        product: Remaining(
            part.row.urn,
            holders_in(part.properties, part.where),
            frozenset(part.changes.losses or ()),
        )
        for part in parts
        if part.action != "not-reached" and (product := part.product) is not None
    }


def _unchanged(row: Row, state: State) -> SeatChanges:
    """The seats of an assignment that stays as it is."""
    recorded = holders_in(state.outputs or state.inputs, _where(row, "same"))
    is_counted = row.refreshed is not None and ownership_in(state.inputs) == "exclusive"
    # A warning may be about drift that the program was changed to allow.
    if recorded is None or not is_counted or row.warnings:
        return SeatChanges(is_exact=True)
    held = len(recorded - parse(state.outputs, row.kind).inherited)
    return SeatChanges(is_exact=True, figures=SeatFigures(held, held))


def _side(row: Row, action: Action, state: State | None) -> State:
    if state is None:
        raise UnreadablePreview(
            f"{_where(row, action)} has no state to go with it: the preview is damaged; {HOW}"
        )
    return state


def _where(row: Row, action: Action) -> str:
    return f"The step that would {action.split('-')[0]} {row.name!r}"


def ownership_in(properties: Mapping[str, object]) -> str:
    """The ownership; empty when it is not known."""
    value = properties.get(OWNERSHIP)
    return str(value) if value in OWNERSHIPS else ""
