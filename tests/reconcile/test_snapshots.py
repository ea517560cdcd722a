"""Reading the seats of this moment: once, in the cheaper way, shared by everybody."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from pulumi_microsoft_seats.domain.errors import (
    NotFound,
    ProductGone,
    ProductNotFound,
    ServiceUnavailable,
)
from pulumi_microsoft_seats.domain.model import BulkResult, Capacity, Holding, ProductKey, Seat
from pulumi_microsoft_seats.reconcile.inventory import Inventory
from pulumi_microsoft_seats.reconcile.seat_service import NamesOnlyService
from pulumi_microsoft_seats.reconcile.snapshot import Snapshot
from pulumi_microsoft_seats.reconcile.snapshots import Snapshots, _Product

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
MINECRAFT = ProductKey("CFQ7TTC0K5DR", "0002")
ASKERS = 8
PATIENCE = 10.0
"""Seconds after which a test gives up waiting; only a failing test ever waits that long."""


class _Readings(NamesOnlyService):
    """A service that only reads, at the test's command."""

    batch_size = 25
    listing_from = 400
    """So many users cost as much as the list."""

    def __init__(self, *, held_back: bool = False) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.products: list[ProductKey] = []
        self.errors: list[Exception] = []
        self.asked_for: list[str] = []
        self.capacities: dict[ProductKey, Capacity] = {}
        self.held: set[str] = set()
        if not held_back:
            self.go_on.set()

    def holders(self, product: ProductKey) -> Iterator[Seat]:
        """One seat, named after the product; the reading fails once for each of `errors`."""
        self.products.append(product)
        self.begun.set()
        assert self.go_on.wait(PATIENCE)
        yield Seat(product, f"{product.product_id}@contoso.com")
        if self.errors:
            raise self.errors.pop()

    def inventory(self) -> dict[ProductKey, Capacity]:
        """Says how many seats are held."""
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

    def assign(
        self, product: ProductKey, users: Sequence[str], disabled_plans: AbstractSet[str] | None
    ) -> BulkResult:
        """Not asked here."""
        raise NotImplementedError(product, users, disabled_plans)

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Not asked here."""
        raise NotImplementedError(product, users)


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


@pytest.fixture
def read() -> Iterator[Callable[[_Readings], Snapshots]]:
    """Makes the snapshots of a service."""
    with ThreadPoolExecutor(ASKERS) as executor:
        yield lambda service: Snapshots(service, Inventory(service), executor)


Read = Callable[[_Readings], Snapshots]


def _all_ask(
    snapshots: Snapshots, service: _Readings, users: frozenset[str] | None = None
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


def test_a_product_is_read_once_however_many_threads_ask_at_once(read: Read) -> None:
    """And all of them get the same snapshot."""
    service = _Readings(held_back=True)
    answers = _all_ask(read(service), service)
    assert service.products == [OFFICE]
    assert len({id(answer.result()) for answer in answers}) == 1


def test_a_product_is_read_once_for_a_whole_phase(read: Read) -> None:
    """Also for those who ask later; every product has a reading of its own."""
    service = _Readings()
    snapshots = read(service)
    first = snapshots.of(OFFICE)
    assert snapshots.of(MINECRAFT).users == {"cfq7ttc0k5dr@contoso.com"}
    assert snapshots.of(ProductKey("9nblggh4r2r6", "0016")) is first, "whatever the capitals"
    assert service.products == [OFFICE, MINECRAFT]


def test_everybody_who_waits_for_a_reading_sees_that_it_failed(read: Read) -> None:
    """Nobody waits for ever, and nobody takes half a list for the whole."""
    service = _Readings(held_back=True)
    trouble = ServiceUnavailable("The service stays unavailable.")
    service.errors = [trouble]
    answers = _all_ask(read(service), service)
    assert [answer.exception() for answer in answers] == [trouble] * ASKERS
    assert service.products == [OFFICE]


def test_a_reading_that_failed_is_tried_again_by_the_next_to_ask(read: Read) -> None:
    """The trouble may have passed."""
    service = _Readings()
    service.errors = [ServiceUnavailable("The service stays unavailable.")]
    snapshots = read(service)
    with pytest.raises(ServiceUnavailable):
        snapshots.of(OFFICE)
    assert snapshots.of(OFFICE).users == {"9nblggh4r2r6@contoso.com"}
    assert service.products == [OFFICE, OFFICE]


def test_an_interrupted_reading_lets_nobody_wait_for_ever(read: Read) -> None:
    """A Ctrl-C in the middle of it passes on, and leaves no reading behind."""

    class Interrupted(_Readings):
        def holders(self, product: ProductKey) -> Iterator[Seat]:
            raise KeyboardInterrupt(product)

    snapshots = read(Interrupted())
    with pytest.raises(KeyboardInterrupt):
        snapshots.of(OFFICE)
    assert snapshots._products[OFFICE].listing is None


def test_two_products_are_read_side_by_side(read: Read) -> None:
    """One that is slow does not hold up another."""
    service = _Readings(held_back=True)
    both = threading.Barrier(2)

    class Meeting(_Readings):
        def holders(self, product: ProductKey) -> Iterator[Seat]:
            both.wait(PATIENCE)
            return service.holders(product)

    service.go_on.set()
    snapshots = read(Meeting())
    with ThreadPoolExecutor(2) as executor:
        office, minecraft = executor.map(snapshots.of, (OFFICE, MINECRAFT))
    assert office.users != minecraft.users


ADA, BOB, CY = "ada@contoso.com", "bob@contoso.com", "cy@contoso.com"


SEATS = Capacity(total=50_010, available=10, held=50_000)


def _holding(*users: str) -> _Readings:
    """A service whose seats are held by some users among many others."""
    service = _Readings()
    service.capacities = {OFFICE: SEATS}
    service.held = set(users)
    return service


def _people(count: int) -> frozenset[str]:
    return frozenset(f"user{number:05}@contoso.com" for number in range(count))


class TestOfSomeUsers:
    """What a shared assignment asks: who of its own users holds a seat."""

    def test_few_users_of_a_large_product_are_asked_for_one_by_one(self, read: Read) -> None:
        service = _holding(ADA)
        snapshot = read(service).of_users(OFFICE, frozenset({ADA, BOB}))
        assert sorted(service.asked_for) == [ADA, BOB]
        assert service.products == [], "nothing is listed"
        assert snapshot.users == {ADA}
        assert not snapshot.is_whole

    @pytest.mark.parametrize("users", [1, 399, 400])
    def test_the_cheaper_way_is_taken(self, read: Read, users: int) -> None:
        """Which it is, the service says."""
        service = _holding()
        read(service).of_users(OFFICE, _people(users))
        assert bool(service.products) is (users == 400)
        assert len(service.asked_for) == (0 if users == 400 else users)

    def test_an_inventory_that_cannot_be_read_leads_to_the_list(self, read: Read) -> None:
        class Closed(_Readings):
            def inventory(self) -> dict[ProductKey, Capacity]:
                raise ServiceUnavailable("The service stays unavailable.")

        assert read(Closed()).of_users(OFFICE, frozenset({ADA})).is_whole

    def test_a_404_that_names_neither_seat_nor_user_leads_to_the_list(self, read: Read) -> None:
        """It is no word of theirs: a gateway has answered, or the whole product is missing."""
        service = _holding(ADA)
        service.errors = [ProductNotFound("The product is not found.")]
        assert read(service).of_users(OFFICE, frozenset({ADA, BOB})).is_whole

    def test_nobody_is_asked_for_twice(self, read: Read) -> None:
        """Others' questions count: only who is new is asked for."""
        service = _holding(ADA)
        snapshots = read(service)
        snapshots.of_users(OFFICE, frozenset({ADA, BOB}))
        assert snapshots.of_users(OFFICE, frozenset({BOB, CY})).users == {ADA}
        assert sorted(service.asked_for) == [ADA, BOB, CY]

    def test_many_small_questions_end_in_the_list(self, read: Read) -> None:
        """Together they would cost more than it does."""
        service = _holding()
        snapshots = read(service)
        for number in range(10):
            users = frozenset(f"user{number}-{each}@contoso.com" for each in range(100))
            snapshots.of_users(OFFICE, users)
        assert len(service.asked_for) < 400
        assert service.products == [OFFICE]

    def test_many_threads_ask_for_the_same_users_once(self, read: Read) -> None:
        service = _holding(ADA)
        service.go_on.clear()
        answers = _all_ask(read(service), service, frozenset({ADA, BOB}))
        assert sorted(service.asked_for) == [ADA, BOB]
        assert {answer.result().users for answer in answers} == {frozenset({ADA})}

    def test_what_cannot_be_read_is_asked_for_again_by_the_next(self, read: Read) -> None:
        """A user whose seat is not known is never taken for one without."""
        service = _holding(ADA)
        service.errors = [ServiceUnavailable("The service stays unavailable.")]
        snapshots = read(service)
        with pytest.raises(ServiceUnavailable):
            snapshots.of_users(OFFICE, frozenset({ADA}))
        assert snapshots.known(OFFICE, frozenset({ADA})) is None
        assert snapshots.of_users(OFFICE, frozenset({ADA})).users == {ADA}

    def test_the_list_is_used_when_somebody_has_read_it(self, read: Read) -> None:
        service = _holding()
        snapshots = read(service)
        snapshots.of(OFFICE)
        assert snapshots.of_users(OFFICE, frozenset({ADA})) is snapshots.of(OFFICE)
        assert service.asked_for == []

    def test_who_needs_everybody_reads_the_list_all_the_same(self, read: Read) -> None:
        """And what was asked for before is corrected by it."""
        service = _holding(ADA)
        snapshots = read(service)
        some = snapshots.of_users(OFFICE, frozenset({ADA}))
        assert snapshots.known(OFFICE, None) is None
        everybody = snapshots.of(OFFICE)
        assert everybody is some
        assert everybody.users == {"9nblggh4r2r6@contoso.com"}


class TestMissingProducts:
    """What a 404 for a product's seats means is for the inventory to say."""

    def test_a_product_is_gone_when_the_inventory_lacks_it(self, read: Read) -> None:
        service = _Readings()
        service.errors = [ProductNotFound("The product is not found.")]
        with pytest.raises(ProductGone, match=r"^9NBLGGH4R2R6/0016 is not in the .* inventory"):
            read(service).of(OFFICE)

    def test_a_product_that_is_listed_is_not_gone(self, read: Read) -> None:
        """In whatever capitals; what was read before the error counts for nothing."""
        service = _Readings()
        listed = ProductKey("9nblggh4r2r6", "0016")
        service.capacities = {MINECRAFT: SEATS, listed: SEATS}
        service.errors = [ProductNotFound("The product is not found.")]
        snapshots = read(service)
        with pytest.raises(ProductNotFound) as caught:
            snapshots.of(OFFICE)
        assert not isinstance(caught.value, ProductGone)
        assert snapshots.known(OFFICE, None) is None

    @pytest.mark.parametrize("users", [None, frozenset({ADA})], ids=["everybody", "some"])
    def test_an_inventory_that_cannot_be_read_says_nothing(
        self, read: Read, users: frozenset[str] | None
    ) -> None:
        """As with an address that answers 404 to everything: its error says what to check."""

        class Elsewhere(_Readings):
            def inventory(self) -> dict[ProductKey, Capacity]:
                raise NotFound("There is no such service.")

        service = Elsewhere()
        service.errors = [ProductNotFound("The product is not found.")]
        snapshots = read(service)
        with pytest.raises(NotFound, match="There is no such service"):
            snapshots.of(OFFICE) if users is None else snapshots.of_users(OFFICE, users)
