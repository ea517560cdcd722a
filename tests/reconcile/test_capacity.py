"""How many seats are free, for several resources that count on them in one phase."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from pulumi_microsoft_seats.domain.errors import ServiceUnavailable
from pulumi_microsoft_seats.domain.model import BulkResult, InventoryEntry, ProductKey, Seat
from pulumi_microsoft_seats.reconcile.capacity import Capacities
from pulumi_microsoft_seats.reconcile.inventory import Inventory

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
MINECRAFT = ProductKey("CFQ7TTC0K5DR", "0002")
ABSENT = ProductKey("9ABSENT00000", "0010")
ASKERS = 8
PATIENCE = 10.0
"""Seconds after which a test gives up waiting; only a failing test ever waits that long."""


def _entry(product: ProductKey, available: int) -> InventoryEntry:
    return InventoryEntry(
        product=product,
        capacity=100,
        available=available,
        license_type="online",
        distribution_policy="restricted",
        status="active",
    )


class _Inventory:
    """A service with two products, of which only the inventory is asked for."""

    batch_size = 25
    page_size = 100

    def __init__(self) -> None:
        self.free = {OFFICE: 10, MINECRAFT: 3}
        self.readings = 0
        self.errors: list[Exception] = []

    def inventory(self) -> Iterator[InventoryEntry]:
        self.readings += 1
        yield _entry(OFFICE, self.free[OFFICE])
        if self.errors:
            raise self.errors.pop()
        yield _entry(MINECRAFT, self.free[MINECRAFT])

    def holders(self, product: ProductKey) -> list[Seat]:
        raise NotImplementedError(product)

    def holder(self, product: ProductKey, user: str) -> Seat | None:
        raise NotImplementedError(product, user)

    def assign(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        raise NotImplementedError(product, users)

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        raise NotImplementedError(product, users)


@pytest.fixture
def service() -> _Inventory:
    """Ten seats of the one product are free, three of the other."""
    return _Inventory()


@pytest.fixture
def capacities(service: _Inventory) -> Capacities:
    """Nothing is known yet."""
    return Capacities(Inventory(service))


@pytest.fixture
def free(capacities: Capacities) -> Callable[..., int]:
    """How many seats of a product are free for a resource."""

    def asked(resource: str, product: ProductKey = OFFICE) -> int:
        entry = capacities.set_aside(product, resource, 0)
        assert entry is not None
        return entry.available

    return asked


def test_the_inventory_is_read_once_for_all_products(
    capacities: Capacities, service: _Inventory, free: Callable[..., int]
) -> None:
    """A product that is not in it is no reason to read it again."""
    assert service.readings == 0, "not before it is needed"
    assert (free("a"), free("b"), free("a", MINECRAFT)) == (10, 10, 3)
    assert capacities.set_aside(ABSENT, "a", 0) is None
    assert capacities.set_aside(ABSENT, "a", 0) is None
    assert service.readings == 1


def test_a_product_is_found_whatever_its_capitals(free: Callable[..., int]) -> None:
    """As the service does."""
    assert free("a", ProductKey("9nblggh4r2r6", "0016")) == 10


def test_the_rest_of_an_entry_is_as_it_was_read(capacities: Capacities) -> None:
    """Only the free seats are corrected."""
    capacities.set_aside(OFFICE, "a", 4)
    assert capacities.set_aside(OFFICE, "b", 0) == _entry(OFFICE, 6)


class _WatchedLock:
    """Tells how many have come to a lock, so that a test knows they wait for it."""

    def __init__(self) -> None:
        self.asked = threading.Semaphore(0)
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self.asked.release()
        self._lock.acquire()

    def __exit__(self, *_error: object) -> None:
        self._lock.release()


def test_many_threads_that_ask_at_once_read_it_once() -> None:
    """While one reads, the others wait for the same answer."""
    go_on = threading.Event()

    class Slow(_Inventory):
        def inventory(self) -> Iterator[InventoryEntry]:
            assert go_on.wait(PATIENCE)
            return super().inventory()

    service = Slow()
    inventory = Inventory(service)
    capacities = Capacities(inventory)
    watched = _WatchedLock()
    inventory._reading = watched  # type: ignore[assignment] # used as a lock is
    with ThreadPoolExecutor(ASKERS) as executor:
        names = (f"resource {number}" for number in range(ASKERS))
        answers = [executor.submit(capacities.set_aside, OFFICE, name, 0) for name in names]
        for _ in range(ASKERS):
            assert watched.asked.acquire(timeout=PATIENCE)
        go_on.set()
    assert [answer.result() for answer in answers] == [_entry(OFFICE, 10)] * ASKERS
    assert service.readings == 1


def test_a_reading_that_failed_is_tried_again_by_the_next_to_ask(
    capacities: Capacities, service: _Inventory, free: Callable[..., int]
) -> None:
    """And half an inventory is never taken for the whole."""
    service.errors = [ServiceUnavailable("busy")]
    with pytest.raises(ServiceUnavailable):
        capacities.set_aside(OFFICE, "a", 0)
    assert free("a", MINECRAFT) == 3
    assert service.readings == 2


def test_what_other_resources_set_aside_is_not_free(
    capacities: Capacities, free: Callable[..., int]
) -> None:
    """No two count on the same free seat; what a resource set aside itself is its own."""
    capacities.set_aside(OFFICE, "a", 4)
    capacities.set_aside(OFFICE, "b", 5)
    assert (free("c"), free("c", MINECRAFT)) == (1, 3), "each product has seats of its own"
    assert free("a") == 5
    assert free("c") == 5, "asking for none gave back what was set aside"


def test_more_than_is_free_is_not_set_aside(
    capacities: Capacities, free: Callable[..., int]
) -> None:
    """Who has to be refused takes nothing from the others."""
    entry = capacities.set_aside(OFFICE, "a", 11)
    assert entry is not None
    assert entry.available == 10
    assert free("b") == 10


def test_a_product_in_other_capitals_is_set_aside_from_the_same_seats(
    capacities: Capacities, free: Callable[..., int]
) -> None:
    """Else two spellings could each count on the last seat."""
    capacities.set_aside(ProductKey("9nblggh4r2r6", "0016"), "a", 4)
    assert free("b") == 6


def test_setting_aside_again_replaces_what_was_set_aside(
    capacities: Capacities, free: Callable[..., int]
) -> None:
    """A resource may be checked twice in a phase."""
    capacities.set_aside(OFFICE, "a", 4)
    capacities.set_aside(OFFICE, "a", 7)
    assert free("b") == 3
    capacities.set_aside(OFFICE, "a", 0)
    assert free("b") == 10


def test_an_update_turns_what_was_set_aside_into_what_it_took(
    capacities: Capacities, free: Callable[..., int]
) -> None:
    """Two of its four users were refused; the inventory is not read again to find out."""
    assert free("a") == 10
    capacities.set_aside(OFFICE, "a", 4)
    capacities.take(OFFICE, "a", 2)
    assert (free("a"), free("b")) == (8, 8)
    capacities.take(OFFICE, "b", 3)
    assert (free("a"), free("b")) == (5, 5)


def test_an_update_that_gave_seats_back_leaves_more_of_them(
    capacities: Capacities, free: Callable[..., int]
) -> None:
    """It need not have set anything aside."""
    assert free("a") == 10
    capacities.take(OFFICE, "a", -6)
    assert free("b") == 16
