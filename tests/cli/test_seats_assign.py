"""`microsoft-seats seats assign`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.administrator import Administrator

from .conftest import MINECRAFT, OFFICE, Command, bulk_calls

TWO_AND_ONE_WHO_HOLDS_ONE = ("ADA@contoso.com", "carl@contoso.com", "dora@contoso.com")

PLANNED = """\
9NBLGGH4R2R6/0016: 2 users will gain a seat: carl@contoso.com, dora@contoso.com.
9NBLGGH4R2R6/0016: 1 user holds a seat already: ADA@contoso.com.
9NBLGGH4R2R6/0016: 2 → 4 held, 6 → 4 of 8 free.
"""


def test_it_says_what_will_happen_does_it_and_names_whom_it_changed(
    command: Command, administrator: Administrator
) -> None:
    done = command("seats", "assign", OFFICE, *TWO_AND_ONE_WHO_HOLDS_ONE, "--yes")
    assert done.lines == [
        "user              outcome   reason",
        "carl@contoso.com  assigned  -",
        "dora@contoso.com  assigned  -",
    ]
    assert done.stderr == PLANNED + "9NBLGGH4R2R6/0016: 2 seats assigned.\n"
    assert done.code == 0
    assert bulk_calls(administrator) == [("assign", ["carl@contoso.com", "dora@contoso.com"])]


def test_without_a_terminal_and_without_yes_nothing_is_changed(
    command: Command, administrator: Administrator
) -> None:
    """The plan is said all the same; the exit code is one of its own."""
    refused = command("seats", "assign", OFFICE, *TWO_AND_ONE_WHO_HOLDS_ONE, stdin="y\n")
    assert refused.stderr == PLANNED + (
        "error: There is no terminal to ask at, so nothing was changed; add --yes to go ahead.\n"
    )
    assert (refused.code, refused.stdout) == (4, "")
    assert administrator.writes() == []


def test_a_dry_run_changes_nothing_and_asks_nothing(
    command: Command, administrator: Administrator
) -> None:
    shown = command("seats", "assign", OFFICE, *TWO_AND_ONE_WHO_HOLDS_ONE, "--dry-run", "--csv")
    assert shown.stdout == (
        "user,outcome,reason\n"
        "ADA@contoso.com,unchanged,holds a seat already\n"
        "carl@contoso.com,would be assigned,\n"
        "dora@contoso.com,would be assigned,\n"
    )
    assert "2 users would gain a seat: carl@contoso.com, dora@contoso.com." in shown.stderr
    assert shown.code == 0
    assert administrator.writes() == []


def test_who_holds_a_seat_already_is_nothing_to_do(
    command: Command, administrator: Administrator
) -> None:
    """Exit code 0 with no question, also without --yes: a script may run it again."""
    done = command("seats", "assign", OFFICE, "ada@contoso.com")
    assert done.stdout == ""
    assert done.stderr == (
        "9NBLGGH4R2R6/0016: 1 user holds a seat already: ada@contoso.com.\nNothing to do.\n"
    )
    assert done.code == 0
    assert administrator.writes() == []


def test_some_users_fail_and_the_others_are_served(
    command: Command, administrator: Administrator
) -> None:
    """Both are said, the failures with the service's reason, and the exit code is 3."""
    done = command(
        *("seats", "assign", OFFICE, "Nobody@contoso.com", "dora@contoso.com", "--yes", "--json")
    )
    assert json.loads(done.stdout) == {
        "product": OFFICE,
        "product_id": "9NBLGGH4R2R6",
        "sku_id": "0016",
        "action": "assign",
        "dry_run": False,
        "users": [
            {"user": "Nobody@contoso.com", "outcome": "failed", "reason": "User not found"},
            {"user": "dora@contoso.com", "outcome": "assigned", "reason": None},
        ],
    }
    assert done.stderr.splitlines()[-2:] == [
        "9NBLGGH4R2R6/0016: 1 seat assigned.",
        (
            "error: 1 user was not served: User not found (Nobody@contoso.com); correct the cause "
            "and run again, which retries only what is missing."
        ),
    ]
    assert done.code == 3
    assert "dora@contoso.com" in administrator.holders(OFFICE)


def test_too_few_free_seats_are_seen_before_anything_is_changed(
    command: Command, administrator: Administrator
) -> None:
    users = [f"user{number:02}@contoso.com" for number in range(7)]
    refused = command("seats", "assign", OFFICE, *users, "--yes")
    assert (refused.code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("error: 9NBLGGH4R2R6/0016 is 1 seat short")
    assert administrator.writes() == []


def test_users_of_a_file_go_in_calls_of_25(
    command: Command, administrator: Administrator, tmp_path: Path
) -> None:
    """60 users of a directory export, whose column is found by its heading."""
    users = [f"user{number:02}@contoso.com" for number in range(60)]
    export = tmp_path / "staff.csv"
    rows = "".join(f"{user};x\r\n" for user in users)
    export.write_text(f"\ufeffUserPrincipalName;Office\r\n{rows}", encoding="utf-8")
    done = command("seats", "assign", MINECRAFT, "--file", str(export), "--yes", "--csv")
    assert done.code == 0
    assert sorted(len(names) for _, names in bulk_calls(administrator)) == [10, 25, 25]
    assert administrator.holders(MINECRAFT) == {*users, "carl@contoso.com"}
    assert len(done.lines) == 61


def test_what_a_list_says_can_be_given_back(command: Command, administrator: Administrator) -> None:
    """`seats list --csv` of one product is what `seats assign` of another reads."""
    listed = command("seats", "list", OFFICE, "--csv").stdout
    done = command("seats", "assign", MINECRAFT, "--file", "-", "--yes", stdin=listed)
    assert done.code == 0
    assert bulk_calls(administrator) == [("assign", ["ada@contoso.com", "berta@contoso.com"])]


def test_a_user_named_twice_counts_once(command: Command, administrator: Administrator) -> None:
    names = ("dora@contoso.com", "DORA@contoso.com")
    done = command("seats", "assign", OFFICE, *names, "--yes", "--csv")
    assert done.lines == ["user,outcome,reason", "dora@contoso.com,assigned,"]
    assert (
        "1 user is named more than once and counted once: dora@contoso.com = DORA@contoso.com."
        in done.stderr
    )
    assert bulk_calls(administrator) == [("assign", ["dora@contoso.com"])]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "Name users as arguments, or a file of them with --file."),
        (["a@contoso.com", "--file", "x.csv"], 2, "not both"),
        (["a@contoso.com", "--column", "upn"], 2, "--column is about a file"),
        (["dora"], 1, "1 entry of users is no user principal name (user@domain): users[0] is"),
        (["--file", "no.csv"], 1, "error: no.csv cannot be read: No such file or directory"),
    ],
)
def test_users_that_are_none(
    command: Command, administrator: Administrator, arguments: list[str], code: int, says: str
) -> None:
    """Nothing is sent before all of them are names."""
    refused = command("seats", "assign", OFFICE, *arguments, "--yes")
    assert (refused.code, refused.stdout) == (code, "")
    assert says in refused.stderr
    assert administrator.requests() == []


def test_a_file_of_users_that_is_none(command: Command) -> None:
    refused = command("seats", "assign", OFFICE, "-", "--yes", stdin="user\nDora\n")
    assert refused.code == 1
    assert "standard input has 1 line without a user principal name" in refused.stderr


def test_a_file_with_a_heading_alone_is_nothing_to_do(command: Command) -> None:
    done = command("seats", "assign", OFFICE, "-", "--yes", stdin="user\n")
    assert done.code == 0
    assert done.stderr == "9NBLGGH4R2R6/0016: no users are named.\nNothing to do.\n"
