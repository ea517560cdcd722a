"""Who gains and who loses a seat: the difference between what is declared and what is held."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from .wording import counted, listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from .model import Ownership, ProductKey, Seat
    from .service_plans import PlanChange, WantedPlans

Need = Literal["limit", "takeover", "replacement", "delete", "plans"]
"""Why a plan needs a person's approval."""

_DIGEST_LENGTH = 32
"""Hexadecimal digits, 128 bits: nobody finds two plans of one digest."""


def exceeds(count: int, held: int, limit: float | None) -> bool:
    """Whether more than one, and more than a share of all that are held; None is no limit."""
    return limit is not None and count > 1 and count / held > limit


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
        """Whether more of them are taken than a share."""
        return exceeds(len(self.seats), self.held, limit)

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
        change: users who keep their seat, and which of its service plans are switched.
        adopted: how many of those hold a seat that it did not answer for before.
        disabled_plans: the ids of the plans that are off for everybody it assigns a seat or whose
            plans it changes; None where they are left as they are.
        still_served: whoever of those who lose their seat keeps one through something else.
        hindered: declared users who cannot be given a seat, or whose service plans cannot be
            switched, and why; no part of what is done.
    """

    tenant: str
    product: ProductKey
    assign: tuple[str, ...]
    reclaim: Mapping[str, str]
    held: int
    replaced: Losses | None = None
    needs: frozenset[Need] = field(default_factory=frozenset)
    change: Mapping[str, PlanChange] = field(default_factory=dict)
    adopted: int = 0
    disabled_plans: frozenset[str] | None = None
    still_served: frozenset[str] = frozenset()
    hindered: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        takes = self.reclaim or (self.replaced and self.replaced.seats)
        return bool(self.assign or self.change or takes)

    @property
    def users(self) -> frozenset[str]:
        """Everybody for whom something is done."""
        return frozenset(self.assign) | self.reclaim.keys() | self.change.keys()

    @property
    def losses(self) -> Losses:
        """The seats of its product that it takes."""
        return Losses(self.product, self.reclaim, self.held)

    @property
    def answered(self) -> int:
        """How many holders its changes of service plans are a share of."""
        return self.held + self.adopted

    @property
    def switched_off(self) -> list[str]:
        """The users who lose the use of a service plan."""
        return [user for user, each in self.change.items() if each.off]

    @property
    def more_seats(self) -> int:
        """How many seats more are held afterwards; 0 when there are fewer."""
        return max(len(self.assign) - self.freed, 0)

    @property
    def freed(self) -> int:
        """How many seats are free once it has reclaimed what it reclaims."""
        return len(self.reclaim) - len(self.still_served)

    @cached_property  # asked for by the guard, and for the input that a saved plan compares
    def digest(self) -> str:
        """A fingerprint of exactly this: tenant, product, what needs an approval, whom and which.

        The date of each seat that is taken is a part of it, so an approval that was used once
        approves nothing later.
        """
        replaced = self.replaced
        parts: list[object] = [
            self.tenant.lower(),
            self.product.folded,
            sorted(self.needs),
            sorted(self.assign),
            sorted(self.reclaim.items()),
            (replaced.product.folded, sorted(replaced.seats.items())) if replaced else None,
        ]
        if self.disabled_plans is not None:
            changes = [(user, each.on, each.off) for user, each in sorted(self.change.items())]
            parts.append([sorted(self.disabled_plans), changes])
        text = json.dumps(parts, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


class LiveSeats(Protocol):
    """The seats of a product as they are; users are folded."""

    @property
    def users(self) -> frozenset[str]:
        """Everybody known to hold a seat that can be reclaimed."""
        ...

    @property
    def inherited(self) -> frozenset[str]:
        """Everybody known to hold one through something else alone."""
        ...

    @property
    def hindrances(self) -> Mapping[str, str]:
        """Who cannot be given one, nor have it changed, and why."""
        ...

    def seat_of(self, user: str) -> Seat | None:
        """The seat of a user, if there is one."""
        ...

    def dates(self, users: Iterable[str]) -> dict[str, str]:
        """When the seats of some users were assigned, sorted by user; empty where unsaid."""
        ...


def plan_seats(  # noqa: PLR0913 - all that decides who gains and who loses
    tenant: str,
    product: ProductKey,
    ownership: Ownership,
    seats: LiveSeats,
    *,
    declared: AbstractSet[str],
    own: AbstractSet[str],
    wanted: WantedPlans | None = None,
    replaced: Losses | None = None,
    second_names: AbstractSet[str] = frozenset(),
) -> SeatPlan:
    """What has to happen so that the declared users hold a seat.

    Exclusive ownership also takes every other seat; shared ownership takes only those of its own
    that are no longer declared.

    Args:
        tenant: whose seats.
        product: which.
        ownership: whether undeclared holders are left alone.
        seats: as they are.
        declared: users who are to hold a seat, folded.
        own: holders whose seat is this resource's, folded.
        wanted: the service plans that are to be off; None where they are left as they are.
        replaced: what goes with the resource that this one replaces.
        second_names: those of people who are there by another name, too, for which nothing is done.
    """
    declared = declared - second_names
    held = seats.users - second_names
    answered = held if ownership == "exclusive" else held & own
    # Who has one through something else alone is served.
    lacking = declared - held - seats.inherited
    known = seats.hindrances
    change = _changes(seats, declared & held, wanted)
    hindered = {user: known[user] for user in sorted((lacking | change.keys()) & known.keys())}
    change = {user: each for user, each in change.items() if user not in hindered}
    taken = sorted(answered - declared)
    return SeatPlan(
        tenant=tenant,
        product=product,
        assign=tuple(sorted(lacking - hindered.keys())),
        reclaim=seats.dates(taken),
        held=len(answered),
        replaced=replaced,
        change=change,
        adopted=len(change.keys() - answered),
        disabled_plans=None if wanted is None else wanted.off,
        still_served=frozenset(u for u in taken if (seat := seats.seat_of(u)) and seat.through),
        hindered=hindered,
    )


def _changes(
    seats: LiveSeats, holders: AbstractSet[str], wanted: WantedPlans | None
) -> dict[str, PlanChange]:
    if wanted is None:
        return {}
    found = ((user, seats.seat_of(user)) for user in sorted(holders))
    changes = ((user, wanted.change(seat.disabled_plans)) for user, seat in found if seat)
    return {user: change for user, change in changes if change is not None}
