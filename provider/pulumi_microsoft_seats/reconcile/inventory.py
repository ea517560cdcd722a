"""The inventory: read once a phase, by whoever asks first."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..domain.errors import ProductGone, ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from concurrent.futures import Executor

    from ..domain.model import Capacity, ProductKey
    from ..domain.plan import SeatPlan
    from .seat_service import SeatService


class Inventory:
    """Every product of the organisation. Safe to use from several threads."""

    def __init__(self, service: SeatService) -> None:
        self._service = service
        self._reading = threading.Lock()
        self._capacities: Mapping[ProductKey, Capacity] | None = None

    def read_ahead(self, executor: Executor) -> None:
        """Read it while something else is being done; whoever asks then has less to wait."""
        executor.submit(self._read)

    def capacity(self, product: ProductKey) -> Capacity | None:
        """A product's seats as they were when the inventory was read; None where it lacks it.

        Raises:
            SignInError, ServiceError: the inventory cannot be read.
        """
        return self._read().get(product)

    def find(self, named: str) -> ProductKey | None:
        """The product that a program calls so, by its id or by its name, in any capitals.

        Raises:
            SignInError, ServiceError: the inventory cannot be read.
        """
        return _called(named, self._read())

    def is_for_companies(self, named: str) -> bool:
        """Whether a program calls a product so that can be assigned to nobody.

        Raises:
            SignInError, ServiceError: the inventory cannot be read.
        """
        return _called(named, self._service.for_companies()) is not None

    @property
    def products(self) -> list[ProductKey]:
        """Every product.

        Raises:
            SignInError, ServiceError: the inventory cannot be read.
        """
        return sorted(self._read(), key=str)

    def capacity_for(self, plan: SeatPlan) -> Capacity | None:
        """The seats of a plan's product; None when nothing is to do, or it is not listed.

        None also when the inventory cannot be read and the plan needs no more seats: it lacks
        nothing then but its figures.

        Raises:
            SignInError, ServiceError: the inventory cannot be read, and the plan needs more seats.
        """
        if not plan:
            return None
        try:
            return self.capacity(plan.product)
        except ServiceError:
            if plan.more_seats:
                raise
            return None

    def raise_if_gone(self, product: ProductKey) -> None:
        """Tell a product that is gone from one that is only not found, which a wrong address is.

        Raises:
            ProductGone: the inventory lacks it.
            SignInError, ServiceError: the inventory cannot be read, so nobody knows.
        """
        if self.capacity(product) is None:
            raise ProductGone(
                f"{product} is not in the organisation's inventory; check {self._service.named_by}."
            )

    def _read(self) -> Mapping[ProductKey, Capacity]:
        with self._reading:
            if self._capacities is None:
                self._capacities = self._service.inventory()
            return self._capacities


def _called(named: str, products: Iterable[ProductKey]) -> ProductKey | None:
    wanted = named.strip().lower()
    listed = list(products)
    by_id = (each for each in listed if each.folded == (wanted,))
    by_name = (each for each in listed if each.name.lower() == wanted)
    return next(by_id, None) or next(by_name, None)
