"""The seats of this moment: read once, shared by everybody, corrected by what was written."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from pulumi_microsoft_seats.domain.errors import ServiceUnavailable
from pulumi_microsoft_seats.domain.model import BulkResult, InventoryEntry, ProductKey, Seat
from pulumi_microsoft_seats.reconcile.snapshot import Snapshot, Snapshots

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
MINECRAFT = ProductKey("CFQ7TTC0K5DR", "0002")
ASKERS = 8
PATIENCE = 10.0
"""Seconds after which a test gives up waiting; only a failing test ever waits that long."""


def _seat(user: str) -> Seat:
    return Seat(OFFICE, user)


class _Readings:
    """A service that only reads, at the test's command."""

    batch_size = 25

    def __init__(self, *, held_back: bool = False) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.products: list[ProductKey] = []
        self.errors: list[Exception] = []
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

    def inventory(self) -> list[InventoryEntry]:
        """Not asked here."""
        raise NotImplementedError

    def holder(self, product: ProductKey, user: str) -> Seat | None:
        """Not asked here."""
        raise NotImplementedError(product, user)

    def assign(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Not asked here."""
        raise NotImplementedError(product, users)

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Not asked here."""
        raise NotImplementedError(product, users)


class _WatchedReadings(dict[ProductKey, "Future[Snapshot]"]):
    """Tells how many have asked for a reading, so that a test knows they wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Semaphore(0)

    def get(self, key: ProductKey, default: object = None) -> Future[Snapshot] | None:  # type: ignore[override] # it is asked with a key alone
        """Look up as a dict does, and count."""
        assert default is None
        found = super().get(key)
        self.asked.release()
        return found


def _all_ask(snapshots: Snapshots, service: _Readings) -> list[Future[Snapshot]]:
    """Many threads ask; the reading goes on only when every one of them waits for it."""
    watched = snapshots._readings = _WatchedReadings()
    together = threading.Barrier(ASKERS)

    def ask() -> Snapshot:
        together.wait(PATIENCE)
        return snapshots.of(OFFICE)

    with ThreadPoolExecutor(ASKERS) as executor:
        answers = [executor.submit(ask) for _ in range(ASKERS)]
        for _ in range(ASKERS):
            assert watched.asked.acquire(timeout=PATIENCE)
        assert service.begun.wait(PATIENCE)
        service.go_on.set()
    return answers


def test_a_product_is_read_once_however_many_threads_ask_at_once() -> None:
    """And all of them get the same snapshot."""
    service = _Readings(held_back=True)
    answers = _all_ask(Snapshots(service), service)
    assert service.products == [OFFICE]
    assert len({id(answer.result()) for answer in answers}) == 1


def test_a_product_is_read_once_for_a_whole_phase() -> None:
    """Also for those who ask later; every product has a reading of its own."""
    service = _Readings()
    snapshots = Snapshots(service)
    first = snapshots.of(OFFICE)
    assert snapshots.of(MINECRAFT).users == {"cfq7ttc0k5dr@contoso.com"}
    assert snapshots.of(ProductKey("9nblggh4r2r6", "0016")) is first, "whatever the capitals"
    assert service.products == [OFFICE, MINECRAFT]


def test_everybody_who_waits_for_a_reading_sees_that_it_failed() -> None:
    """Nobody waits for ever, and nobody takes half a list for the whole."""
    service = _Readings(held_back=True)
    trouble = ServiceUnavailable("The service stays unavailable.")
    service.errors = [trouble]
    answers = _all_ask(Snapshots(service), service)
    assert [answer.exception() for answer in answers] == [trouble] * ASKERS
    assert service.products == [OFFICE]


def test_a_reading_that_failed_is_tried_again_by_the_next_to_ask() -> None:
    """The trouble may have passed."""
    service = _Readings()
    service.errors = [ServiceUnavailable("The service stays unavailable.")]
    snapshots = Snapshots(service)
    with pytest.raises(ServiceUnavailable):
        snapshots.of(OFFICE)
    assert snapshots.of(OFFICE).users == {"9nblggh4r2r6@contoso.com"}
    assert service.products == [OFFICE, OFFICE]


def test_an_interrupted_reading_lets_nobody_wait_for_ever() -> None:
    """A Ctrl-C in the middle of it passes on, and leaves no reading behind."""

    class Interrupted(_Readings):
        def holders(self, product: ProductKey) -> Iterator[Seat]:
            raise KeyboardInterrupt(product)

    snapshots = Snapshots(Interrupted())
    with pytest.raises(KeyboardInterrupt):
        snapshots.of(OFFICE)
    assert snapshots._readings == {}


def test_two_products_are_read_side_by_side() -> None:
    """One that is slow does not hold up another."""
    service = _Readings(held_back=True)
    both = threading.Barrier(2)

    class Meeting(_Readings):
        def holders(self, product: ProductKey) -> Iterator[Seat]:
            both.wait(PATIENCE)
            return service.holders(product)

    service.go_on.set()
    snapshots = Snapshots(Meeting())
    with ThreadPoolExecutor(2) as executor:
        office, minecraft = executor.map(snapshots.of, (OFFICE, MINECRAFT))
    assert office.users != minecraft.users


def test_a_snapshot_knows_users_folded_and_keeps_the_services_spelling() -> None:
    """Comparing needs the one, asking the service the other."""
    snapshot = Snapshot([_seat("Ada@Contoso.com")])
    assert snapshot.users == {"ada@contoso.com"}
    assert snapshot.seat_of("ada@contoso.com") == _seat("Ada@Contoso.com")
    assert snapshot.seat_of("bob@contoso.com") is None


@pytest.mark.parametrize(
    ("gained", "lost", "left"),
    [
        (["Bob@contoso.com"], [], {"ada@contoso.com", "bob@contoso.com"}),
        ([], ["ada@contoso.com"], set()),
        (["Bob@contoso.com"], ["ada@contoso.com"], {"bob@contoso.com"}),
        ([], ["nobody@contoso.com"], {"ada@contoso.com"}),
        (["ADA@contoso.com"], [], {"ada@contoso.com"}),
    ],
)
def test_a_snapshot_takes_note_of_our_own_writes(
    gained: Iterable[str], lost: Iterable[str], left: set[str]
) -> None:
    """So the same phase does not read again."""
    snapshot = Snapshot([_seat("ada@contoso.com")])
    snapshot.correct(gained=[_seat(user) for user in gained], lost=lost)
    assert snapshot.users == left


def test_users_that_were_handed_out_do_not_change_afterwards() -> None:
    """A plan made of them stays what it was."""
    snapshot = Snapshot([_seat("ada@contoso.com")])
    before = snapshot.users
    snapshot.correct(lost=["ada@contoso.com"])
    assert before == {"ada@contoso.com"}
