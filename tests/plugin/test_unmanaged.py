"""Whoever holds a seat that no update of this resource gave, found by a refresh."""

from __future__ import annotations

from tests.plugin.world import ADA, BOB, CY, ZOE, Stack, exclusive


def test_one_who_is_declared_then_is_this_resources_own(stack: Stack) -> None:
    """State takes note although no seat moves, and a delete takes the seat."""
    stack.up(exclusive(ADA))
    stack.world.give(ZOE)
    stack.refresh()
    stack.world.calls.clear()
    assert stack.up(exclusive(ADA, ZOE))
    assert stack.world.calls == []
    assert "__unmanaged" not in stack.outputs
    assert not stack.up(exclusive(ADA, ZOE))
    stack.destroy()
    assert stack.world.held == {}


def test_one_who_stays_undeclared_is_left_by_a_delete(stack: Stack) -> None:
    """After every further refresh, and counts for nothing in its guard."""
    stack.up(exclusive(ADA, limit=0))
    stack.world.give(BOB, CY, ZOE)
    stack.refresh()
    stack.refresh()
    stack.destroy()
    assert stack.world.held.keys() == {BOB, CY, ZOE}


def test_one_whose_reclaim_failed_stays_a_stranger(stack: Stack) -> None:
    """The update tried to take the seat; a delete does not try again."""
    stack.up(exclusive(ADA))
    stack.world.give(ZOE)
    stack.refresh()
    stack.world.refused = {ZOE: "Locked"}
    stack.up(exclusive(ADA))
    assert stack.outputs["__unmanaged"] == f"{ZOE}\n"
    stack.world.refused = {}
    stack.destroy()
    assert stack.world.held.keys() == {ZOE}
