"""The fleet of examples/: one loop over a table, one summary, and no stack that stops another."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from examples.fleet.__main__ import Result, Row, read_table, reason_of, reviewed, summary
from pulumi.automation import CommandError, CommandResult

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.emulator.authority import DEFAULT_TENANT
from tests.end_to_end.conftest import needs_engine
from tests.support.administrator import Administrator
from tests.support.pulumi_cli import BACKEND, QUICK_PIP, cli_environment

FLEET = Path(__file__).parents[2] / "examples" / "fleet"
HEADING = "stack,tenant,sku,users\n"
OFFICE = Row("office", "contoso.com", "A", Path("office.csv"))
SCHOOL = Row("school", "contoso.com", "B", Path("school.csv"))


def test_a_row_of_the_table_is_a_stack(tmp_path: Path) -> None:
    """Rosters are beside the table; one SKU may be in two tenants, and a table from Excel."""
    table = tmp_path / "stacks.csv"
    rows = "office,contoso.com,A,office.csv\nattic,fabrikam.com,A,attic.csv\n"
    table.write_text(HEADING + rows, encoding="utf-8-sig")
    assert read_table(table) == [
        Row("office", "contoso.com", "A", tmp_path / "office.csv"),
        Row("attic", "fabrikam.com", "A", tmp_path / "attic.csv"),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("office,fabrikam.com,B,b.csv", "stack office stands twice"),
        ("attic,Contoso.com,a,b.csv", "office and attic both declare a"),
    ],
)
def test_rows_that_would_take_each_others_licences_are_refused(
    tmp_path: Path, row: str, said: str
) -> None:
    table = tmp_path / "stacks.csv"
    table.write_text(f"{HEADING}office,contoso.com,A,office.csv\n{row}\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=said):
        read_table(table)


def test_the_summary_says_who_gains_and_loses_and_what_went_wrong() -> None:
    """Of many users the first ten; of secret ones that nobody knows."""
    many = [f"u{number:02}" for number in range(12)]
    shown = summary(
        [
            Result(OFFICE, "changes", many, ["zoe"]),
            Result(SCHOOL, "refused", None, None, "too many seats"),
        ]
    )
    assert shown.splitlines() == [
        "stack   sku  gains  losses  outcome",
        "office  A    12     1       changes",
        "school  B    ?      ?       refused",
        *(f"office: + {user}" for user in many[:10]),
        "office: and 3 more",
        "school: refused: too many seats",
    ]


def test_a_refusal_comes_with_the_command_that_approves_it() -> None:
    refused = {"refusal": "Too many.", "approve": "pulumi config set microsoft-seats:approve 95ee"}
    review = {"verdict": "refused", "assignments": [refused], "errors": ["preview failed"]}
    reason = reviewed(OFFICE, review).reason
    assert reason.startswith(f"Too many.; to approve exactly this, run: {refused['approve']} --st")
    assert " --stack office --cwd " in reason


def test_a_failure_is_told_in_a_line() -> None:
    said = "error: the stack is locked\n  by ada\nerror: update failed\nerror: the stack is locked"
    error = CommandError(CommandResult("", said, 255))
    assert reason_of(error) == "the stack is locked; update failed"


@pytest.mark.release  # its README runs it as a reader does
@needs_engine
def test_up_changes_the_stacks_that_may_and_leaves_the_others(
    tmp_path: Path, emulator: Emulator, administrator: Administrator
) -> None:
    """The first has no roster, and the second is served.

    The folder is one to copy: it runs from anywhere.
    """
    licenses = [{"sku_part_number": "A", "enabled": 9}]
    administrator.set_world({"users": ["ada@contoso.com"], "licenses": licenses})
    rows = f"attic,{DEFAULT_TENANT},C,none.csv\noffice,{DEFAULT_TENANT},A,a.csv\n"
    (tmp_path / "stacks.csv").write_text(HEADING + rows, encoding="utf-8")
    (tmp_path / "a.csv").write_text("userPrincipalName\nada@contoso.com\n", encoding="utf-8")
    (tmp_path / BACKEND).mkdir()
    shutil.copytree(FLEET, tmp_path / "fleet", ignore=shutil.ignore_patterns("Pulumi.*.yaml"))
    done = subprocess.run(
        [sys.executable, "-m", "fleet", "--up", "--table", "stacks.csv"],
        cwd=tmp_path,
        env=cli_environment(tmp_path, emulator.environment | {"PYTHONPATH": str(QUICK_PIP)}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    _, *table = done.stdout.splitlines()
    assert [line.split()[-1] for line in table[:2]] == ["broken", "done"]
    assert "none.csv cannot be read: No such file or directory" in done.stdout
    assert emulator.license_holders("A") == {"ada@contoso.com"}
