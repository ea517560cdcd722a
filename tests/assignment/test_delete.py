"""A delete takes what is this resource's and nothing else."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats import assignment
from pulumi_microsoft_seats.domain.errors import (
    NotFound,
    ServiceUnavailable,
)
from tests.assignment.world import (
    ADA,
    BOB,
    OFFICE,
    ZOE,
    Declare,
    Stack,
    World,
    exclusive,
    fail_to_reclaim_bob,
    shared,
)


class TestDelete:
    """What is taken when a resource goes."""

    @pytest.mark.parametrize("declare", [exclusive, shared])
    def test_only_seats_that_state_and_service_both_know_are_taken(
        self,
        stack: Stack,
        declare: Declare,
    ) -> None:
        """Neither one given since by somebody else, nor one that is gone already."""
        stack.up(declare(ADA, BOB))
        stack.world.take(BOB)
        stack.world.give(ZOE)
        stack.world.calls.clear()
        assignment.delete(stack.world.phase(), stack.outputs)
        assert stack.world.calls == [("reclaim", (ADA,))]
        assert stack.world.held.keys() == {ZOE}

    @pytest.mark.parametrize("refreshed", [False, True])
    def test_a_seat_that_somebody_else_gave_since_a_failed_reclaim_is_not_taken(
        self, stack: Stack, *, refreshed: bool
    ) -> None:
        """Bob's seat is no longer the one this resource was to take."""
        fail_to_reclaim_bob(stack)
        if refreshed:
            stack.refresh()
        stack.world.take(BOB)
        stack.world.give(BOB)
        assignment.delete(stack.world.phase(), stack.outputs)
        assert stack.world.held.keys() == {BOB}

    @pytest.mark.parametrize("refreshed", [False, True])
    def test_a_seat_whose_reclaim_failed_is_taken(self, stack: Stack, *, refreshed: bool) -> None:
        """It is still the very seat."""
        fail_to_reclaim_bob(stack)
        if refreshed:
            stack.refresh()
        assignment.delete(stack.world.phase(), stack.outputs)
        assert stack.world.held == {}

    def test_a_product_that_is_gone_needs_no_delete(self, stack: Stack, said: list[str]) -> None:
        """Its seats went with it, which is said."""
        stack.up(exclusive(ADA))
        stack.world.there = False
        stack.world.calls.clear()
        said.clear()
        assignment.delete(stack.world.phase(), stack.outputs)
        assert stack.world.calls == []
        gone = f"{OFFICE} is no longer in the inventory, so there are no seats left to reclaim."
        assert said == [f"info: {gone}"]

    def test_an_address_that_answers_404_fails_the_delete(self, stack: Stack) -> None:
        """Nobody knows whether seats are left."""
        stack.up(exclusive(ADA))
        stack.world.reachable = False
        stack.world.calls.clear()
        with pytest.raises(NotFound):
            assignment.delete(stack.world.phase(), stack.outputs)
        assert stack.world.calls == []

    def test_a_resource_that_holds_nothing_is_deleted_without_asking(self, world: World) -> None:
        """The service may be gone for good."""
        world.there = False
        assignment.delete(world.phase(), exclusive())
        assignment.delete(world.phase(), {})
        assert world.calls == []

    def test_seats_that_are_left_fail_the_delete(self, stack: Stack) -> None:
        """The state keeps the resource; the next run takes only what is left."""
        stack.up(exclusive(ADA, BOB))
        stack.world.refused = {BOB: "Locked."}
        with pytest.raises(ServiceUnavailable) as failed:
            assignment.delete(stack.world.phase(), stack.outputs)
        assert str(failed.value) == (
            f"{OFFICE}: 1 user was not served: Locked ({BOB}); correct the cause and run again, "
            "which retries only what is missing."
        )
        stack.world.refused = {}
        assignment.delete(stack.world.phase(), stack.outputs)
        assert stack.world.calls[-1] == ("reclaim", (BOB,))
        assert stack.world.held == {}
