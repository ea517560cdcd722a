"""Reading the seats of a product: once, for everybody who asks, and told when it is gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from pulumi_microsoft_seats.domain.errors import (
    NotFound,
    ProductGone,
    ProductNotFound,
    ServiceUnavailable,
)
from pulumi_microsoft_seats.domain.model import Capacity, ProductKey, Seat
from tests.reconcile.readings import ASKERS, MINECRAFT, PATIENCE, SEATS, Read, Readings, all_ask
from tests.support.plans import OFFICE

TROUBLE = ServiceUnavailable("The service stays unavailable.")


def test_a_product_is_read_once_however_many_threads_ask_at_once(read: Read) -> None:
    """And all of them get the same snapshot."""
    service = Readings(held_back=True)
    answers = all_ask(read(service), service)
    assert service.products == [OFFICE]
    assert len({id(answer.result()) for answer in answers}) == 1


def test_a_product_is_read_once_for_a_whole_phase(read: Read) -> None:
    """Also for those who ask later; every product has a reading of its own."""
    service = Readings()
    snapshots = read(service)
    first = snapshots.of(OFFICE)
    assert snapshots.of(MINECRAFT).users == {"cfq7ttc0k5dr@contoso.com"}
    assert snapshots.of(ProductKey("9nblggh4r2r6", "0016")) is first, "whatever the capitals"
    assert service.products == [OFFICE, MINECRAFT]


def test_everybody_who_waits_for_a_reading_sees_that_it_failed(read: Read) -> None:
    """Nobody waits for ever, and nobody takes half a list for the whole."""
    service = Readings(held_back=True)
    service.errors = [TROUBLE]
    answers = all_ask(read(service), service)
    assert [answer.exception() for answer in answers] == [TROUBLE] * ASKERS
    assert service.products == [OFFICE]


def test_a_reading_that_failed_is_tried_again_by_the_next_to_ask(read: Read) -> None:
    """The trouble may have passed."""
    service = Readings()
    service.errors = [TROUBLE]
    snapshots = read(service)
    with pytest.raises(ServiceUnavailable):
        snapshots.of(OFFICE)
    assert snapshots.of(OFFICE).users == {"9nblggh4r2r6@contoso.com"}
    assert service.products == [OFFICE, OFFICE]


def test_an_interrupted_reading_lets_nobody_wait_for_ever(read: Read) -> None:
    """A Ctrl-C in the middle of it passes on, and leaves no reading behind."""

    class Interrupted(Readings):
        def holders(self, product: ProductKey) -> Iterator[Seat]:
            raise KeyboardInterrupt(product)

    snapshots = read(Interrupted())
    with pytest.raises(KeyboardInterrupt):
        snapshots.of(OFFICE)
    assert snapshots._products[OFFICE].listing is None


def test_two_products_are_read_side_by_side(read: Read) -> None:
    """One that is slow does not hold up another."""
    both = threading.Barrier(2)

    class Meeting(Readings):
        def holders(self, product: ProductKey) -> Iterator[Seat]:
            both.wait(PATIENCE)
            return super().holders(product)

    with ThreadPoolExecutor(2) as executor:
        office, minecraft = executor.map(read(Meeting()).of, (OFFICE, MINECRAFT))
    assert office.users != minecraft.users


class TestMissingProducts:
    """What a 404 for a product's seats means is for the inventory to say."""

    NOT_FOUND = ProductNotFound("The product is not found.")

    def test_a_product_is_gone_when_the_inventory_lacks_it(self, read: Read) -> None:
        service = Readings()
        service.capacities = {}
        service.errors = [self.NOT_FOUND]
        with pytest.raises(ProductGone, match=r"^9NBLGGH4R2R6/0016 is not in the .* inventory"):
            read(service).of(OFFICE)

    def test_a_product_that_is_listed_is_not_gone(self, read: Read) -> None:
        """In whatever capitals; what was read before the error counts for nothing."""
        service = Readings()
        listed = ProductKey("9nblggh4r2r6", "0016")
        service.capacities = {MINECRAFT: SEATS, listed: SEATS}
        service.errors = [self.NOT_FOUND]
        snapshots = read(service)
        with pytest.raises(ProductNotFound) as caught:
            snapshots.of(OFFICE)
        assert not isinstance(caught.value, ProductGone)
        assert snapshots.known(OFFICE, None) is None

    @pytest.mark.parametrize("users", [None, frozenset({"ada"})], ids=["everybody", "some"])
    def test_an_inventory_that_cannot_be_read_says_nothing(
        self, read: Read, users: frozenset[str] | None
    ) -> None:
        """As with an address that answers 404 to everything: its error says what to check."""

        class Elsewhere(Readings):
            def inventory(self) -> dict[ProductKey, Capacity]:
                raise NotFound("There is no such service.")

        service = Elsewhere()
        service.errors = [self.NOT_FOUND]
        snapshots = read(service)
        with pytest.raises(NotFound, match="There is no such service"):
            snapshots.of(OFFICE) if users is None else snapshots.of_users(OFFICE, users)
