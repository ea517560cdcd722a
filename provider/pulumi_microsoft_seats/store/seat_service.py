"""The store as the planning layers see any service that has seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.inventory_entry import added_up
from ..domain.model import Holding
from ..reconcile.reading_cost import is_list_cheaper
from ..reconcile.seat_service import NamesOnlyService
from .client import LARGEST_BULK_CALL, LARGEST_SEAT_PAGE, StoreClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ..domain.model import BulkResult, Capacity, ProductKey, Seat

USERS_PER_PAGE = 4
"""Users who can be asked for one by one in the time that one page of the list takes.

Pages follow one another, because each names the next; users are asked for side by side. So this
grows with the distance to the service: the bench measured 2 without any latency and 16 at 50 ms.
"""


class StoreSeatService(NamesOnlyService):
    """Implements `reconcile.SeatService` with the store's bulk call and lists.

    `before_write` is called before seats are given or taken; what it raises keeps them as they are.
    """

    batch_size = LARGEST_BULK_CALL

    def __init__(
        self, client: StoreClient, before_write: Callable[[], None] = lambda: None
    ) -> None:
        self._client = client
        self._before_write = before_write

    def inventory(self) -> Mapping[ProductKey, Capacity]:
        """Every product; the reference has no operation for a single one."""
        entries = added_up(self._client.get_inventory(license_types=("online", "offline")))
        return {product: entry.seats for product, entry in entries.items()}

    def is_listing_cheaper(self, capacity: Capacity | None, users: int) -> bool:
        """Whether the pages of the list take no longer than asking for some users one by one."""
        return is_list_cheaper(
            capacity, users, page_size=LARGEST_SEAT_PAGE, users_per_page=USERS_PER_PAGE
        )

    def holders(self, product: ProductKey) -> Iterator[Seat]:
        """Every active seat of the product."""
        return (seat for seat in self._client.get_seats(product) if seat.active)

    def ask(self, product: ProductKey, users: Sequence[str]) -> list[Holding]:
        """Each user's active seat, if there is one."""
        return [Holding(user, self._client.get_seat(product, user)) for user in users]

    def assign(
        self,
        product: ProductKey,
        users: Sequence[str],
        _disabled_plans: AbstractSet[str] | None = None,
    ) -> BulkResult:
        """Give at most `batch_size` users a seat."""
        self._before_write()
        return self._client.bulk_seat_operation(product, users, "assign")

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Take the seats of at most `batch_size` users."""
        self._before_write()
        return self._client.bulk_seat_operation(product, users, "reclaim")
