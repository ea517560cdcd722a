"""When no answer says whether a bulk call was carried out, seats are read before anything else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from pulumi_microsoft_seats.domain.errors import AccessDenied, ServiceUnavailable
from pulumi_microsoft_seats.reconcile.apply import apply_plan
from pulumi_microsoft_seats.reconcile.ledger import Ledger
from tests.reconcile.fake_service import (
    Call,
    FakeService,
    assigned_in,
    failing,
    lost,
    outcomes_in,
    people,
    reassigned,
)
from tests.support.plans import plan_of

PATIENCE = 10.0


class TestUnknownOutcome:
    """A call of which no answer says whether it was carried out."""

    def test_only_what_was_not_done_is_asked_for_again(self, alone: ThreadPoolExecutor) -> None:
        """The seats of all its users are read first."""
        service = FakeService(script=[lost("ada@contoso.com", "cy@contoso.com")])
        plan = plan_of(assign=["ada@contoso.com", "bob@contoso.com", "cy@contoso.com"])
        snapshot = service.snapshot()
        ledger = apply_plan(plan, service, snapshot, alone)
        assert service.looked_up == list(plan.assign)
        assert service.calls[1:] == [Call("assign", ("bob@contoso.com",))]
        assert assigned_in(ledger) == list(plan.assign)
        assert ledger.failures == {}
        assert snapshot.users == set(plan.assign)

    @pytest.mark.parametrize("action", ["assign", "reclaim"])
    def test_a_call_that_was_carried_out_after_all_is_not_repeated(
        self, alone: ThreadPoolExecutor, action: str
    ) -> None:
        """Reading the seats is enough."""
        users = people(3)
        reclaiming = action == "reclaim"
        service = FakeService(*(users if reclaiming else ()), script=[lost(all_of_it=True)])
        plan = plan_of(reclaim=users) if reclaiming else plan_of(assign=users)
        ledger = apply_plan(plan, service, service.snapshot(), alone)
        assert len(service.calls) == 1
        assert ledger.failures == {}
        assert outcomes_in(ledger) == dict.fromkeys(users, 1)

    def test_a_reclaim_is_never_repeated_for_a_user_who_no_longer_holds_a_seat(
        self, alone: ThreadPoolExecutor
    ) -> None:
        """It could take a seat that was given since."""
        users = ["ada@contoso.com", "bob@contoso.com"]
        service = FakeService(*users, script=[lost("ada@contoso.com"), lost()])
        snapshot = service.snapshot()
        ledger = apply_plan(plan_of(reclaim=users), service, snapshot, alone)
        assert service.calls[1:] == [Call("reclaim", ("bob@contoso.com",))] * 2
        assert ledger.reclaimed == {"bob@contoso.com"}
        assert ledger.unchanged == {"ada@contoso.com"}, "found gone, whoever took it"
        assert snapshot.users == frozenset()

    def test_a_reclaim_is_never_repeated_on_a_seat_with_another_date(
        self, alone: ThreadPoolExecutor
    ) -> None:
        """Somebody else gave Ada that one since; Bob's is still the same."""
        users = ["ada@contoso.com", "bob@contoso.com"]
        service = FakeService(*users, script=[reassigned(lost("ada@contoso.com"), users[0])])
        ledger = apply_plan(plan_of(reclaim=users), service, service.snapshot(), alone)
        assert service.calls[1:] == [Call("reclaim", ("bob@contoso.com",))]
        assert ledger == Ledger(
            reclaimed=frozenset({"bob@contoso.com"}), reassigned=(service.seats["ada@contoso.com"],)
        )
        assert service.seats.keys() == {"ada@contoso.com"}

    def test_the_snapshot_knows_a_seat_that_was_given_anew(self, alone: ThreadPoolExecutor) -> None:
        """State that says nobody holds it is wrong until the next refresh."""
        service = FakeService(
            "ada@contoso.com", script=[reassigned(lost("ada@contoso.com"), "ada@contoso.com")]
        )
        snapshot = service.snapshot()
        apply_plan(plan_of(reclaim=["ada@contoso.com"]), service, snapshot, alone)
        assert snapshot.users == {"ada@contoso.com"}

    def test_one_seat_that_cannot_be_read_does_not_hide_the_others(
        self, alone: ThreadPoolExecutor
    ) -> None:
        """Each is looked at on its own; here the first of three cannot be."""
        users = ["ada@contoso.com", "bob@contoso.com", "cy@contoso.com"]
        trouble = AccessDenied("no access")
        service = FakeService(script=[lost(*users[:2]), failing(trouble)])
        service.unreadable = {"ada@contoso.com": ServiceUnavailable("busy")}
        snapshot = service.snapshot()
        ledger = apply_plan(plan_of(assign=users), service, snapshot, alone)
        assert service.looked_up == users
        assert assigned_in(ledger) == ["bob@contoso.com"]
        assert ledger.failures.keys() == {"ada@contoso.com", "cy@contoso.com"}
        assert snapshot.users == {"bob@contoso.com"}

    def test_what_stays_unknown_to_the_end_failed_for_exactly_the_undone(
        self, alone: ThreadPoolExecutor
    ) -> None:
        """Three times is enough; each round is one call less long."""
        users = people(3)
        service = FakeService(script=[lost(users[0]), lost(users[1]), lost()])
        snapshot = service.snapshot()
        ledger = apply_plan(plan_of(assign=users), service, snapshot, alone)
        assert [len(call.users) for call in service.calls] == [3, 2, 1]
        assert assigned_in(ledger) == users[:2]
        assert ledger.failures == {users[2]: "No answer came."}
        assert snapshot.users == set(users[:2])

    def test_seats_that_cannot_be_read_afterwards_are_not_asked_for_again(
        self, alone: ThreadPoolExecutor
    ) -> None:
        """Better a failure that the next run looks into than a second reclaim."""
        service = FakeService("bob@contoso.com", script=[lost()])
        service.unreadable = {"bob@contoso.com": ServiceUnavailable("busy")}
        plan = plan_of(reclaim=["bob@contoso.com"])
        ledger = apply_plan(plan, service, service.snapshot(), alone)
        assert len(service.calls) == 1
        assert ledger.failures.keys() == {"bob@contoso.com"}

    def test_an_unread_seat_that_somebody_else_gave_since_is_not_taken(
        self, alone: ThreadPoolExecutor
    ) -> None:
        """The reclaim was carried out, its answer lost, and Bob given a seat again."""
        service = FakeService(
            "bob@contoso.com", script=[reassigned(lost("bob@contoso.com"), "bob@contoso.com")]
        )
        service.unreadable = {"bob@contoso.com": ServiceUnavailable("busy")}
        plan = plan_of(reclaim=["bob@contoso.com"])
        apply_plan(plan, service, service.snapshot(), alone)
        assert service.seats.keys() == {"bob@contoso.com"}

    def test_an_error_in_a_later_round_does_not_lose_what_was_found_out_before(
        self, alone: ThreadPoolExecutor
    ) -> None:
        """Ada's seat is known by then."""
        users = ["ada@contoso.com", "bob@contoso.com"]
        trouble = AccessDenied("no access")
        service = FakeService(script=[lost("ada@contoso.com"), failing(trouble)])
        ledger = apply_plan(plan_of(assign=users), service, service.snapshot(), alone)
        assert assigned_in(ledger) == ["ada@contoso.com"]
        assert ledger.failures == {"bob@contoso.com": "no access"}
