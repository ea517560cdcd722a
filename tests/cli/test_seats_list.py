"""`microsoft-seats seats list` and `microsoft-seats seats of`, of the Store."""

from __future__ import annotations

import json

import pytest

from tests.support.administrator import Administrator

from .conftest import MINECRAFT, OFFICE, Command


def test_everybody_who_holds_a_seat_by_name(command: Command, administrator: Administrator) -> None:
    """As the service spells the names, sorted; times to the second; counts beside the table."""
    dates = administrator.dates(OFFICE)
    shown = command("seats", "list", OFFICE)
    assert shown.lines == [
        "user               assigned at",
        f"Ada@contoso.com    {dates['ada@contoso.com'][:19]}Z",
        f"berta@contoso.com  {dates['berta@contoso.com'][:19]}Z",
    ]
    assert shown.stderr == "9NBLGGH4R2R6/0016: 2 seats held, 6 of 8 free.\n"
    assert shown.code == 0


def test_json_and_csv(command: Command, administrator: Administrator) -> None:
    date = administrator.dates(MINECRAFT)["carl@contoso.com"]
    shown = command("seats", "list", MINECRAFT, "--csv")
    assert shown.stdout == f"user,assigned_at\ncarl@contoso.com,{date}\n"
    assert shown.stderr == "CFQ7TTC0K5DR/0002: 1 seat held.\n"
    assert json.loads(command("seats", "list", MINECRAFT, "--json").stdout) == {
        "product": MINECRAFT,
        "product_id": "CFQ7TTC0K5DR",
        "sku_id": "0002",
        "capacity": 1500,
        "available": None,
        "seats": [{"user": "carl@contoso.com", "assigned_at": date}],
    }


def test_seats_of_a_user(command: Command, administrator: Administrator) -> None:
    """Of whatever product; capitals of the name do not matter."""
    administrator.assign(MINECRAFT, "ada@contoso.com")
    office = administrator.dates(OFFICE)["ada@contoso.com"]
    minecraft = administrator.dates(MINECRAFT)["ada@contoso.com"]
    store = ("--service", "store")
    shown = command("seats", "of", "ADA@contoso.com", "--csv", *store)
    assert shown.lines == [
        "product,held,assigned_at,disabled_plans",
        f"9NBLGGH4R2R6/0016,direct,{office},",
        f"CFQ7TTC0K5DR/0002,direct,{minecraft},",
    ]
    assert shown.stderr == "ADA@contoso.com holds 2 seats.\n"
    assert len(command("seats", "of", "ada@contoso.com", *store).lines) == 3
    assert json.loads(command("seats", "of", "dora@contoso.com", "--json").stdout) == {
        "user": "dora@contoso.com",
        "seats": [],
        "not_known": {},
    }


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["list", "NO/SUCH"], 1, "error: NO/SUCH is not in the inventory; see microsoft-seats"),
        (["list", "OFF/0001"], 1, "is not online-licensed"),
        (["list", "9NBLGGH4R2R6/"], 2, "'9NBLGGH4R2R6/' is not PRODUCT/SKU"),
        (["list", "spe_e"], 1, "the tenant does not have; the nearest that it has is SPE_E3."),
        (["list", "ORGANISATION"], 1, "is for companies and cannot be assigned to users"),
        (["list"], 2, "Missing argument"),
        (["of", "ada"], 1, "no user principal name (user@domain)"),
        (["of", "nobody@contoso.com"], 1, "There is no such user"),
    ],
)
def test_what_is_not_there(command: Command, arguments: list[str], code: int, says: str) -> None:
    """One sentence, nothing on standard output, and an exit code that tells why."""
    refused = command("seats", *arguments)
    assert (refused.code, refused.stdout) == (code, "")
    assert says in refused.stderr
