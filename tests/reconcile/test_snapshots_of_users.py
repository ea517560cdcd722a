"""Reading what a shared assignment asks: who of its own users holds a seat, in the cheaper way."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import ProductNotFound, ServiceUnavailable
from pulumi_microsoft_seats.domain.model import Capacity, ProductKey
from tests.reconcile.fake_service import ADA, BOB, CY, people
from tests.reconcile.readings import Read, Readings, all_ask
from tests.support.plans import OFFICE


def test_few_users_of_a_large_product_are_asked_for_one_by_one(read: Read) -> None:
    service = Readings(ADA)
    snapshot = read(service).of_users(OFFICE, frozenset({ADA, BOB}))
    assert sorted(service.asked_for) == [ADA, BOB]
    assert service.products == [], "nothing is listed"
    assert snapshot.users == {ADA}
    assert not snapshot.is_whole


@pytest.mark.parametrize(("users", "asked", "lists"), [(399, 399, []), (400, 0, [OFFICE])])
def test_the_cheaper_way_is_taken(
    read: Read, users: int, asked: int, lists: list[ProductKey]
) -> None:
    """Which it is, the service says."""
    service = Readings()
    read(service).of_users(OFFICE, frozenset(people(users)))
    assert (len(service.asked_for), service.products) == (asked, lists)


def test_an_inventory_that_cannot_be_read_leads_to_the_list(read: Read) -> None:
    class Closed(Readings):
        def inventory(self) -> dict[ProductKey, Capacity]:
            raise ServiceUnavailable("The service stays unavailable.")

    assert read(Closed()).of_users(OFFICE, frozenset({ADA})).is_whole


def test_a_404_that_names_neither_seat_nor_user_leads_to_the_list(read: Read) -> None:
    """It is no word of theirs: a gateway has answered, or the whole product is missing."""
    service = Readings(ADA)
    service.errors = [ProductNotFound("The product is not found.")]
    assert read(service).of_users(OFFICE, frozenset({ADA, BOB})).is_whole


def test_nobody_is_asked_for_twice(read: Read) -> None:
    """Others' questions count: only who is new is asked for."""
    service = Readings(ADA)
    snapshots = read(service)
    snapshots.of_users(OFFICE, frozenset({ADA, BOB}))
    assert snapshots.of_users(OFFICE, frozenset({BOB, CY})).users == {ADA}
    assert sorted(service.asked_for) == [ADA, BOB, CY]


def test_many_small_questions_end_in_the_list(read: Read) -> None:
    """Together they would cost more than it does."""
    service = Readings()
    snapshots = read(service)
    for number in range(10):
        snapshots.of_users(OFFICE, frozenset(people(100, f"user{number}-")))
    assert len(service.asked_for) < 400
    assert service.products == [OFFICE]


def test_many_threads_ask_for_the_same_users_once(read: Read) -> None:
    service = Readings(ADA, held_back=True)
    answers = all_ask(read(service), service, frozenset({ADA, BOB}))
    assert sorted(service.asked_for) == [ADA, BOB]
    assert {answer.result().users for answer in answers} == {frozenset({ADA})}


def test_what_cannot_be_read_is_asked_for_again_by_the_next(read: Read) -> None:
    """A user whose seat is not known is never taken for one without."""
    service = Readings(ADA)
    service.errors = [ServiceUnavailable("The service stays unavailable.")]
    snapshots = read(service)
    with pytest.raises(ServiceUnavailable):
        snapshots.of_users(OFFICE, frozenset({ADA}))
    assert snapshots.known(OFFICE, frozenset({ADA})) is None
    assert snapshots.of_users(OFFICE, frozenset({ADA})).users == {ADA}


def test_the_list_is_used_when_somebody_has_read_it(read: Read) -> None:
    service = Readings()
    snapshots = read(service)
    snapshots.of(OFFICE)
    assert snapshots.of_users(OFFICE, frozenset({ADA})) is snapshots.of(OFFICE)
    assert service.asked_for == []


def test_who_needs_everybody_reads_the_list_all_the_same(read: Read) -> None:
    """And what was asked for before is corrected by it."""
    service = Readings(ADA)
    snapshots = read(service)
    some = snapshots.of_users(OFFICE, frozenset({ADA}))
    assert snapshots.known(OFFICE, None) is None
    everybody = snapshots.of(OFFICE)
    assert everybody is some
    assert everybody.users == {"9nblggh4r2r6@contoso.com"}
