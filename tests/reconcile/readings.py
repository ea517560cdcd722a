"""A service that only reads, at a test's command, and many threads that ask for its seats."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from pulumi_microsoft_seats.domain.model import BulkResult, Capacity, Holding, ProductKey, Seat
from pulumi_microsoft_seats.reconcile.seat_service import NamesOnlyService
from pulumi_microsoft_seats.reconcile.snapshot import Snapshot
from pulumi_microsoft_seats.reconcile.snapshots import Snapshots, _Product
from tests.support.plans import OFFICE

MINECRAFT = ProductKey("CFQ7TTC0K5DR", "0002")
SEATS = Capacity(total=50_010, available=10, held=50_000)
ASKERS = 8
PATIENCE = 10.0
"""Seconds after which a test gives up waiting; only a failing test ever waits that long."""


class Readings(NamesOnlyService):
    """One seat of each product is listed, named after it; users who are `held` are among many."""

    batch_size = 25
    listing_from = 400
    """So many users cost as much as the list."""

    def __init__(self, *held: str, held_back: bool = False) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.products: list[ProductKey] = []
        self.errors: list[Exception] = []
        self.asked_for: list[str] = []
        self.capacities = {OFFICE: SEATS}
        self.held = set(held)
        if not held_back:
            self.go_on.set()

    def holders(self, product: ProductKey) -> Iterator[Seat]:
        """The list; the reading fails once for each of `errors`."""
        self.products.append(product)
        self.begun.set()
        assert self.go_on.wait(PATIENCE)
        yield Seat(product, f"{product.product_id}@contoso.com")
        if self.errors:
            raise self.errors.pop()

    def inventory(self) -> dict[ProductKey, Capacity]:
        return self.capacities

    def is_listing_cheaper(self, capacity: Capacity | None, users: int) -> bool:
        """Whether so many users are too many; where nothing is known, always."""
        return capacity is None or users >= self.listing_from

    def ask(self, product: ProductKey, users: Sequence[str]) -> list[Holding]:
        """One user's seat; waits and fails as the list does."""
        (user,) = users
        self.asked_for.append(user)
        self.begun.set()
        assert self.go_on.wait(PATIENCE)
        if self.errors:
            raise self.errors.pop()
        return [Holding(user, Seat(product, user) if user in self.held else None)]

    def assign(self, *call: object) -> BulkResult:
        raise NotImplementedError(call)

    def reclaim(self, *call: object) -> BulkResult:
        raise NotImplementedError(call)


Read = Callable[[Readings], Snapshots]
"""Makes the snapshots of a service."""


class _WatchedProducts(dict[ProductKey, _Product]):
    """Tells how many have asked for a product, so that a test knows they wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Semaphore(0)

    def setdefault(self, key: ProductKey, default: _Product | None = None) -> _Product:
        """Look up as a dict does, and count."""
        assert default is not None
        found = super().setdefault(key, default)
        self.asked.release()
        return found


def all_ask(
    snapshots: Snapshots, service: Readings, users: frozenset[str] | None = None
) -> list[Future[Snapshot]]:
    """Many threads ask; the reading goes on only when every one of them waits for it."""
    watched = snapshots._products = _WatchedProducts()
    together = threading.Barrier(ASKERS)

    def ask() -> Snapshot:
        together.wait(PATIENCE)
        return snapshots.of(OFFICE) if users is None else snapshots.of_users(OFFICE, users)

    with ThreadPoolExecutor(ASKERS) as executor:
        answers = [executor.submit(ask) for _ in range(ASKERS)]
        for _ in range(ASKERS):
            assert watched.asked.acquire(timeout=PATIENCE)
        assert service.begun.wait(PATIENCE)
        service.go_on.set()
    return answers
