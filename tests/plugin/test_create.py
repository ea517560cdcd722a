"""A new resource takes over what is held, and is recorded unless nothing of it came into being."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import ServiceUnavailable
from tests.plugin.world import ADA, BOB, OFFICE, Stack, exclusive


def test_a_creation_of_which_nothing_worked_is_none(stack: Stack) -> None:
    """It raises, so that a replacement does not delete the resource it was to replace."""
    stack.world.refused = {ADA: "User not found", BOB: "Locked"}
    with pytest.raises(ServiceUnavailable, match=f"^{OFFICE}: 2 users were not served: User not "):
        stack.up(exclusive(ADA, BOB))


def test_a_creation_with_nothing_to_do_is_recorded(stack: Stack) -> None:
    """All seats were there already."""
    stack.world.give(ADA)
    assert stack.up(exclusive(ADA))
    assert stack.outputs["seats"] == f"{ADA}\n"


def test_an_update_of_which_nothing_worked_is_recorded(stack: Stack) -> None:
    """The resource exists, whatever happens to it."""
    stack.up(exclusive(ADA))
    stack.world.refused = {BOB: "User not found"}
    assert stack.up(exclusive(ADA, BOB))
    assert stack.outputs["failures"] == {BOB: "User not found"}
