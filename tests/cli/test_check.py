"""`microsoft-seats check`: what is wrong with a roster, before it is committed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Command


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"Name;UPN\nAda;ada@contoso.com\n\n;\n", []),
        (
            b"user,team\nada@contoso.com,a\nada,a\n\n,b\nADA@contoso.com,b\n",
            [
                "3: 'ada': no user principal name (user@domain); correct or remove it.",
                "5: no user principal name (user@domain); add one or remove the line.",
                "6: ADA@contoso.com is on line 2 already; remove one of the two.",
            ],
        ),
        (
            b"\nName,Login\nAda,ada@contoso.com\n",
            [
                (
                    "2: has no user column among its columns (Name, Login): name the one that "
                    "holds user principal names, --column."
                )
            ],
        ),
        (b"user\n\xff\n", ["1: is not UTF-8 text; save it as CSV UTF-8."]),
        (
            b'user\nada@contoso.com\n"bob@contoso.com\n',
            [
                (
                    "3: cannot be read as CSV near line 3 (unexpected end of data); look for a "
                    "quotation mark that is not closed."
                )
            ],
        ),
    ],
)
def test_each_fault_is_a_line_with_file_and_line(
    command: Command, tmp_path: Path, content: bytes, faults: list[str]
) -> None:
    """As editors and pipelines read them; exit code 1 when there is one."""
    roster = tmp_path / "roster.csv"
    roster.write_bytes(content)
    done = command("check", str(roster))
    assert done.lines == [f"{roster}:{fault}" for fault in faults]
    assert done.code == bool(faults)


def test_every_roster_is_read_and_nothing_is_asked(command: Command, tmp_path: Path) -> None:
    """One that is missing keeps none of the others from being read, by the named column."""
    roster = tmp_path / "roster.csv"
    roster.write_text("Name,Login\nAda,ada\n", encoding="utf-8")
    done = command("check", str(tmp_path / "none.csv"), str(roster), "--column", "login")
    assert [line.partition(": ")[0] for line in done.lines] == [
        f"{tmp_path / 'none.csv'}:1",
        f"{roster}:2",
    ]
    assert done.stderr == "2 faults in 2 of 2 rosters.\n"


def test_a_name_that_the_output_has_no_letters_for_is_said_all_the_same(tmp_path: Path) -> None:
    """A pipe of Windows has a code page; what cannot be written in it is said by its number."""
    roster = tmp_path / "users.csv"
    roster.write_text("user\nłada@contoso.com\nłada@contoso.com\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pulumi_microsoft_seats", "check", roster.name],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    told = rb"users.csv:3: \u0142ada@contoso.com is on line 2 already; remove one of the two."
    assert (done.stdout.rstrip(), done.returncode) == (told, 1)
