"""Who gains and who loses a seat: the difference between what is declared and what is held."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from .wording import counted, listing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

    from .model import Ownership, ProductKey

Need = Literal["limit", "takeover", "replacement", "delete"]
"""Why a plan needs a person's approval."""

_DIGEST_LENGTH = 32
"""Hexadecimal digits, 128 bits: nobody finds two plans of one digest."""


@dataclass(frozen=True, slots=True)
class Losses:
    """Seats of one product that will be taken.

    Attributes:
        product: the inventory entry they belong to.
        seats: who loses one, folded, with the date it was assigned as the service writes it; empty
            where it does not say.
        held: how many seats the resource answers for before.
    """

    product: ProductKey
    seats: Mapping[str, str]
    held: int

    def exceed(self, limit: float | None) -> bool:
        """Whether more than one seat and more than a share of them is taken; None is no limit."""
        return limit is not None and len(self.seats) > 1 and len(self.seats) / self.held > limit

    def sentence(self) -> str:
        """Such as: 9NBLGGH4R2R6/0016, which is replaced: 1 user loses a seat: ada@contoso.com."""
        users = counted(len(self.seats), "user loses a seat", "users lose a seat")
        return f"{self.product}, which is replaced: {users}: {listing([*self.seats])}"


@dataclass(frozen=True)
class SeatPlan:
    """Exactly what one update or delete will do, users folded and sorted.

    Attributes:
        tenant: whose seats.
        product: the inventory entry it is about.
        assign: users who will gain a seat.
        reclaim: users who will lose theirs, each with the date it was assigned: the very seat that
            is meant. Empty where the service does not say.
        held: how many seats this resource answers for before it runs: every held one under
            exclusive ownership, its own under shared.
        replaced: what the deletion of the resource that this one replaces will take of another
            product.
        needs: why it needs an approval.
    """

    tenant: str
    product: ProductKey
    assign: tuple[str, ...]
    reclaim: Mapping[str, str]
    held: int
    replaced: Losses | None = None
    needs: frozenset[Need] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.assign or self.reclaim or (self.replaced and self.replaced.seats))

    @property
    def losses(self) -> Losses:
        """The seats of its product that it takes."""
        return Losses(self.product, self.reclaim, self.held)

    @property
    def more_seats(self) -> int:
        """How many seats more are held afterwards; 0 when there are fewer."""
        return max(len(self.assign) - len(self.reclaim), 0)

    @cached_property  # asked for by the guard, and for the input that a saved plan compares
    def digest(self) -> str:
        """A fingerprint of exactly this: tenant, product, what needs an approval, whom and which.

        The date of each seat that is taken is a part of it, so an approval that was used once
        approves nothing later.
        """
        replaced = self.replaced
        parts = [
            self.tenant.lower(),
            self.product.folded,
            sorted(self.needs),
            sorted(self.assign),
            sorted(self.reclaim.items()),
            (replaced.product.folded, sorted(replaced.seats.items())) if replaced else None,
        ]
        text = json.dumps(parts, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def plan_seats(
    tenant: str,
    product: ProductKey,
    ownership: Ownership,
    *,
    declared: AbstractSet[str],
    own: AbstractSet[str],
    held: AbstractSet[str],
    dates: Callable[[AbstractSet[str]], Mapping[str, str]],
    replaced: Losses | None = None,
) -> SeatPlan:
    """What has to happen so that the declared users hold a seat.

    Exclusive ownership also takes every other seat; shared ownership takes only those of its own
    that are no longer declared.

    Args:
        tenant: whose seats.
        product: the inventory entry.
        ownership: whether undeclared holders are left alone.
        declared: users who are to hold a seat, folded.
        own: holders whose seat is this resource's, folded.
        held: every known holder, folded.
        dates: of the seats of some users, sorted by user.
        replaced: what goes with the resource that this one replaces.
    """
    answered = held if ownership == "exclusive" else held & own
    return SeatPlan(
        tenant=tenant,
        product=product,
        assign=tuple(sorted(declared - held)),
        reclaim=dates(answered - declared),
        held=len(answered),
        replaced=replaced,
    )
