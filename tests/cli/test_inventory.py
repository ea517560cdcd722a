"""`microsoft-seats inventory`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.administrator import Administrator
from tests.support.literal_server import json_answer
from tests.support.literal_store import LiteralStore

from .conftest import Command

TABLE = """\
product id    sku id  license type  distribution policy  status   capacity  held  available  used
9NBLGGH4R2R6  0016    online        restricted           active          8     2          6  \
█████░░░░░░░░░░░░░░░ 25%
CFQ7TTC0K5DR  0002    online        open                 active      1,500     1      1,499
OFF           0001    offline       restricted           active          5     0          5  \
░░░░░░░░░░░░░░░░░░░░ 0%
OLD           0001    online        restricted           removed         5     0          5  \
░░░░░░░░░░░░░░░░░░░░ 0%
"""

CSV = """\
product_id,sku_id,license_type,distribution_policy,status,capacity,held,available
9NBLGGH4R2R6,0016,online,restricted,active,8,2,6
CFQ7TTC0K5DR,0002,online,open,active,1500,1,1499
OFF,0001,offline,restricted,active,5,0,5
OLD,0001,online,restricted,removed,5,0,5
"""


def test_the_table_counts_seats_and_shows_the_share_that_is_used(command: Command) -> None:
    """A product whose seats are assigned without limit has no bar."""
    shown = command("inventory")
    assert shown.stdout == TABLE
    assert shown.stderr == "4 products.\n"
    assert shown.code == 0


def test_csv_has_plain_numbers(command: Command) -> None:
    """Standard output is CSV and nothing else."""
    assert command("inventory", "--csv").stdout == CSV


def test_json_holds_every_field(command: Command) -> None:
    """With the moment of the last change, which the table leaves out."""
    first = json.loads(command("inventory", "--json").stdout)["products"][0]
    assert first.pop("last_modified")
    assert first == {
        "product_id": "9NBLGGH4R2R6",
        "sku_id": "0016",
        "license_type": "online",
        "distribution_policy": "restricted",
        "status": "active",
        "capacity": 8,
        "held": 2,
        "available": 6,
    }


def test_names_are_one_line_each(command: Command) -> None:
    """A line end in a name of the store does not break the table."""
    shown = command("inventory", "--names")
    assert "Office for all" in shown.lines[1]
    assert len(shown.lines) == 5


def test_a_product_without_a_name_in_the_language_has_none(command: Command) -> None:
    shown = command("inventory", "--names", "--language", "tlh", "--json")
    assert {entry["name"] for entry in json.loads(shown.stdout)["products"]} == {None}


def test_only_one_licence_type(command: Command, administrator: Administrator) -> None:
    """The service itself is asked for it."""
    shown = command("inventory", "--license-type", "offline", "--csv")
    assert [line.split(",")[0] for line in shown.lines[1:]] == ["OFF"]
    (request,) = [it for it in administrator.requests() if it["path"] == "/V1/Inventory"]
    assert request["query"] == "licenseTypes=offline"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--modified-since", "yesterday"], 1, "error: "),
        (["--json", "--csv"], 2, "--output, --json and --csv exclude each other."),
        (["--license-type", "free"], 2, "'free'"),
    ],
)
def test_wrong_options(command: Command, arguments: list[str], code: int, says: str) -> None:
    refused = command("inventory", *arguments)
    assert (refused.code, refused.stdout) == (code, "")
    assert says in refused.stderr


def test_settings_that_are_missing_are_one_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AZURE_CLIENT_SECRET")
    refused = command("inventory")
    assert (refused.code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("error: ")
    assert "AZURE_CLIENT_SECRET" in refused.stderr


def test_a_product_that_is_listed_twice_is_one(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was bought twice: its seats add up, here and where its holders are listed."""
    entries = [
        {"productKey": key, "seatCapacity": 10, "availableSeats": 8, "distributionPolicy": policy}
        for key, policy in [
            ({"productId": "9NBLGGH4R2R6", "skuId": "0016"}, "restricted"),
            ({"productId": "9nblggh4r2r6", "skuId": "0016"}, "Restricted"),
        ]
    ]
    answers = {
        "/Inventory": json_answer({"inventoryEntries": entries}),
        "/Inventory/9NBLGGH4R2R6/0016/Seats": json_answer({"seats": []}),
    }
    with LiteralStore(answers, tmp_path) as store:
        for name, value in store.environment.items():
            monkeypatch.setenv(name, value)
        shown = command("inventory", "--csv")
        listed = command("seats", "list", "9NBLGGH4R2R6/0016")
    assert shown.stdout.splitlines()[1:] == ["9NBLGGH4R2R6,0016,,restricted,,20,4,16"]
    assert shown.stderr == "1 product.\n"
    assert listed.stderr == "9NBLGGH4R2R6/0016: 0 seats held, 16 of 20 free.\n"
