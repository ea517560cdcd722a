"""What the ledger answers: entries and seats."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from .structures import InventoryEntryDetails, ProductKey, SeatDetails

if TYPE_CHECKING:
    from .structures import DistributionPolicy, InventoryStatus, LicenseType, SeatState


@dataclass(frozen=True, slots=True)
class Entry:
    """An inventory entry as it is at this moment; `held` counts its seats."""

    id: int
    product_id: str
    sku_id: str
    seat_capacity: int
    distribution_policy: DistributionPolicy
    license_type: LicenseType
    status: InventoryStatus
    last_modified: str
    held: int

    @property
    def key(self) -> str:
        """`productId/skuId`."""
        return f"{self.product_id}/{self.sku_id}"

    @property
    def available(self) -> int:
        """How many seats are still free, 0 at least."""
        # Assumed: an open entry that has more seats than were bought shows none as available.
        return max(0, self.seat_capacity - self.held)

    def details(self) -> InventoryEntryDetails:
        """As the service answers it."""
        return InventoryEntryDetails(
            product_key=_product_key(self.product_id, self.sku_id),
            seat_capacity=self.seat_capacity,
            available_seats=self.available,
            last_modified=self.last_modified,
            license_type=self.license_type,
            distribution_policy=self.distribution_policy,
            status=self.status,
        )


@dataclass(frozen=True, slots=True)
class Seat:
    """A user's seat of a product; `assigned` is when it was assigned."""

    product_id: str
    sku_id: str
    user: str
    assigned: str

    def details(self, state: SeatState = "active") -> SeatDetails:
        """As the service answers it."""
        return SeatDetails(
            assigned_to=self.user,
            date_assigned=self.assigned,
            state=state,
            product_key=_product_key(self.product_id, self.sku_id),
        )


@lru_cache  # of one product are all hundred seats of a page
def _product_key(product_id: str, sku_id: str) -> ProductKey:
    return ProductKey(product_id=product_id, sku_id=sku_id)
