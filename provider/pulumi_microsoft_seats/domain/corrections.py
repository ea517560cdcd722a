"""What a preview's `+` and `-` lines leave out, or say too much of.

The engine compares the last declaration with the new one. Where the seats are not as last declared
(nothing was declared before, or somebody changed them and no refresh took note) its lines are not
exactly who will gain and lose a seat. Whoever reads the preview as data gets the exact users as
properties; whoever reads it as text gets these lines beside the engine's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .wording import counted, listing

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from .plan import SeatPlan


@dataclass(frozen=True, slots=True)
class Corrections:
    """A plan beside the lines of the engine. Users are folded.

    Attributes:
        gains: who will gain a seat.
        losses: who will lose theirs.
        plus: whom a `+` line names.
        minus: whom a `-` line names.
    """

    gains: frozenset[str]
    losses: frozenset[str]
    plus: frozenset[str]
    minus: frozenset[str]

    def sentences(self) -> list[str]:
        """A line for each difference, with its first users."""
        return [
            f"{who}, {counted(len(users), f'user {one}', f'users {many}')}: "
            f"{listing(sorted(users))}"
            for who, one, many, users in (
                (_ELSEWHERE, "gains a seat", "gain a seat", self.gains - self.plus),
                (_ELSEWHERE, "loses a seat", "lose a seat", self.losses - self.minus),
                (_PLUS, "holds a seat already", "hold a seat already", self.plus - self.gains),
                (_MINUS, "holds none any more", "hold none any more", self.minus - self.losses),
            )
            if users
        ]


_ELSEWHERE, _PLUS, _MINUS = "not in the + and - lines", "of the + lines", "of the - lines"


def corrections_of(
    plan: SeatPlan,
    *,
    declared: AbstractSet[str],
    declared_before: AbstractSet[str],
    replacing: bool,
) -> Corrections:
    """Compare a plan with what the engine shows.

    Args:
        plan: what the update will do.
        declared: the new side of the engine's comparison.
        declared_before: its old side; empty when there is none.
        replacing: whether the old side is about another product, whose seats its `-` lines mean.
    """
    return Corrections(
        gains=frozenset(plan.assign),
        losses=frozenset(plan.reclaim),
        plus=frozenset(declared - declared_before),
        minus=frozenset() if replacing else frozenset(declared_before - declared),
    )
