"""The values that every layer speaks of: products, seats, inventory entries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Ownership = Literal["exclusive", "shared"]
"""Who else may hold seats of the product: nobody but the declared users, or anybody."""

OWNERSHIPS: tuple[Ownership, ...] = ("exclusive", "shared")


@dataclass(frozen=True, eq=False)
class ProductKey:
    """An inventory entry's identity (the reference's *ProductKey*).

    Spellings that differ in capitals are the same product: taken for two, the one would be assigned
    and then, as the other, reclaimed.
    """

    product_id: str
    sku_id: str

    @cached_property  # a hundred thousand seats of one product are compared
    def folded(self) -> tuple[str, str]:
        """Product and SKU in the form in which they are compared."""
        return self.product_id.lower(), self.sku_id.lower()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProductKey) and self.folded == other.folded

    def __hash__(self) -> int:
        return hash(self.folded)

    def __str__(self) -> str:
        return f"{self.product_id}/{self.sku_id}"


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat of one product (the reference's *SeatDetails*).

    Attributes:
        product: the inventory entry it belongs to.
        user: whom it is assigned to, as the service spells the name.
        active: whether it is held; False for the reference's state `revoked`.
        assigned_at: when it was assigned, as the service writes it; None when it does not say.
    """

    product: ProductKey
    user: str
    active: bool = True
    assigned_at: str | None = None


@dataclass(frozen=True, slots=True)
class InventoryEntry:
    """What the organisation owns of one product (the reference's *InventoryEntryDetails*).

    Attributes:
        capacity: seats bought.
        available: seats still free.
        license_type: `online` or `offline`.
        distribution_policy: `open` assigns without limit, `restricted` against the free seats.
        status: `active` or `removed`.
        last_modified: as the service writes it.
    """

    product: ProductKey
    capacity: int
    available: int
    license_type: str
    distribution_policy: str
    status: str
    last_modified: str | None = None

    @property
    def held(self) -> int | None:
        """Seats held by anybody; None where seats without limit leave it open."""
        if self.distribution_policy == "open" and self.available <= 0:
            return None
        return max(self.capacity - self.available, 0)

    def with_available(self, available: int) -> InventoryEntry:
        """The same entry with another number of free seats."""
        return replace(self, available=available)

    def joined_by(self, other: InventoryEntry) -> InventoryEntry:
        """This entry and another one of its product as one.

        Where one of them is open, both are: a user is given a seat of it whatever the other has
        free. So nobody is refused for want of seats, and no plan stops for two orders that differ.
        """
        is_open = "open" in {self.distribution_policy, other.distribution_policy}
        unknown = self.held is None or other.held is None
        return replace(
            max(self, other, key=InventoryEntry._says_more),
            product=self.product,
            capacity=self.capacity + other.capacity,
            available=0 if unknown else self.available + other.available,
            distribution_policy="open" if is_open else self.distribution_policy,
        )

    def _says_more(self) -> tuple[bool, bool, str]:
        """What makes one of two entries the one that says what the product is."""
        return self.status == "active", self.license_type == "online", self.last_modified or ""


def added_up(entries: Iterable[InventoryEntry]) -> dict[ProductKey, InventoryEntry]:
    """Entries by product: one that was bought more than once, and is listed so, counts as one."""
    found: dict[ProductKey, InventoryEntry] = {}
    for entry in entries:
        earlier = found.get(entry.product)
        found[entry.product] = entry if earlier is None else earlier.joined_by(entry)
    return found


@dataclass(frozen=True, slots=True)
class FailedSeat:
    """A user whom the service did not serve (the reference's *FailedSeatRequest*)."""

    user: str
    reason: str


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What one bulk call did (the reference's *BulkSeatOperationResultSet*).

    Attributes:
        seats: the seats that were assigned, or reclaimed.
        failed: the users that were refused, with the service's reason.
    """

    seats: tuple[Seat, ...]
    failed: tuple[FailedSeat, ...]
