"""A shared assignment drops a user, and the service refuses to take the seat.

Of such a user neither the old nor the new declaration speaks, so state has to.
"""

from __future__ import annotations

import pytest

from tests.plugin.world import ADA, BOB, Stack, fail_to_reclaim_bob, shared

refreshes = pytest.mark.parametrize("refreshed", [False, True])
"""Whether a refresh rewrites the inputs that remembered it."""


@refreshes
def test_it_is_tried_again_until_it_works(stack: Stack, *, refreshed: bool) -> None:
    """Although its user is declared neither now nor in the inputs of the last update."""
    fail_to_reclaim_bob(stack)
    assert stack.outputs["seats"] == f"{ADA}\n{BOB}\n", "still held, still answered for"
    stack.world.refused = {BOB: "Locked"}
    stack.up(shared(ADA))
    if refreshed:
        stack.refresh()
    stack.world.refused = {}
    assert stack.up(shared(ADA))
    assert stack.world.held.keys() == {ADA}
    assert (stack.outputs["failures"], stack.outputs["seats"]) == ({}, f"{ADA}\n")
    assert not stack.up(shared(ADA))


@pytest.mark.parametrize("refreshed", ["never", "before", "since"])
def test_a_seat_that_somebody_else_gave_since_is_not_taken(stack: Stack, refreshed: str) -> None:
    """It has another date than the one whose reclaim failed, and the date outlives a refresh."""
    fail_to_reclaim_bob(stack)
    if refreshed == "before":
        stack.refresh()
    stack.world.take(BOB)
    stack.world.give(BOB)
    if refreshed == "since":
        stack.refresh()
        assert stack.outputs["seats"] == stack.inputs["seats"] == f"{ADA}\n"
    stack.up(shared(ADA))
    assert stack.world.calls == []
    assert stack.world.held.keys() == {ADA, BOB}
    assert (stack.outputs["failures"], stack.outputs["seats"]) == ({}, f"{ADA}\n")
    assert not stack.up(shared(ADA))


@refreshes
def test_of_a_seat_without_a_date_it_is_not_tried_again(stack: Stack, *, refreshed: bool) -> None:
    """Nobody can say whether it is still the same seat, so it is left alone."""
    stack.world.give_undated(BOB)
    fail_to_reclaim_bob(stack)
    if refreshed:
        stack.refresh()
    stack.up(shared(ADA))
    assert stack.world.held.keys() == {ADA, BOB}
    assert (stack.outputs["failures"], stack.outputs["seats"]) == ({}, f"{ADA}\n")
    assert not stack.up(shared(ADA))


def test_it_is_forgotten_when_its_user_is_declared_again(stack: Stack) -> None:
    """Bob keeps his seat, and is reclaimed later like anybody else."""
    fail_to_reclaim_bob(stack)
    assert stack.up(shared(ADA, BOB))
    assert "__reclaiming" not in stack.inputs | stack.outputs
    assert not stack.up(shared(ADA, BOB))
    assert stack.up(shared(ADA))
    assert stack.world.held.keys() == {ADA}
