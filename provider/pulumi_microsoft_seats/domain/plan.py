"""Who gains and who loses a seat: the difference between what is declared and what is held."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from .model import Ownership, ProductKey

_DIGEST_LENGTH = 12


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """Exactly what one update will do, users folded and sorted.

    Attributes:
        product: the inventory entry it is about.
        assign: users who will gain a seat.
        reclaim: users who will lose theirs.
        held: how many seats this resource answers for before it runs: every held one under
            exclusive ownership, those of users it declared before under shared.
    """

    product: ProductKey
    assign: tuple[str, ...]
    reclaim: tuple[str, ...]
    held: int

    def __bool__(self) -> bool:
        return bool(self.assign or self.reclaim)

    @property
    def more_seats(self) -> int:
        """How many seats more are held afterwards; 0 when there are fewer."""
        return max(len(self.assign) - len(self.reclaim), 0)

    @property
    def digest(self) -> str:
        """A short fingerprint of exactly these users, this product and these two actions."""
        lines = [*self.product.folded]
        lines += [f"+{user}" for user in self.assign]
        lines += [f"-{user}" for user in self.reclaim]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_DIGEST_LENGTH]


def plan_seats(
    product: ProductKey,
    ownership: Ownership,
    *,
    declared: AbstractSet[str],
    declared_before: AbstractSet[str],
    held: AbstractSet[str],
) -> SeatPlan:
    """What has to happen so that the declared users hold a seat.

    Exclusive ownership also takes every other seat; shared ownership takes only those of users
    whom the same resource declared before and no longer does. All sets hold folded user names.
    """
    ours = held if ownership == "exclusive" else held & declared_before
    return SeatPlan(
        product=product,
        assign=tuple(sorted(declared - held)),
        reclaim=tuple(sorted(ours - declared)),
        held=len(ours),
    )


def answered_for(
    ownership: Ownership,
    *,
    declared: AbstractSet[str],
    declared_before: AbstractSet[str],
    held: AbstractSet[str],
) -> frozenset[str]:
    """The held seats that are this resource's to report and, on delete, to reclaim."""
    if ownership == "exclusive":
        return frozenset(held)
    return frozenset(held & (declared | declared_before))
