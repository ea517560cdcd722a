"""How many seats are free: read once a phase, less what other resources will take."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..domain.model import InventoryEntry, ProductKey
    from .seat_service import SeatService


class Capacities:
    """The seats that are free of each product, as one plugin process knows them.

    Several resources may share one product. Each `check` sets aside the seats its update will take,
    and each update turns that into seats taken, so that no two count on the same free seat.
    """

    def __init__(self, service: SeatService) -> None:
        self._service = service
        self._reading = threading.Lock()
        self._lock = threading.Lock()
        self._entries: dict[ProductKey, InventoryEntry] | None = None
        self._taken: Counter[ProductKey] = Counter()
        self._set_aside: dict[ProductKey, dict[str, int]] = {}

    def entry_of(self, product: ProductKey, resource: str) -> InventoryEntry | None:
        """The product's inventory entry with the seats that are free for one resource.

        Args:
            product: whose inventory entry.
            resource: who asks; what it set aside itself is free for it.

        Raises:
            SignInError, ServiceError: the inventory cannot be read.
        """
        entry = self._read().get(product)
        if entry is None:
            return None
        with self._lock:
            others = self._set_aside.get(product, {}).items()
            promised = sum(seats for holder, seats in others if holder != resource)
            return entry.with_available(entry.available - self._taken[product] - promised)

    def set_aside(self, product: ProductKey, resource: str, seats: int) -> None:
        """Note how many more seats a resource's update will take than it gives back."""
        with self._lock:
            self._set_aside.setdefault(product, {})[resource] = seats

    def take(self, product: ProductKey, resource: str, seats: int) -> None:
        """Note how many more seats a resource's update took than it gave back."""
        with self._lock:
            self._set_aside.get(product, {}).pop(resource, None)
            self._taken[product] += seats

    def _read(self) -> dict[ProductKey, InventoryEntry]:
        with self._reading:
            if self._entries is None:
                self._entries = {entry.product: entry for entry in self._service.inventory()}
            return self._entries
