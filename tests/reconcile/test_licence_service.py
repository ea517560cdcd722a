"""What planning layers do for a service with service plans, groups, and lists that may be wrong."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace

import pytest

from pulumi_microsoft_seats.domain.errors import ServiceUnavailable
from pulumi_microsoft_seats.domain.model import (
    BulkResult,
    Capacity,
    FailedSeat,
    Holding,
    ProductKey,
    Seat,
)
from pulumi_microsoft_seats.domain.service_plans import PlanChange
from pulumi_microsoft_seats.reconcile.inventory import Inventory
from pulumi_microsoft_seats.reconcile.ledger import Ledger
from pulumi_microsoft_seats.reconcile.snapshot import Snapshot
from pulumi_microsoft_seats.reconcile.snapshots import Snapshots
from tests.reconcile.fake_service import ADA, BOB, CY, FakeService, applied, people
from tests.support.plans import MONDAY, OFFICE, plan_of

TEAMS_OFF = frozenset({"teams"})
E3 = ProductKey("1b7a8c40-5a11-4d0e-8a10-00000000e3e3", name="SPE_E3")
E5 = ProductKey("1b7a8c40-5a11-4d0e-8a10-00000000e5e5", name="SPE_E5")


class FakeLicences(FakeService):
    """Licences of one product: users are asked for twenty at a time, lists may be wrong."""

    question_size = 20
    is_list_exact = False

    def __init__(self, *held: str) -> None:
        super().__init__(*held, batch_size=20)
        self.done: list[tuple[str, tuple[str, ...]]] = []
        self.lost: dict[str, str] = {}
        self.questions: list[list[str]] = []
        self.unreadable_all = False

    def inventory(self) -> dict[ProductKey, Capacity]:
        """Two products, one of which is named as the other's id."""
        return {E5: Capacity(9, 9, 0), E3: Capacity(9, 9, 0)}

    def service_plans(self, _product: ProductKey) -> dict[str, str]:
        """Those that can be switched for a user."""
        return {"exchange": "EXCHANGE_S_ENTERPRISE", "teams": "TEAMS1"}

    def is_listing_cheaper(self, capacity: Capacity | None, users: int) -> bool:
        assert capacity is None
        return users > 20

    def ask(self, product: ProductKey, users: Sequence[str]) -> list[Holding]:
        assert product == OFFICE
        self.questions.append(list(users))
        if self.unreadable_all:
            raise ServiceUnavailable("busy")
        return [Holding(user, self.seats.get(user)) for user in users]

    def assign(
        self,
        product: ProductKey,
        users: Sequence[str],
        disabled_plans: AbstractSet[str] | None = None,
    ) -> BulkResult:
        self.done.append(("assign", tuple(users)))
        return self._some(
            [Seat(product, u, disabled_plans=frozenset(disabled_plans or ())) for u in users]
        )

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        self.done.append(("reclaim", tuple(users)))
        for user in set(users) - self.lost.keys():
            seat = self.seats.pop(user)
            if seat.through:
                self.seats[user] = replace(seat, is_direct=False)
        return self._some([Seat(product, user, active=False) for user in users])

    def _some(self, seats: Sequence[Seat]) -> BulkResult:
        unknown = tuple(
            FailedSeat(seat.user, self.lost[seat.user]) for seat in seats if seat.user in self.lost
        )
        done = tuple(seat for seat in seats if seat.user not in self.lost)
        self.seats |= {seat.user: seat for seat in done if seat.active}
        return BulkResult(done, (), unknown)


def _snapshots(service: FakeLicences, executor: Executor) -> Snapshots:
    return Snapshots(service, Inventory(service), executor)


def test_reclaims_come_before_changes_of_plans_and_these_before_assigns() -> None:
    """A licence is never taken to change its plans; the new ones are known afterwards."""
    service = FakeLicences(ADA, BOB)
    snapshot = service.snapshot()
    plan = replace(
        plan_of(assign=[CY], reclaim=[ADA]),
        change={BOB: PlanChange((), ("TEAMS1",))},
        disabled_plans=TEAMS_OFF,
    )
    ledger = applied(service, plan, snapshot)
    assert service.done == [("reclaim", (ADA,)), ("assign", (BOB,)), ("assign", (CY,))]
    assert ledger.failures == {}
    seats = [snapshot.seat_of(user) for user in (BOB, CY)]
    assert all(seat is not None and seat.disabled_plans == TEAMS_OFF for seat in seats)


def test_whoever_keeps_one_through_a_group_has_lost_what_was_to_be_lost() -> None:
    """No answer tells of Ada; read again, hers comes through a group alone."""
    service = FakeLicences()
    service.seats = {ADA: Seat(OFFICE, ADA, through=("staff",), is_direct=False)}
    service.lost = {ADA: "no answer"}
    snapshot = Snapshot([Seat(OFFICE, ADA, assigned_at=MONDAY, through=("staff",))])
    ledger = applied(service, plan_of(reclaim=[ADA]), snapshot)
    assert ledger == Ledger(unchanged=frozenset({ADA}))
    assert (snapshot.users, snapshot.inherited) == (frozenset(), frozenset({ADA}))


class TestUsersOfWhomNoAnswerTells:
    """One call speaks of twenty users, and each is judged alone."""

    def test_they_alone_are_read_and_asked_for_again(self) -> None:
        """Bob's was done after all; Cy's was not, and is not in the end."""
        service = FakeLicences()
        service.lost = {BOB: "Bob: no answer", CY: "Cy: no answer"}
        service.seats[BOB] = Seat(OFFICE, BOB)
        ledger = applied(service, plan_of(assign=[ADA, BOB, CY]))
        assert service.done == [("assign", (ADA, BOB, CY))] + [("assign", (CY,))] * 2
        assert service.questions == [[BOB, CY], [CY], [CY]]
        assert {seat.user for seat in ledger.assigned} == {ADA, BOB}
        assert ledger.failures == {CY: "Cy: no answer"}

    def test_a_licence_with_other_plans_is_not_the_one_that_was_asked_for(self) -> None:
        service = FakeLicences(ADA)
        service.lost = {ADA: "no answer"}
        change = {ADA: PlanChange((), ("TEAMS1",))}
        plan = replace(plan_of(), change=change, disabled_plans=TEAMS_OFF)
        ledger = applied(service, plan)
        assert (len(service.done), ledger.failures) == (3, {ADA: "no answer"})

    def test_a_plan_that_nobody_can_switch_is_not_waited_for(self) -> None:
        """The company's own is off for Ada and stays so; the change was made all the same."""
        service = FakeLicences()
        service.lost = {ADA: "no answer"}
        service.seats = {ADA: Seat(OFFICE, ADA, disabled_plans=TEAMS_OFF | {"company"})}
        change = {ADA: PlanChange((), ("TEAMS1",))}
        plan = replace(plan_of(), change=change, disabled_plans=TEAMS_OFF)
        ledger = applied(service, plan)
        assert (len(service.done), ledger.failures) == (1, {})

    def test_each_ends_with_a_reason_of_its_own(self) -> None:
        """Ada's is not told of Bob."""
        service = FakeLicences()
        service.lost = {ADA: "Ada: no answer", BOB: "Bob: no answer"}
        ledger = applied(service, plan_of(assign=[ADA, BOB]))
        assert ledger.failures == service.lost

    def test_whoever_cannot_be_read_is_not_asked_for_again(self) -> None:
        service = FakeLicences(ADA, BOB)
        service.lost, service.unreadable_all = {ADA: "no answer"}, True
        ledger = applied(service, plan_of(reclaim=[ADA, BOB]))
        assert service.done == [("reclaim", (ADA, BOB))]
        assert ledger.failures == {ADA: "no answer"}
        assert ledger.reclaimed == {BOB}


class TestConfirming:
    """Whom a list alone has spoken of is asked for before anything is decided."""

    def test_everybody_is_asked_for_once(self, crowd: ThreadPoolExecutor) -> None:
        """Twenty at a time, and never again in the same phase."""
        users = people(41)
        service = FakeLicences(*users)
        snapshots = _snapshots(service, crowd)
        snapshots.of(OFFICE)
        assert snapshots.confirm(OFFICE, frozenset(users))
        assert sorted(map(len, service.questions)) == [1, 20, 20]
        assert not snapshots.confirm(OFFICE, frozenset(users[:3]))

    def test_what_they_answer_counts(self, alone: ThreadPoolExecutor) -> None:
        service = FakeLicences(ADA)
        snapshots = _snapshots(service, alone)
        snapshot = snapshots.of(OFFICE)
        service.seats = {BOB: Seat(OFFICE, BOB)}
        assert snapshots.confirm(OFFICE, frozenset({ADA, BOB}))
        assert snapshot.users == {BOB}

    def test_a_list_that_is_exact_is_not_doubted(self, alone: ThreadPoolExecutor) -> None:
        service = FakeLicences(ADA)
        service.is_list_exact = True
        assert not _snapshots(service, alone).confirm(OFFICE, frozenset({ADA}))
        assert service.questions == []

    def test_whoever_was_asked_for_needs_no_list(self, alone: ThreadPoolExecutor) -> None:
        """So that a delete, which has to ask for everybody it names, reads nobody twice."""
        users = frozenset(people(41))
        service = FakeLicences(*users)
        snapshots = _snapshots(service, alone)
        snapshots.confirm(OFFICE, users)
        assert snapshots.of_users(OFFICE, users).users == users
        assert not snapshots.of_users(OFFICE, users).is_whole


@pytest.mark.parametrize("named", ["SPE_E3", " spe_e3 ", E3.sku_id, E3.sku_id.upper()])
def test_a_product_is_found_by_its_name_or_its_id(named: str) -> None:
    """As a program may write them; what comes back has both."""
    inventory = Inventory(FakeLicences())
    found = inventory.find(named)
    assert found is not None
    assert (found, found.name) == (E3, "SPE_E3")
    assert inventory.find("SPE_E") is None
    assert inventory.products == [E3, E5]
