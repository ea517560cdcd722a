"""Answers as tables, as CSV that a spreadsheet can open, and as TSV."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from pulumi_microsoft_seats.cli import table_layout
from pulumi_microsoft_seats.cli.tables import Answer, Format, csv_of, text_of

KEY = "CFQ7TTC0LH0T-EXTRAORDINARILY-LONG-ONE/0001"
SKU = "MICROSOFT_ENTRA_SUITE_STEP_UP_FOR_MICROSOFT_ENTRA_ID_P2"
REASON = "the user has no usage location, without which nothing can be assigned"


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


def test_a_field_of_a_tsv_is_what_stands_between_two_tabs() -> None:
    """Nothing is quoted, so no cell has a tab or a line end; no spreadsheet computes one."""
    answer = Answer(("a", "b", "c"), [("two\tand\nthree", None, "=1")], {})
    assert text_of(answer, Format.TSV) == "a\tb\tc\ntwo and three\t\t'=1\n"


def _table(answer: Answer, width: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    console = Console(file=StringIO(), width=width, color_system=None)
    monkeypatch.setattr(table_layout, "console_on", lambda _stream: console)
    return table_layout.table_of(answer).splitlines()


def _held(*keys: str) -> Answer:
    return Answer(
        ("product", "status", "held", "reason"),
        [(key, "Enabled", 12, REASON) for key in keys],
        {},
        bars=[0.125] * len(keys),
        less=("status",),
        texts=("reason",),
    )


@pytest.mark.parametrize("width", [20, 80, 100, 120, 200])
def test_no_key_is_cut_and_no_word(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At any width; where that is too narrow for a key alone, the table is wider."""
    lines = _table(_held(KEY, SKU), width, monkeypatch)
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["product", KEY, SKU]
    said = " ".join(" ".join(lines).split())
    assert all(said.count(word) >= 2 for word in REASON.split())
    if width >= 80:
        assert max(map(len, lines)) <= width


def test_a_narrow_table_does_without_the_bar_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then without what matters less; texts are broken into lines last."""
    wide = _held("SPE_E3")
    assert _table(wide, 130, monkeypatch) == [
        f"product  status   held  {'reason':{len(REASON)}}  used",
        f"SPE_E3   Enabled    12  {REASON}  ██░░░░░░░░░░░░░░░░░░ 12.5%",
    ]
    assert _table(wide, 100, monkeypatch)[0] == "product  status   held  reason"
    assert _table(wide, 90, monkeypatch)[1] == f"SPE_E3     12  {REASON}"
    assert len(_table(wide, 60, monkeypatch)) == 3


def test_times_are_to_the_second_and_what_is_short_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a table, which people read; CSV and JSON have what the service says."""
    answer = Answer(("at", "free"), [("2026-09-30T08:15:00.1234567Z", -1200)], {})
    assert _table(answer, 80, monkeypatch)[1] == "2026-09-30T08:15:00Z  1,200 short"
