"""An update whose plan was not made in its own process carries out what was checked, if any."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import RefusedPlan
from pulumi_microsoft_seats.domain.model import Seat
from pulumi_microsoft_seats.plugin import lifecycle
from pulumi_microsoft_seats.plugin.check import check
from pulumi_microsoft_seats.plugin.properties import parse
from tests.plugin.world import ADA, BOB, OFFICE, ZOE, Declare, Stack, both, exclusive


def test_the_plan_that_was_checked_is_carried_out(stack: Stack) -> None:
    """Made anew, it is the same."""
    stack.up(exclusive(ADA))
    news = exclusive(BOB)
    inputs = parse(news | stack.preview(news))
    outputs = lifecycle.apply(stack.world.phase(), inputs, parse(stack.outputs))
    assert outputs["seats"] == f"{BOB}\n"
    assert stack.world.held.keys() == {BOB}


@both
def test_another_plan_is_not_carried_out(stack: Stack, declare: Declare) -> None:
    """Somebody took Ada's seat since, so it is no longer what was reviewed."""
    stack.up(declare(ADA))
    news = declare(ADA, BOB)
    inputs = parse(news | stack.preview(news))
    stack.world.take(ADA)
    stack.world.calls.clear()
    with pytest.raises(RefusedPlan) as refused:
        lifecycle.apply(stack.world.phase(), inputs, parse(stack.outputs))
    assert str(refused.value) == (
        f"The seats of {OFFICE} are not as they were when this update was checked, and nothing "
        "was changed; run again."
    )
    assert stack.world.calls == []


def test_what_had_nothing_to_do_does_nothing(stack: Stack) -> None:
    """A seat that is given since is not taken by an update that changes a limit."""
    stack.up(exclusive(ADA))
    news = exclusive(ADA, limit=0.5)
    inputs = parse(news | stack.preview(news))
    assert inputs.plan == ""
    stack.world.give(ZOE)
    with pytest.raises(RefusedPlan, match="nothing was changed"):
        lifecycle.apply(stack.world.phase(), inputs, parse(stack.outputs))
    assert stack.world.held.keys() == {ADA, ZOE}


def test_what_was_read_since_changes_no_plan_of_the_same_process(stack: Stack) -> None:
    """The update is of the seats that were judged."""
    session = stack.world.phase()
    news = exclusive(ADA)
    inputs = parse(news | check(session, parse({}), parse(news)))
    session.snapshots.of(OFFICE).correct(gained=[Seat(OFFICE, ZOE)])
    lifecycle.apply(session, inputs)
    assert stack.world.calls == [("assign", (ADA,))]
