"""A plan carried out: in bulk calls, reclaims first, every user ending in one outcome."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.errors import AccessDenied, ServiceUnavailable
from pulumi_microsoft_seats.domain.model import BulkResult, FailedSeat
from pulumi_microsoft_seats.domain.plan import SeatPlan
from pulumi_microsoft_seats.domain.progress import Progress
from pulumi_microsoft_seats.reconcile.apply import apply_plan
from pulumi_microsoft_seats.reconcile.ledger import Ledger
from tests.reconcile.fake_service import (
    ADA,
    BOB,
    CY,
    Call,
    FakeService,
    applied,
    assigned_in,
    done,
    failing,
    lost,
    outcomes_in,
    people,
    refusing,
    silent,
)
from tests.support.plans import plan_of

PATIENCE = 10.0


def test_a_plan_is_carried_out_and_the_snapshot_knows() -> None:
    """Seats given and taken, at the service and in the snapshot alike."""
    service = FakeService(ADA, BOB)
    snapshot = service.snapshot()
    ledger = applied(service, plan_of(assign=[CY], reclaim=[BOB]), snapshot)
    assert assigned_in(ledger) == [CY]
    assert ledger.reclaimed == {BOB}
    assert (ledger.unchanged, ledger.failures) == (frozenset(), {})
    assert snapshot.users == service.seats.keys() == {ADA, CY}


def test_a_plan_with_nothing_in_it_asks_the_service_nothing() -> None:
    """No empty bulk call."""
    service = FakeService(ADA)
    assert applied(service, plan_of()) == Ledger()
    assert service.calls == []


@pytest.mark.parametrize(("users", "sizes"), [(25, [25]), (26, [1, 25]), (60, [10, 25, 25])])
def test_a_bulk_call_holds_at_most_as_many_users_as_the_service_takes(
    users: int, sizes: list[int]
) -> None:
    """And no more calls are made than that needs."""
    service = FakeService()
    applied(service, plan_of(assign=people(users)))
    assert sorted(len(call.users) for call in service.calls) == sizes
    assert sorted(user for call in service.calls for user in call.users) == people(users)


def test_no_assign_starts_before_the_last_reclaim_ended(crowd: ThreadPoolExecutor) -> None:
    """The seats the reclaims free may be the ones that are assigned."""
    leaving, coming = people(8, "old"), people(8, "new")
    service = FakeService(*leaving, batch_size=1)
    plan = plan_of(assign=coming, reclaim=leaving)
    apply_plan(plan, service, service.snapshot(), crowd)
    assert Counter(service.log)["end", "reclaim"] == Counter(service.log)["start", "assign"] == 8
    actions = [action for _, action in service.log]
    assert actions == ["reclaim"] * 16 + ["assign"] * 16


def test_bulk_calls_of_one_action_are_in_flight_together(crowd: ThreadPoolExecutor) -> None:
    """Four calls that each wait for the three others all come through."""
    together = threading.Barrier(4)

    def meeting(service: FakeService, call: Call) -> BulkResult:
        together.wait(PATIENCE)
        return done(service, call)

    service = FakeService(batch_size=1, script=[meeting] * 4)
    ledger = apply_plan(plan_of(assign=people(4)), service, service.snapshot(), crowd)
    assert assigned_in(ledger) == people(4)


def test_reclaims_use_the_services_spelling_of_a_user() -> None:
    """Not every service ignores capitals; the ledger is folded all the same."""
    service = FakeService("Ada@Contoso.COM")
    ledger = applied(service, plan_of(reclaim=[ADA]))
    assert service.calls == [Call("reclaim", ("Ada@Contoso.COM",))]
    assert ledger.reclaimed == {ADA}


def test_an_answer_in_other_capitals_is_about_the_same_users() -> None:
    """In both of its lists."""

    def shouting(service: FakeService, call: Call) -> BulkResult:
        seats = service.carry_out(call, [call.users[0].upper()])
        return BulkResult(seats, failed=(FailedSeat(call.users[1].upper(), "no licence"),))

    ledger = applied(FakeService(script=[shouting]), plan_of(assign=[ADA, BOB]))
    assert (assigned_in(ledger), ledger.failures) == ([ADA], {BOB: "no licence"})


def test_users_the_plan_does_not_name_are_passed_over_in_an_answer() -> None:
    """The ledger is about the plan's users alone."""

    def talkative(service: FakeService, call: Call) -> BulkResult:
        seats = service.carry_out(call, [*call.users, "eve@contoso.com"])
        return BulkResult(seats, failed=(FailedSeat("mallory@contoso.com", "no licence"),))

    assert outcomes_in(applied(FakeService(script=[talkative]), plan_of(assign=[ADA]))) == {ADA: 1}


class TestHalfSuccess:
    """A call that served some of its users."""

    def test_who_was_served_is_kept_and_who_was_not_has_the_reason(self) -> None:
        """A refused assign is not asked for again, and not looked up."""
        service = FakeService(script=[refusing({BOB: "User not found"})])
        snapshot = service.snapshot()
        ledger = applied(service, plan_of(assign=[ADA, BOB, CY]), snapshot)
        assert (assigned_in(ledger), ledger.failures) == ([ADA, CY], {BOB: "User not found"})
        assert snapshot.users == {ADA, CY}
        assert (len(service.calls), service.looked_up) == (1, [])

    @pytest.mark.parametrize("readable", [True, False])
    def test_a_reclaim_refused_although_the_seat_is_held_failed(self, *, readable: bool) -> None:
        """For the reason that the service gave, also where the seat cannot be looked up."""
        service = FakeService(BOB, script=[refusing({BOB: "Locked"})])
        service.unreadable = {} if readable else {BOB: ServiceUnavailable("busy")}
        snapshot = service.snapshot()
        ledger = applied(service, plan_of(reclaim=[BOB]), snapshot)
        assert ledger == Ledger(failures={BOB: "Locked"})
        assert snapshot.users == {BOB}

    def test_a_reclaim_refused_because_the_seat_is_gone_already_changes_nothing(self) -> None:
        """Somebody else was quicker, and that is just what was wanted."""
        service = FakeService(BOB, script=[refusing({BOB: "Seat not found"})])
        snapshot = service.snapshot()
        service.seats.clear()
        ledger = applied(service, plan_of(reclaim=[BOB]), snapshot)
        assert (ledger, snapshot.users) == (Ledger(unchanged=frozenset({BOB})), frozenset())


@pytest.mark.parametrize(
    ("held", "plan"),
    [([], plan_of(assign=[ADA])), ([ADA], plan_of(reclaim=[ADA]))],
    ids=["assign", "reclaim"],
)
class TestSilence:
    """An answer that does not mention a user."""

    def test_who_is_not_mentioned_is_looked_up(self, held: list[str], plan: SeatPlan) -> None:
        """It was done, so all is well."""
        service = FakeService(*held, script=[silent(carried_out=True)])
        ledger = applied(service, plan)
        assert service.looked_up == [ADA]
        assert (ledger.failures, outcomes_in(ledger)) == ({}, {ADA: 1})

    def test_who_is_not_mentioned_and_not_served_failed(
        self, held: list[str], plan: SeatPlan
    ) -> None:
        """And is not asked for again in the same run."""
        service = FakeService(*held, script=[silent(carried_out=False)])
        ledger = applied(service, plan)
        assert ledger.failures == {ADA: "the service's answer does not mention this user"}
        assert len(service.calls) == 1


def test_a_seat_that_comes_back_revoked_from_an_assign_was_not_given() -> None:
    """Whatever list it is in."""

    def revoked(service: FakeService, call: Call) -> BulkResult:
        return BulkResult(service.carry_out(Call("reclaim", call.users)), failed=())

    ledger = applied(FakeService(script=[revoked]), plan_of(assign=[ADA]))
    assert ledger.assigned == ()
    assert ledger.failures.keys() == {ADA}


class _Moody(FakeService):
    """Does to each call what the next of its moods says."""

    def __init__(self, moods: Iterator[int], *held: str) -> None:
        super().__init__(*held, batch_size=3)
        self._moods = moods
        self.script = [self._moody] * 1000

    def _moody(self, service: FakeService, call: Call) -> BulkResult:
        half = call.users[::2]
        answers = (
            done,
            refusing(dict.fromkeys(half, "refused")),
            silent(carried_out=True),
            silent(carried_out=False),
            lost(*half),
            lost(all_of_it=True),
            lost(),
            failing(ServiceUnavailable("busy")),
            failing(AccessDenied("no access")),
        )
        return answers[next(self._moods, 0) % len(answers)](service, call)


@given(
    moods=st.lists(st.integers(0, 8), max_size=40),
    unreadable=st.frozensets(st.integers(0, 19), max_size=5),
    leaving=st.integers(0, 10),
    coming=st.integers(0, 10),
)
def test_every_user_of_a_plan_ends_in_exactly_one_outcome_and_it_is_true(
    moods: list[int], unreadable: frozenset[int], leaving: int, coming: int
) -> None:
    """Whatever the service does: who counts as served is served."""
    old, new = people(leaving, "old"), people(coming, "new")
    service = _Moody(iter(moods), *old)
    everybody = [*old, *new]
    service.unreadable = {
        user: ServiceUnavailable("busy")
        for number, user in enumerate(everybody)
        if number in unreadable
    }
    plan = plan_of(assign=new, reclaim=old)
    with ThreadPoolExecutor(2) as executor:
        ledger = apply_plan(plan, service, service.snapshot(), executor)
    assert outcomes_in(ledger) == dict.fromkeys(everybody, 1)
    holders = service.seats.keys()
    assert holders >= set(assigned_in(ledger)) | (ledger.unchanged & set(new))
    assert not holders & (ledger.reclaimed | (ledger.unchanged & set(old)))
    assert all(ledger.failures.values()), "each with a reason"


def test_every_bulk_call_tells_how_far_the_work_has_come(alone: ThreadPoolExecutor) -> None:
    """Those who failed are counted by themselves; reclaims and assigns each from the start."""
    service = FakeService(ADA, script=[done, refusing({"user001@contoso.com": "No"})])
    said: list[Progress] = []
    plan = plan_of(assign=people(60), reclaim=[ADA])
    apply_plan(plan, service, service.snapshot(), alone, said.append)
    assert said == [
        Progress("reclaiming", 1, 1),
        Progress("assigning", 24, 60, 1),
        Progress("assigning", 49, 60, 1),
        Progress("assigning", 59, 60, 1),
    ]
