"""CSV that a spreadsheet can open without computing anything."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.cli.tables import csv_of


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ('say "hi", all', '"say ""hi"", all"'),
        ("two\nlines", '"two\nlines"'),
        ("-ada@contoso.com", "-ada@contoso.com"),
        ("=ada@contoso.com!A1", "'=ada@contoso.com!A1"),
        (-3, "-3"),
        (None, ""),
    ],
)
def test_a_cell(cell: str | int | None, written: str) -> None:
    """User principal names and numbers stay, so that they can be read again."""
    assert csv_of(["a", "b"], [["x", cell]]) == f"a,b\nx,{written}\n"
