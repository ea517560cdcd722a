"""The values that every layer speaks of: products, seats, what became of a bulk call."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Ownership = Literal["exclusive", "shared"]
"""Who else may hold seats of the product: nobody but the declared users, or anybody."""

OWNERSHIPS: tuple[Ownership, ...] = ("exclusive", "shared")


@dataclass(frozen=True, eq=False, init=False)
class ProductKey:
    """What identifies a product at its service: of the Store the reference's *ProductKey*.

    Spellings that differ in capitals are the same product: taken for two, the one would be assigned
    and then, as the other, reclaimed.

    Attributes:
        parts: the ids in their order; of the Store the product's, then its SKU's.
        name: what people call the product, where its ids say nothing to them.
    """

    parts: tuple[str, ...]
    name: str

    def __init__(self, *parts: str, name: str = "") -> None:
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "name", name)

    @cached_property  # a hundred thousand seats of one product are compared
    def folded(self) -> tuple[str, ...]:
        """The ids in the form in which they are compared."""
        return tuple(part.lower() for part in self.parts)

    @property
    def product_id(self) -> str:
        """The first part."""
        return self.parts[0]

    @property
    def sku_id(self) -> str:
        """The last part, which both services call the SKU."""
        return self.parts[-1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProductKey) and self.folded == other.folded

    def __hash__(self) -> int:
        return hash(self.folded)

    def __str__(self) -> str:
        return self.name or "/".join(self.parts)


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of one product (of the Store the reference's *SeatDetails*).

    Attributes:
        product: whose seat it is.
        user: whom it is assigned to, as the service spells the name.
        active: whether it is held; False for the reference's state `revoked`.
        assigned_at: when it was assigned, as the service writes it; None when it does not say.
        through: what gives it besides, or alone: of a licence its groups. That is not ours to take.
        is_direct: whether it was assigned to the user, too; only then it can be reclaimed.
        disabled_plans: the ids of the service plans that are off.
    """

    product: ProductKey
    user: str
    active: bool = True
    assigned_at: str | None = None
    through: tuple[str, ...] = ()
    is_direct: bool = True
    disabled_plans: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many seats of a product there are.

    Attributes:
        total: seats bought.
        available: seats still free; None where seats are assigned without limit.
        held: seats held by anybody; None where nobody counts them.
    """

    total: int
    available: int | None
    held: int | None


@dataclass(frozen=True, slots=True)
class FailedSeat:
    """A user whom the service did not serve (the reference's *FailedSeatRequest*)."""

    user: str
    reason: str


@dataclass(frozen=True, slots=True)
class Holding:
    """What a service answers when it is asked for one user.

    Attributes:
        user: as asked for.
        seat: None where the user holds none.
        hindrance: why nothing could be given to the user, nor changed of what is held; empty where
            nothing is known to be in the way.
    """

    user: str
    seat: Seat | None
    hindrance: str = ""


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What one bulk call did (of the Store the reference's *BulkSeatOperationResultSet*).

    Attributes:
        seats: the seats that were assigned, or reclaimed.
        failed: the users that were refused, with the service's reason.
        unknown: the users of whom no answer tells, with the reason.
    """

    seats: tuple[Seat, ...]
    failed: tuple[FailedSeat, ...]
    unknown: tuple[FailedSeat, ...] = ()
