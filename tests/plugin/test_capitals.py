"""Capitals of a product make no difference: the same one, spelled otherwise than before."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.plugin import session
from pulumi_microsoft_seats.provider import SeatAssignmentProvider
from tests.plugin.world import ADA, BOB, Declare, Stack, both, exclusive


@both
def test_other_capitals_change_nothing_but_state(stack: Stack, declare: Declare) -> None:
    """Nobody gains or loses a seat, and nothing needs an approval."""
    stack.up(declare(ADA, BOB))
    held, stack.world.calls = dict(stack.world.held), []
    news = {**declare(ADA, BOB), "product_id": "9nblggh4r2r6"}
    assert stack.preview(news) == {}
    assert stack.up(news)
    assert (stack.world.calls, stack.world.held) == ([], held)
    assert stack.outputs["product_id"] == "9nblggh4r2r6"
    assert stack.outputs["seats"] == f"{ADA}\n{BOB}\n"
    assert not stack.up(news)


@both
def test_a_user_dropped_at_the_same_time_is_reclaimed(stack: Stack, declare: Declare) -> None:
    """Whom the resource declared before is not forgotten."""
    stack.up(declare(ADA, BOB))
    stack.up({**declare(ADA), "product_id": "9nblggh4r2r6"})
    assert stack.world.held.keys() == {ADA}


def test_other_capitals_replace_no_resource(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """A replacement would reclaim what it has just assigned; another SKU does replace."""
    monkeypatch.setattr(session.PluginProcess, "session", lambda *_: stack.world.phase())
    stack.up(exclusive(ADA))
    provider = SeatAssignmentProvider()
    for spelled in ("9nblggh4r2r6", " 9NBLGGH4R2R6 "):
        news = {**exclusive(ADA), "product_id": spelled}
        same = provider.diff("id", stack.outputs, news)
        assert (same.changes, same.replaces) == (True, [])
    unchanged = provider.diff("id", stack.outputs, exclusive(ADA))
    assert (unchanged.changes, unchanged.replaces) == (False, [])
    other = provider.diff("id", stack.outputs, {**exclusive(ADA), "sku_id": "0010"})
    assert (other.changes, other.replaces) == (True, ["sku_id"])
