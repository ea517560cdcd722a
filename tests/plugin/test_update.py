"""An update brings the seats to what is declared, and records what it did."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import InputError, RefusedPlan
from pulumi_microsoft_seats.plugin import lifecycle
from pulumi_microsoft_seats.plugin.properties import parse
from tests.plugin.world import (
    ADA,
    BOB,
    CY,
    OFFICE,
    URN,
    ZOE,
    Declare,
    Stack,
    both,
    exclusive,
    shared,
    unknowns,
    warnings_in,
)


def test_an_exclusive_assignment_ends_with_exactly_its_users(stack: Stack) -> None:
    """Reclaims first; the outputs are the seats as they are."""
    stack.up(exclusive(ADA, BOB))
    stack.world.calls.clear()
    assert stack.up(exclusive(BOB, CY))
    assert stack.world.calls == [("reclaim", (ADA,)), ("assign", (CY,))]
    assert stack.outputs == {
        "product_id": "9NBLGGH4R2R6",
        "sku_id": "0016",
        "ownership": "exclusive",
        "reclaim_limit": 1.0,
        "__urn": URN,
        "seats": f"{BOB}\n{CY}\n",
        "assigned_count": 2,
        "failures": {},
    }


@both
def test_a_second_run_has_nothing_to_do(stack: Stack, declare: Declare) -> None:
    """After a first, after a change, and after a refresh."""
    assert stack.up(declare(ADA, BOB))
    assert not stack.up(declare(ADA, BOB))
    assert stack.up(declare(BOB, CY))
    assert not stack.up(declare(BOB, CY))
    stack.refresh()
    assert not stack.up(declare(BOB, CY))


def test_drift_of_an_exclusive_assignment_is_undone_and_told(stack: Stack, said: list[str]) -> None:
    """Both directions of it."""
    stack.up(exclusive(ADA, BOB))
    stack.world.take(BOB)
    stack.world.give(ZOE)
    said.clear()
    assert stack.up(exclusive(ADA, BOB))
    assert stack.world.held.keys() == {ADA, BOB}
    assert warnings_in(said) == [
        f"warning: {OFFICE}: outside this program, 1 user lost a seat: {BOB}",
        f"warning: {OFFICE}: outside this program, 1 user gained a seat: {ZOE}",
    ]


def test_a_shared_assignment_leaves_the_seats_of_others_alone(
    stack: Stack, said: list[str]
) -> None:
    """It neither takes nor reports them, and mentions only how many seats are held by all."""
    stack.world.give(ZOE)
    stack.up(shared(ADA, BOB))
    stack.world.give(CY)
    said.clear()
    assert stack.up(shared(ADA))
    assert stack.world.held.keys() == {ADA, ZOE, CY}
    assert (stack.outputs["seats"], stack.outputs["assigned_count"]) == (f"{ADA}\n", 1)
    assert said == [
        f"info: {OFFICE}: 1 loses ({BOB}); 4 → 3 held, 96 → 97 of 100 free",
        f"info: {OFFICE}: 1 reclaimed",
    ]


def test_a_changed_limit_is_recorded_although_no_seat_changes(stack: Stack) -> None:
    """Without a call to change anything."""
    stack.up(exclusive(ADA, limit=1.0))
    stack.world.calls.clear()
    assert stack.up(exclusive(ADA, limit=0.5))
    assert stack.outputs["reclaim_limit"] == 0.5
    assert stack.world.calls == []


def test_a_seat_that_somebody_else_gave_to_a_newly_declared_user_is_recorded(stack: Stack) -> None:
    """There is nothing to do at the service, but state does not know it yet."""
    stack.up(exclusive(ADA))
    stack.world.give(BOB)
    stack.world.calls.clear()
    assert stack.up(exclusive(ADA, BOB))
    assert (stack.world.calls, stack.outputs["assigned_count"]) == ([], 2)
    assert not stack.up(exclusive(ADA, BOB))


def test_users_who_were_not_served_are_recorded_and_tried_again(stack: Stack) -> None:
    """Only they, and the record is gone once they are served."""
    stack.world.refused = {BOB: "User not found"}
    assert stack.up(exclusive(ADA, BOB))
    assert stack.outputs["seats"] == f"{ADA}\n"
    assert stack.outputs["failures"] == {BOB: "User not found"}
    stack.world.refused = {}
    assert stack.up(exclusive(ADA, BOB))
    assert stack.world.calls[-1] == ("assign", (BOB,))
    assert (stack.outputs["failures"], stack.outputs["assigned_count"]) == ({}, 2)
    assert not stack.up(exclusive(ADA, BOB))


def test_a_failure_is_forgotten_when_its_user_is_no_longer_declared(stack: Stack) -> None:
    """The next run has something to do, in state alone."""
    stack.world.refused = {BOB: "User not found"}
    stack.up(exclusive(ADA, BOB))
    stack.world.calls.clear()
    assert stack.up(exclusive(ADA))
    assert (stack.world.calls, stack.outputs["failures"]) == ([], {})


def test_a_refused_declaration_is_not_carried_out(stack: Stack) -> None:
    """What `check` had against it is the error, with the way to approve it."""
    stack.world.give(ZOE)
    with pytest.raises(RefusedPlan) as refused:
        stack.up(exclusive(ADA))
    digest = stack.preview(exclusive(ADA))["plan"]
    assert str(refused.value).startswith(f"Taking over {OFFICE} would reclaim 1 seat ")
    assert str(refused.value).endswith(f" pulumi config set microsoft-seats:approve {digest}")
    assert stack.world.calls == []
    assert stack.up(exclusive(ADA), digest)
    assert stack.world.held.keys() == {ADA}


@unknowns
@pytest.mark.parametrize("name", ["product_id", "sku_id", "seats", "ownership"])
def test_an_unknown_value_is_out_of_date_and_never_carried_out(
    stack: Stack, name: str, unknown: object
) -> None:
    """An unknown roster is not an empty one, and an unknown ownership not exclusive."""
    stack.up(exclusive(ADA))
    news = parse({**exclusive(), name: unknown})
    assert lifecycle.is_out_of_date(stack.world.phase(), parse(stack.outputs), news)
    with pytest.raises(InputError, match="not known; report this as a bug"):
        lifecycle.apply(stack.world.phase(), news)
    assert stack.world.held.keys() == {ADA}
