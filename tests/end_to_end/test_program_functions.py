"""Programs that read the service while they run, in previews and in updates."""

from __future__ import annotations

import json

from tests.end_to_end.conftest import Start
from tests.end_to_end.programs import OFFICE, entry, people
from tests.end_to_end.runners import Runner
from tests.support.administrator import Administrator

HEAD = """\
import pulumi
from pulumi_microsoft_seats import *

WAITING = [f"user{number:05}@contoso.com" for number in range(20)]
"""

SIZED = f"""{HEAD}
[office] = [entry for entry in get_inventory() if entry.product.product_id == "9NBLGGH4R2R6"]
holders = {{seat.user for seat in get_seats("9NBLGGH4R2R6", "0016")}}
users = sorted(holders | set(WAITING[: office.available]))
SeatAssignment("office", product_id="9NBLGGH4R2R6", sku_id="0016", users=users)
pulumi.export("held by the first", len(get_user_seats(users[0])))
"""

LATER = f"""{HEAD}
office = SeatAssignment("office", product_id="9NBLGGH4R2R6", sku_id="0016", users=WAITING)
after = office.assigned_count.apply(lambda _: "9NBLGGH4R2R6")
pulumi.export("seats", get_seats_output(after, "0016").apply(len))
pulumi.export("free", get_inventory_output().apply(lambda all: all[0].available))
pulumi.export("of the first", get_user_seats_output(office.users[0]).apply(len))
"""


def stack_outputs(runner: Runner) -> dict[str, object]:
    """What the program exported, as text that both runners print."""
    if (runner.folder / ".pulumi-rehearsal.json").exists():
        state = json.loads(runner.state_text())
        outputs: dict[str, object] = state["outputs"]
        return outputs
    [stack] = [r for r in runner.resources() if r["type"] == "pulumi:pulumi:Stack"]
    found: dict[str, object] = stack["outputs"]
    return found


def test_a_roster_can_be_sized_from_what_is_free(
    start: Start, administrator: Administrator
) -> None:
    """Those who hold a seat keep it, and as many more as there are free ones get one."""
    world = {"inventory": [entry(seats=["zoe@contoso.com"], seat_capacity=4)]}
    runner = start(SIZED, world=world)
    runner.look()
    assert administrator.writes() == []
    runner.apply()
    assert administrator.holders(OFFICE) == {"zoe@contoso.com", *people(3)}


def test_an_output_form_waits_for_what_it_depends_on(start: Start) -> None:
    """Not known in the preview of a resource that is to be created; read after it was."""
    runner = start(LATER, world={"inventory": [entry(seat_capacity=50)]})
    runner.look()
    runner.apply()
    outputs = stack_outputs(runner)
    assert outputs["seats"] == 20
    # What depends on nothing that changes may be read before the seats are assigned, or after.
    assert outputs["free"] in {30, 50}
    assert outputs["of the first"] in {0, 1}
