"""A refresh tells what is held."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import InputError, NotFound, ProductGone
from pulumi_microsoft_seats.plugin import lifecycle
from pulumi_microsoft_seats.plugin.properties import parse
from tests.plugin.world import (
    ADA,
    BOB,
    OFFICE,
    URN,
    ZOE,
    Declare,
    Stack,
    World,
    exclusive,
    shared,
)


class TestRead:
    """What a refresh, or `SeatAssignment.get`, finds."""

    def test_an_exclusive_assignment_reads_every_seat_as_outputs_and_inputs(
        self, stack: Stack, said: list[str]
    ) -> None:
        """So that drift shows as a line diff, and is told."""
        stack.up(exclusive(ADA, BOB))
        stack.world.take(BOB)
        stack.world.give(ZOE)
        said.clear()
        stack.refresh()
        assert stack.outputs == {
            "product_id": "9NBLGGH4R2R6",
            "sku_id": "0016",
            "ownership": "exclusive",
            "reclaim_limit": 1.0,
            "__urn": URN,
            "seats": f"{ADA}\n{ZOE}\n",
            "assigned_count": 2,
            "failures": {},
            "__unmanaged": f"{ZOE}\n",
        }
        assert stack.inputs == {
            name: value
            for name, value in stack.outputs.items()
            if name not in {"assigned_count", "failures"}
        }
        assert said == [
            f"warning: {OFFICE}: outside this program, 1 user lost a seat: {BOB}",
            f"warning: {OFFICE}: outside this program, 1 user gained a seat: {ZOE}",
        ]

    def test_a_shared_assignment_reads_only_its_own_seats(self, stack: Stack) -> None:
        """Those in state that are still held."""
        stack.up(shared(ADA, BOB))
        stack.world.take(BOB)
        stack.world.give(ZOE)
        stack.refresh()
        assert (stack.outputs["seats"], stack.outputs["assigned_count"]) == (f"{ADA}\n", 1)
        assert stack.inputs["seats"] == f"{ADA}\n"

    def test_reading_without_owning_finds_every_seat(self, world: World) -> None:
        """Only product and SKU are given then."""
        world.give(ZOE, ADA)
        properties = {"product_id": "9NBLGGH4R2R6", "sku_id": "0016", "seats": None}
        outputs, inputs = lifecycle.read(world.phase(), parse(properties))
        assert (outputs["seats"], outputs["assigned_count"]) == (f"{ADA}\n{ZOE}\n", 2)
        assert inputs["seats"] == f"{ADA}\n{ZOE}\n"
        assert world.calls == []

    def test_failures_outlive_a_refresh(self, stack: Stack) -> None:
        """What they are about has not been tried again."""
        stack.world.refused = {BOB: "User not found"}
        stack.up(exclusive(ADA, BOB))
        stack.refresh()
        assert stack.outputs["failures"] == {BOB: "User not found"}

    def test_a_product_that_is_gone_cannot_be_read(self, stack: Stack) -> None:
        """Which the engine is told as a resource that is gone."""
        stack.up(exclusive(ADA))
        stack.world.there = False
        with pytest.raises(ProductGone):
            stack.refresh()

    @pytest.mark.parametrize("declare", [exclusive, shared])
    def test_an_address_that_answers_404_is_no_product_that_is_gone(
        self, stack: Stack, declare: Declare
    ) -> None:
        """Not even that its users hold no seat is read there."""
        stack.up(declare(ADA))
        stack.world.reachable = False
        with pytest.raises(NotFound) as caught:
            stack.refresh()
        assert not isinstance(caught.value, ProductGone)

    def test_a_state_without_a_product_says_what_to_do(self, world: World) -> None:
        """Nothing can be read of it."""
        with pytest.raises(InputError, match="remove it with pulumi state delete"):
            lifecycle.read(world.phase(), parse({"seats": ""}))
