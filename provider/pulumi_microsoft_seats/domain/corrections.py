"""What a preview's `+` and `-` lines leave out, or say too much of, as lines that can be read back.

The engine compares the last declaration with the new one. Where the seats are not as last declared
(nothing was declared before, or somebody changed them and no refresh took note) its lines are not
exactly who will gain and lose a seat. These are the lines to add so that a preview says just that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from .plan import SeatPlan

_LINE = re.compile(
    r"(?P<who>not in the lines below|of the \+ lines|of the - lines), [\d,]+ users? "
    r"(?P<what>gains? a seat|loses? a seat|holds? a seat already|holds? none any more): "
    r"(?P<users>[^\s,]+(?:, [^\s,]+)*)"
)


@dataclass(frozen=True, slots=True)
class Corrections:
    """The difference between a plan and the lines of the engine. Users are folded.

    Attributes:
        also_gain: they will gain a seat, and no `+` line names them.
        also_lose: they will lose theirs, and no `-` line names them.
        held_already: a `+` line names them, and they hold a seat.
        gone_already: a `-` line names them, and they hold none.
    """

    also_gain: frozenset[str] = frozenset()
    also_lose: frozenset[str] = frozenset()
    held_already: frozenset[str] = frozenset()
    gone_already: frozenset[str] = frozenset()

    def gains(self, shown: AbstractSet[str]) -> frozenset[str]:
        """Who will gain a seat, when `shown` is on `+` lines."""
        return (frozenset(shown) | self.also_gain) - self.held_already

    def losses(self, shown: AbstractSet[str]) -> frozenset[str]:
        """Who will lose a seat, when `shown` is on `-` lines."""
        return (frozenset(shown) | self.also_lose) - self.gone_already

    def sentences(self) -> list[str]:
        """A line for each that is not empty, with every user: they are named nowhere else."""
        return [
            f"{who}, {counted(len(users), f'user {one}', f'users {many}')}: "
            f"{', '.join(sorted(users))}"
            for who, one, many, users in (
                (_ELSEWHERE, "gains a seat", "gain a seat", self.also_gain),
                (_ELSEWHERE, "loses a seat", "lose a seat", self.also_lose),
                (_PLUS, "holds a seat already", "hold a seat already", self.held_already),
                (_MINUS, "holds none any more", "hold none any more", self.gone_already),
            )
            if users
        ]


_ELSEWHERE, _PLUS, _MINUS = "not in the lines below", "of the + lines", "of the - lines"


def corrections_of(
    plan: SeatPlan,
    *,
    declared: AbstractSet[str],
    declared_before: AbstractSet[str],
    replacing: bool = False,
) -> Corrections:
    """Compare a plan with what the engine shows.

    Args:
        plan: what the update will do.
        declared: the new side of the engine's comparison.
        declared_before: its old side; empty when there is none.
        replacing: whether the old side is about another product, whose seats its `-` lines mean.
    """
    plus = declared - declared_before
    minus = frozenset[str]() if replacing else declared_before - declared
    return Corrections(
        also_gain=frozenset(plan.assign) - plus,
        also_lose=frozenset(plan.reclaim) - minus,
        held_already=frozenset(plus - frozenset(plan.assign)),
        gone_already=frozenset(minus - frozenset(plan.reclaim)),
    )


def corrections_in(lines: Iterable[str], product: str) -> Corrections:
    """The corrections that lines speak of.

    Args:
        lines: of a resource's row; those about something else are passed over.
        product: `productId/skuId`, with which a line about it begins.
    """
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        match = _LINE.search(line) if line.startswith(f"{product}: ") else None
        if match is not None:
            found[_field(match["what"])] = frozenset(match["users"].split(", "))
    return Corrections(**found)


def _field(what: str) -> str:
    if "gain" in what:
        return "also_gain"
    if "lose" in what:
        return "also_lose"
    return "held_already" if "already" in what else "gone_already"
