"""When no answer says whether a bulk call was carried out, seats are read before anything else."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import AccessDenied, ServiceUnavailable
from pulumi_microsoft_seats.domain.plan import SeatPlan
from pulumi_microsoft_seats.reconcile.ledger import Ledger
from tests.reconcile.fake_service import (
    ADA,
    BOB,
    CY,
    Call,
    FakeService,
    applied,
    assigned_in,
    failing,
    lost,
    outcomes_in,
    people,
    reassigned,
)
from tests.support.plans import plan_of

USERS = people(3)


def test_only_what_was_not_done_is_asked_for_again() -> None:
    """The seats of all its users are read first."""
    service = FakeService(script=[lost(ADA, CY)])
    snapshot = service.snapshot()
    ledger = applied(service, plan_of(assign=[ADA, BOB, CY]), snapshot)
    assert service.looked_up == [ADA, BOB, CY]
    assert service.calls[1:] == [Call("assign", (BOB,))]
    assert (assigned_in(ledger), ledger.failures) == ([ADA, BOB, CY], {})
    assert snapshot.users == {ADA, BOB, CY}


@pytest.mark.parametrize(
    ("held", "plan"),
    [([], plan_of(assign=USERS)), (USERS, plan_of(reclaim=USERS))],
    ids=["assign", "reclaim"],
)
def test_a_call_that_was_carried_out_after_all_is_not_repeated(
    held: list[str], plan: SeatPlan
) -> None:
    """Reading the seats is enough."""
    service = FakeService(*held, script=[lost(all_of_it=True)])
    ledger = applied(service, plan)
    assert len(service.calls) == 1
    assert (ledger.failures, outcomes_in(ledger)) == ({}, dict.fromkeys(USERS, 1))


def test_a_reclaim_is_never_repeated_for_a_user_who_no_longer_holds_a_seat() -> None:
    """It could take a seat that was given since."""
    service = FakeService(ADA, BOB, script=[lost(ADA), lost()])
    snapshot = service.snapshot()
    ledger = applied(service, plan_of(reclaim=[ADA, BOB]), snapshot)
    assert service.calls[1:] == [Call("reclaim", (BOB,))] * 2
    assert ledger.reclaimed == {BOB}
    assert ledger.unchanged == {ADA}, "found gone, whoever took it"
    assert snapshot.users == frozenset()


def test_a_reclaim_is_never_repeated_on_a_seat_with_another_date() -> None:
    """Somebody else gave Ada that one since, which the snapshot knows; Bob's is still the same."""
    service = FakeService(ADA, BOB, script=[reassigned(lost(ADA), ADA)])
    snapshot = service.snapshot()
    ledger = applied(service, plan_of(reclaim=[ADA, BOB]), snapshot)
    assert service.calls[1:] == [Call("reclaim", (BOB,))]
    assert ledger == Ledger(reclaimed=frozenset({BOB}), reassigned=(service.seats[ADA],))
    assert service.seats.keys() == snapshot.users == {ADA}
    assert snapshot.seat_of(ADA) == service.seats[ADA], "with the date of today"


def test_one_seat_that_cannot_be_read_does_not_hide_the_others() -> None:
    """Each is looked at on its own; here the first of three cannot be."""
    service = FakeService(script=[lost(ADA, BOB), failing(AccessDenied("no access"))])
    service.unreadable = {ADA: ServiceUnavailable("busy")}
    snapshot = service.snapshot()
    ledger = applied(service, plan_of(assign=[ADA, BOB, CY]), snapshot)
    assert service.looked_up == [ADA, BOB, CY]
    assert assigned_in(ledger) == [BOB]
    assert ledger.failures.keys() == {ADA, CY}
    assert snapshot.users == {BOB}


def test_what_stays_unknown_to_the_end_failed_for_exactly_the_undone() -> None:
    """Three times is enough; each round is one call less long."""
    service = FakeService(script=[lost(USERS[0]), lost(USERS[1]), lost()])
    snapshot = service.snapshot()
    ledger = applied(service, plan_of(assign=USERS), snapshot)
    assert [len(call.users) for call in service.calls] == [3, 2, 1]
    assert assigned_in(ledger) == USERS[:2]
    assert ledger.failures == {USERS[2]: "No answer came."}
    assert snapshot.users == set(USERS[:2])


def test_a_seat_that_cannot_be_read_afterwards_is_not_asked_for_again() -> None:
    """Better a failure than a second reclaim: here Bob's was done, and he was given another."""
    service = FakeService(BOB, script=[reassigned(lost(BOB), BOB)])
    service.unreadable = {BOB: ServiceUnavailable("busy")}
    ledger = applied(service, plan_of(reclaim=[BOB]))
    assert len(service.calls) == 1
    assert ledger.failures.keys() == service.seats.keys() == {BOB}
