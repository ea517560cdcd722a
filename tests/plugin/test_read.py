"""What a refresh, or `SeatAssignment.get`, finds."""

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
    both,
    exclusive,
    shared,
)


def test_an_exclusive_assignment_reads_every_seat_as_outputs_and_inputs(
    stack: Stack, said: list[str]
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


def test_a_shared_assignment_reads_only_its_own_seats(stack: Stack) -> None:
    """Those in state that are still held."""
    stack.up(shared(ADA, BOB))
    stack.world.take(BOB)
    stack.world.give(ZOE)
    stack.refresh()
    assert (stack.outputs["seats"], stack.outputs["assigned_count"]) == (f"{ADA}\n", 1)
    assert stack.inputs["seats"] == f"{ADA}\n"


def test_reading_without_owning_finds_every_seat(world: World) -> None:
    """Only product and SKU are given then."""
    world.give(ZOE, ADA)
    properties = {"product_id": "9NBLGGH4R2R6", "sku_id": "0016", "seats": None}
    outputs, inputs = lifecycle.read(world.phase(), parse(properties))
    assert (outputs["seats"], outputs["assigned_count"]) == (f"{ADA}\n{ZOE}\n", 2)
    assert inputs["seats"] == f"{ADA}\n{ZOE}\n"
    assert world.calls == []


def test_failures_outlive_a_refresh(stack: Stack) -> None:
    """What they are about has not been tried again."""
    stack.world.refused = {BOB: "User not found"}
    stack.up(exclusive(ADA, BOB))
    stack.refresh()
    assert stack.outputs["failures"] == {BOB: "User not found"}


@both
@pytest.mark.parametrize(("lacks", "error"), [("there", ProductGone), ("reachable", NotFound)])
def test_a_product_is_gone_only_where_the_inventory_lacks_it(
    stack: Stack, declare: Declare, lacks: str, error: type[Exception]
) -> None:
    """An address that answers 404 to everything says nothing, not even that nobody holds a seat."""
    stack.up(declare(ADA))
    setattr(stack.world, lacks, False)
    with pytest.raises(NotFound) as caught:
        stack.refresh()
    assert type(caught.value) is error


def test_a_state_without_a_product_says_what_to_do(world: World) -> None:
    """Nothing can be read of it."""
    with pytest.raises(InputError, match="remove it with pulumi state delete"):
        lifecycle.read(world.phase(), parse({"seats": ""}))
