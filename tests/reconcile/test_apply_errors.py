"""An error ends as the outcome of its users, and stops only what it would meet again."""

from __future__ import annotations

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
from tests.reconcile.fake_service import (
    ADA,
    BOB,
    FakeService,
    applied,
    assigned_in,
    done,
    failing,
    lost,
    people,
)
from tests.support.plans import plan_of


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
def test_an_error_that_concerns_everybody_is_met_once(trouble: SeatsError) -> None:
    """The other calls would only meet it again; their users failed for the same reason."""
    users = people(10)
    service = FakeService(batch_size=2, script=[done, failing(trouble)])
    ledger = applied(service, plan_of(assign=users))
    assert len(service.calls) == 2
    assert assigned_in(ledger) == users[:2]
    assert ledger.failures == dict.fromkeys(users[2:], str(trouble))


@pytest.mark.parametrize(
    "trouble",
    [InvalidRequest("bad name"), ServiceUnavailable("busy")],
    ids=lambda error: type(error).__name__,
)
def test_any_other_error_fails_only_its_own_call(trouble: SeatsError) -> None:
    """The next one may well go through."""
    users = people(6)
    service = FakeService(batch_size=2, script=[done, failing(trouble), done])
    ledger = applied(service, plan_of(assign=users))
    assert len(service.calls) == 3
    assert assigned_in(ledger) == users[:2] + users[4:]
    assert ledger.failures == dict.fromkeys(users[2:4], str(trouble))


def test_an_error_that_concerns_everybody_met_in_reclaims_stops_the_assigns() -> None:
    """They would only meet it again."""
    old, new = people(4, "old"), people(4, "new")
    service = FakeService(*old, batch_size=2, script=[done, failing(AccessDenied("no access"))])
    ledger = applied(service, plan_of(assign=new, reclaim=old))
    assert [call.action for call in service.calls] == ["reclaim", "reclaim"]
    assert ledger.reclaimed == set(old[:2])
    assert ledger.failures == dict.fromkeys([*old[2:], *new], "no access")


def test_an_error_that_concerns_everybody_met_in_a_second_round_stops_the_rest() -> None:
    """The first call half succeeded without an answer; what it did is kept."""
    users = people(6)
    service = FakeService(batch_size=2, script=[lost(users[0]), failing(SignInError("no token"))])
    ledger = applied(service, plan_of(assign=users))
    assert [call.users for call in service.calls] == [tuple(users[:2]), (users[1],)]
    assert assigned_in(ledger) == users[:1]
    assert ledger.failures == dict.fromkeys(users[1:], "no token")


def test_assigns_go_on_after_a_reclaim_that_failed() -> None:
    """There may be seats enough all the same."""
    service = FakeService(BOB, script=[failing(InvalidRequest("bad name")), done])
    ledger = applied(service, plan_of(assign=[ADA], reclaim=[BOB]))
    assert (assigned_in(ledger), ledger.failures) == ([ADA], {BOB: "bad name"})
