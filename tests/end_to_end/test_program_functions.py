"""Programs that read the service while they run, in previews and in updates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.rehearsal import Rehearsal
from tests.end_to_end.conftest import PROJECT, Start, write_program
from tests.end_to_end.licences import sku, tenant, written
from tests.end_to_end.programs import OFFICE, entry, people
from tests.end_to_end.runners import Runner
from tests.support.administrator import Administrator
from tests.support.literal_server import json_answer
from tests.support.literal_store import LiteralStore

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


def held(administrator: Administrator, users: list[str], **fields: object) -> None:
    """Put an inventory entry in place of whatever there is."""
    administrator.set_world({"inventory": [entry(OFFICE, seats=users, **fields)]})


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
    held(administrator, ["zoe@contoso.com"], seat_capacity=4)
    runner = start(SIZED)
    preview = runner.preview()
    assert preview.ok, preview.text
    assert administrator.writes() == []
    done = runner.up()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == {"zoe@contoso.com", *people(3)}


def test_an_output_form_waits_for_what_it_depends_on(
    start: Start, administrator: Administrator
) -> None:
    """Not known in the preview of a resource that is to be created; read after it was."""
    held(administrator, [], seat_capacity=50)
    runner = start(LATER)
    preview = runner.preview()
    assert preview.ok, preview.text
    done = runner.up()
    assert done.ok, done.text
    outputs = stack_outputs(runner)
    assert outputs["seats"] == 20
    # What depends on nothing that changes may be read before the seats are assigned, or after.
    assert outputs["free"] in {30, 50}
    assert outputs["of the first"] in {0, 1}


def test_the_stacks_configuration_reaches_the_program_in_a_rehearsal(
    tmp_path: Path, emulator: Emulator, administrator: Administrator
) -> None:
    """With nothing in the environment but what is not of this package."""
    held(administrator, people(3))
    (tmp_path / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
    write_program(
        tmp_path, f"{HEAD}\npulumi.export('seats', len(get_seats('9NBLGGH4R2R6', '0016')))\n"
    )
    names = {
        "tenantId": "AZURE_TENANT_ID",
        "clientId": "AZURE_CLIENT_ID",
        "clientSecret": "AZURE_CLIENT_SECRET",
        "authority": "AZURE_AUTHORITY_HOST",
        "baseUrl": "MICROSOFT_SEATS_BASE_URL",
        "caBundle": "MICROSOFT_SEATS_CA_BUNDLE",
    }
    config = {f"microsoft-seats:{key}": emulator.environment[of] for key, of in names.items()}
    result = Rehearsal(tmp_path, config=config).up()
    assert result.ok, result.text
    assert result.outputs == {"seats": 3}


def test_the_members_of_a_group_are_declared(
    start: Start, emulator: Emulator, administrator: Administrator
) -> None:
    """A preview says who of them gains a licence; who is in a group of theirs is told of."""
    groups = [{"name": "Sales", "members": people(3), "groups": ["Interns"]}, {"name": "Interns"}]
    administrator.set_world(tenant(people(3), sku(direct=people(1)), groups=groups))
    granted = ["LicenseAssignment.ReadWrite.All", "User.Read.All", "GroupMember.Read.All"]
    administrator.inject({"fault": "permissions", "granted": granted})
    declared = "LicenseAssignment('e3', sku='SPE_E3', users=users_from_group('sales'))\n"
    held = "pulumi.export('held', [each.user for each in get_license_holders('SPE_E3')])\n"
    preview = start(f"{HEAD}\n{declared}{held}").preview()
    assert preview.ok, preview.text
    assert "of the + lines, 1 user holds a seat already: user00000@contoso.com" in preview.text
    assert "1 group is in the group 'Sales', whose members are not taken: Interns" in preview.text
    assert written(emulator) == []


@pytest.fixture
def literal_store(tmp_path: Path) -> Iterator[LiteralStore]:
    """A store that knows one product by name."""
    key = {"productId": "9NBLGGH4R2R6", "skuId": "0016"}
    listed = {"productKey": key, "seatCapacity": 5, "availableSeats": 5, "licenseType": "online"}
    product = "/Products/9NBLGGH4R2R6/0016"
    answers = {
        "/Inventory": json_answer({"inventoryEntries": [listed]}),
        product: json_answer({"productKey": key}),
        f"{product}/LocalizedDetails/en-us": json_answer({"displayName": "Contoso Office"}),
    }
    with LiteralStore(answers, tmp_path) as store:
        yield store


def test_a_product_is_looked_up_by_name(start: Start, literal_store: LiteralStore) -> None:
    """With one sign-in."""
    program = f"{HEAD}\npulumi.export('id', get_product_output(name='contoso office').product_id)\n"
    runner = start(program, **literal_store.environment)
    done = runner.up()
    assert done.ok, done.text
    assert stack_outputs(runner) == {"id": "9NBLGGH4R2R6"}
    assert literal_store.sign_ins == 2, (
        "one for the preview's run of the program, one for the update's"
    )
