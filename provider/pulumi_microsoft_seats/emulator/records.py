"""What the ledger answers: entries, seats, and moments as the service writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone


@dataclass(frozen=True, slots=True)
class Entry:
    """An inventory entry as it is at this moment; `held` counts its seats."""

    id: int
    product_id: str
    sku_id: str
    seat_capacity: int
    distribution_policy: str
    license_type: str
    status: str
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


@dataclass(frozen=True, slots=True)
class Seat:
    """A user's seat of a product; `assigned` is when it was assigned."""

    product_id: str
    sku_id: str
    user: str
    assigned: str


@dataclass(frozen=True, slots=True)
class InventoryFilter:
    """What a listing of the inventory is limited to; None limits nothing."""

    modified_since: str | None = None
    license_types: tuple[str, ...] | None = None


def timestamp(moment: datetime) -> str:
    """A moment as the service writes it, in UTC; such texts sort as the moments do."""
    # Assumed: the precision (microseconds) and `Z` for UTC; the reference says "date-time".
    text = moment.astimezone(timezone.utc).isoformat(timespec="microseconds")
    return text.removesuffix("+00:00") + "Z"
