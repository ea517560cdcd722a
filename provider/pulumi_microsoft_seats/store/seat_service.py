"""The store as the planning layers see any service that has seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .client import LARGEST_BULK_CALL, LARGEST_SEAT_PAGE, StoreClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..domain.model import BulkResult, InventoryEntry, ProductKey, Seat


class StoreSeatService:
    """Implements `reconcile.SeatService` with the store's bulk call and lists.

    `before_write` is called before seats are given or taken; what it raises keeps them as they are.
    """

    batch_size = LARGEST_BULK_CALL
    page_size = LARGEST_SEAT_PAGE

    def __init__(
        self, client: StoreClient, before_write: Callable[[], None] = lambda: None
    ) -> None:
        self._client = client
        self._before_write = before_write

    def inventory(self) -> Iterator[InventoryEntry]:
        """Every product; the reference has no operation for a single one."""
        return self._client.get_inventory(license_types=("online", "offline"))

    def holders(self, product: ProductKey) -> Iterator[Seat]:
        """Every active seat of the product."""
        return (seat for seat in self._client.get_seats(product) if seat.active)

    def holder(self, product: ProductKey, user: str) -> Seat | None:
        """The user's active seat, if there is one."""
        return self._client.get_seat(product, user)

    def assign(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Give at most `batch_size` users a seat."""
        self._before_write()
        return self._client.bulk_seat_operation(product, users, "assign")

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Take the seats of at most `batch_size` users."""
        self._before_write()
        return self._client.bulk_seat_operation(product, users, "reclaim")
