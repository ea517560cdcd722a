"""Who loses a seat by a delete: nobody whom the program still declares, and not too many at once.

The engine asks a provider nothing about a delete at a preview. So the report says what the delete
will say while the update runs, see `lifecycle.delete`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.approval import Refusal
from ..domain.figures import SeatFigures
from ..domain.wording import counted, share_over
from ..plugin.properties import ASSIGNED_COUNT, DEFAULT_RECLAIM_LIMIT, parse
from .people import Told
from .preview import name_in
from .step_seats import HIDDEN, SeatChanges, holders_in

if TYPE_CHECKING:
    from ..plugin.kinds import ResourceKind
    from .preview import State

_NOBODY = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Remaining:
    """What the program still declares of a product.

    Attributes:
        urn: of the assignment that declares it.
        declared: its users; None when they are a secret or not known yet.
        taken: whose seats it reclaims, which a delete does not find any more.
    """

    urn: str
    declared: frozenset[str] | None
    taken: frozenset[str]


def changes_of_removal(
    old: State,
    remaining: Remaining | None,
    where: str,
    kind: ResourceKind,
    *,
    looked_up: bool,
    replaced: frozenset[str] | None = None,
) -> SeatChanges:
    """What deleting an assignment would do.

    Args:
        old: what is deleted.
        remaining: on its product, None when the program declares it no more.
        where: what to call the step in an error.
        kind: of the resource.
        looked_up: whether a refresh found who holds a seat.
        replaced: who will lose one, where the plan of a replacement says so and was judged.

    Raises:
        UnreadablePreview: a field is missing.
    """
    recorded = holders_in(old.outputs or old.inputs, where)
    if recorded is None:
        return _changes_of_secrets(old, remaining, kind)
    state = parse(old.outputs or old.inputs, kind)
    inherited, recorded = recorded & state.inherited, recorded - state.inherited
    declared, taken = (remaining.declared, remaining.taken) if remaining else (_NOBODY, _NOBODY)
    if old.retained:
        left = recorded - (declared or _NOBODY)
        kept = len(recorded)
        figures = SeatFigures(kept, kept) if _counts(old, remaining, looked_up=looked_up) else None
        if remaining and declared is not None and not left:
            return SeatChanges(is_exact=True, moves=True)
        return SeatChanges(is_exact=True, figures=figures, notes=(_retained(len(left)),))
    if declared is None:
        notes = (f"Whom {_name(remaining)} declares keeps the seat, and who that is is not known.",)
        return SeatChanges(losses=None, is_exact=False, moves=True, notes=notes)
    own = recorded - state.unmanaged - taken
    lost = tuple(sorted((own if replaced is None else replaced) - declared))
    figures = None
    if _counts(old, remaining, looked_up=looked_up):
        figures = SeatFigures(len(recorded), len(recorded) - len(lost))
    exact = looked_up or replaced is not None or not lost
    kept = len(recorded & declared)
    return SeatChanges(
        losses=lost,
        is_exact=True if exact else None,
        moves=remaining is not None and not lost,
        figures=figures,
        refusal=_refusal(old, len(lost), len(own), kind) if replaced is None else None,
        told=Told(left=tuple(sorted(inherited - declared))),
        notes=(() if exact else (_IN_STATE,))
        + (_declared(kept, remaining) if kept and lost else ()),
    )


_IN_STATE = (
    "These users are in the state; who of them holds a seat still was not looked up. Preview with "
    "--refresh to know."
)


def _changes_of_secrets(old: State, remaining: Remaining | None, kind: ResourceKind) -> SeatChanges:
    count = _count(old)
    if old.retained:
        return SeatChanges(is_exact=True, notes=(_retained(count),))
    refusal = _refusal(old, count, count, kind) if remaining is None else None
    return SeatChanges(
        losses=None, is_exact=False, moves=remaining is not None, refusal=refusal, notes=(HIDDEN,)
    )


def _refusal(old: State, lost: int, own: int, kind: ResourceKind) -> Refusal | None:
    """Why the delete would refuse; None when it would not.

    Nothing of a preview tells whether its digest is approved already.
    """
    state, declared = parse(old.outputs, kind), parse(old.inputs, kind)
    product = state.product or declared.product
    known = (state.reclaim_limit, declared.reclaim_limit, DEFAULT_RECLAIM_LIMIT)
    limit = next(each for each in known if each is not None)
    if product is None or lost <= 1 or lost / own <= limit:
        return None
    return Refusal(
        f"Removing this assignment would reclaim {lost:,} of its {own:,} seats of {product}, "
        f"{share_over(lost, own, limit)}; "
        "apply reclaim_limit=1 or retain_on_delete=True first and remove it in a second step, or "
        "run pulumi up, which refuses it with the digest that approves exactly this."
    )


def _count(old: State) -> int:
    """How many seats the state counts."""
    count = old.outputs.get(ASSIGNED_COUNT)
    return int(count) if isinstance(count, (int, float)) else 0


def _counts(old: State, remaining: Remaining | None, *, looked_up: bool) -> bool:
    """Whether the seats of the state are all of the product's, and nothing else counts them."""
    return looked_up and remaining is None and parse(old.inputs).ownership == "exclusive"


def _retained(kept: int) -> str:
    seats = counted(kept, "seat stays", "seats stay")
    return f"retain_on_delete: {seats} as assigned, and nobody answers for it any more."


def _declared(kept: int, remaining: Remaining | None) -> tuple[str, ...]:
    users = counted(kept, "user is", "users are")
    return (
        f"{users} declared by {_name(remaining)}, and {'keeps' if kept == 1 else 'keep'} the seat.",
    )


def _name(remaining: Remaining | None) -> str:
    return repr(name_in(remaining.urn)) if remaining else "nobody"
