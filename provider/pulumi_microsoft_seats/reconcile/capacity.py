"""How many seats are free: read once a phase, less what other resources will take."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from ..domain.errors import ServiceError

if TYPE_CHECKING:
    from ..domain.model import InventoryEntry, ProductKey
    from ..domain.plan import SeatPlan
    from .inventory import Inventory


class Capacities:
    """The seats that are free of each product, as one plugin process knows them.

    Several resources may share one product. Each `check` sets aside the seats its update will take,
    and each update turns that into seats taken, so that no two count on the same free seat.
    """

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._lock = threading.Lock()
        self._taken: Counter[ProductKey] = Counter()
        self._set_aside: dict[ProductKey, dict[str, int]] = {}

    def set_aside(self, product: ProductKey, resource: str, seats: int) -> InventoryEntry | None:
        """Set seats aside for a resource's update, if there are enough.

        Args:
            product: whose seats.
            resource: who asks; what it had set aside before is free for it.
            seats: how many more its update will take than it gives back.

        Returns:
            The product's inventory entry with the seats that are free for this resource, these
            included; None when the product is not in the inventory.

        Raises:
            SignInError, ServiceError: the inventory cannot be read.
        """
        entry = self._inventory.entry(product)
        if entry is None:
            return None
        with self._lock:
            promised = self._set_aside.setdefault(product, {})
            promised.pop(resource, None)
            free = entry.available - self._taken[product] - sum(promised.values())
            if seats <= free:
                promised[resource] = seats
            return entry.with_available(free)

    def set_aside_for(self, plan: SeatPlan, resource: str) -> InventoryEntry | None:
        """Set aside what a plan needs; see `set_aside`.

        Returns:
            As `set_aside`; None also when the inventory cannot be read and the plan needs no more
            seats: it lacks nothing then but its figures.

        Raises:
            SignInError: there is no token to be had.
            ServiceError: the inventory cannot be read, and the plan needs more seats.
        """
        try:
            return self.set_aside(plan.product, resource, plan.more_seats)
        except ServiceError:
            if plan.more_seats:
                raise
            return None

    def take(self, product: ProductKey, resource: str, seats: int) -> None:
        """Note how many more seats a resource's update took than it gave back."""
        with self._lock:
            self._set_aside.get(product, {}).pop(resource, None)
            self._taken[product] += seats
