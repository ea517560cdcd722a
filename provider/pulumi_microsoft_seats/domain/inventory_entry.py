"""Entries of the Store's inventory: what the organisation owns of a product, and how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .model import Capacity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .model import ProductKey


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
    def seats(self) -> Capacity:
        """Its seats as every service counts them."""
        is_open = self.distribution_policy == "open"
        return Capacity(self.capacity, None if is_open else self.available, self.held)

    @property
    def held(self) -> int | None:
        """Seats held by anybody; None where seats without limit leave it open."""
        if self.distribution_policy == "open" and self.available <= 0:
            return None
        return max(self.capacity - self.available, 0)

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
