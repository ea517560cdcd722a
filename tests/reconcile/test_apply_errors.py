"""An error ends as the outcome of its users, and stops only what it would meet again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from pulumi_microsoft_seats.domain.errors import (
    AccessDenied,
    InvalidRequest,
    NotOnline,
    ProductNotFound,
    SeatsError,
    ServiceUnavailable,
    SignInError,
)
from pulumi_microsoft_seats.reconcile.apply import apply_plan
from tests.reconcile.fake_service import (
    FakeService,
    assigned_in,
    done,
    failing,
    lost,
    people,
)
from tests.support.plans import plan_of

PATIENCE = 10.0


class TestErrors:
    """A call that was not carried out for anybody."""

    @pytest.mark.parametrize(
        "trouble",
        [
            SignInError("no token"),
            AccessDenied("no access"),
            ProductNotFound("no product"),
            NotOnline("offline"),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_an_error_that_concerns_everybody_is_met_once(
        self, alone: ThreadPoolExecutor, trouble: SeatsError
    ) -> None:
        """The other calls would only meet it again; their users failed for the same reason."""
        users = people(10)
        service = FakeService(batch_size=2, script=[done, failing(trouble)])
        ledger = apply_plan(plan_of(assign=users), service, service.snapshot(), alone)
        assert len(service.calls) == 2
        assert assigned_in(ledger) == users[:2]
        assert ledger.failures == dict.fromkeys(users[2:], str(trouble))

    @pytest.mark.parametrize(
        "trouble",
        [InvalidRequest("bad name"), ServiceUnavailable("busy")],
        ids=lambda error: type(error).__name__,
    )
    def test_any_other_error_fails_only_its_own_call(
        self, alone: ThreadPoolExecutor, trouble: SeatsError
    ) -> None:
        """The next one may well go through."""
        users = people(6)
        service = FakeService(batch_size=2, script=[done, failing(trouble), done])
        ledger = apply_plan(plan_of(assign=users), service, service.snapshot(), alone)
        assert len(service.calls) == 3
        assert assigned_in(ledger) == users[:2] + users[4:]
        assert ledger.failures == dict.fromkeys(users[2:4], str(trouble))

    def test_an_error_that_concerns_everybody_met_in_reclaims_stops_the_assigns(
        self, alone: ThreadPoolExecutor
    ) -> None:
        """They would only meet it again."""
        trouble = AccessDenied("no access")
        service = FakeService(*people(4, "old"), batch_size=2, script=[done, failing(trouble)])
        plan = plan_of(assign=people(4, "new"), reclaim=people(4, "old"))
        ledger = apply_plan(plan, service, service.snapshot(), alone)
        assert [call.action for call in service.calls] == ["reclaim", "reclaim"]
        assert ledger.reclaimed == set(people(4, "old")[:2])
        left = [*people(4, "old")[2:], *people(4, "new")]
        assert ledger.failures == dict.fromkeys(left, "no access")

    def test_an_error_that_concerns_everybody_met_in_a_second_round_stops_the_rest(
        self, alone: ThreadPoolExecutor
    ) -> None:
        """The first call half succeeded without an answer; what it did is kept."""
        users = people(6)
        service = FakeService(
            batch_size=2, script=[lost(users[0]), failing(SignInError("no token"))]
        )
        ledger = apply_plan(plan_of(assign=users), service, service.snapshot(), alone)
        assert [call.users for call in service.calls] == [tuple(users[:2]), (users[1],)]
        assert assigned_in(ledger) == users[:1]
        assert ledger.failures == dict.fromkeys(users[1:], "no token")

    def test_assigns_go_on_after_a_reclaim_that_failed(self, alone: ThreadPoolExecutor) -> None:
        """There may be seats enough all the same."""
        service = FakeService("bob@contoso.com", script=[failing(InvalidRequest("bad name")), done])
        plan = plan_of(assign=["ada@contoso.com"], reclaim=["bob@contoso.com"])
        ledger = apply_plan(plan, service, service.snapshot(), alone)
        assert assigned_in(ledger) == ["ada@contoso.com"]
        assert ledger.failures == {"bob@contoso.com": "bad name"}
