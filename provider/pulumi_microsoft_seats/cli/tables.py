"""What a command answers with, on standard output: a table to read, JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.table import Table

from ..domain.harmless import json_harmless, sayable_lines, without_commands
from ..domain.roster import is_user_name
from ..domain.wording import one_line, percentage

Cell = str | int | None

AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Answer with CSV.")]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BAR_LENGTH = 20
_WIDTH_OF_A_FILE = 10_000


class Format(Enum):
    """How a command answers."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Answer:
    """A command's answer, in all its forms.

    Attributes:
        columns: their names, as the heading of the CSV; the table has spaces for underscores.
        rows: a cell for each column.
        document: what the JSON holds.
        bars: for each row a share, 0 to 1, that the table shows as a bar; None for a row without.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    document: object
    bars: Sequence[float | None] = ()


def format_of(*, as_json: bool, as_csv: bool) -> Format:
    """The form that was asked for.

    Raises:
        typer.BadParameter: two were.
    """
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other.")
    if as_json:
        return Format.JSON
    return Format.CSV if as_csv else Format.TABLE


def show(answer: Answer, form: Format) -> None:
    """Write an answer to standard output, JSON and CSV in UTF-8 whatever the machine's encoding."""
    if form is Format.TABLE:
        _show_table(answer)
    else:
        text = _json_of(answer) if form is Format.JSON else csv_of(answer.columns, answer.rows)
        typer.echo(text.encode("utf-8", "replace"), nl=False)


def console_on(stream: TextIO) -> Console:
    """A console that colours on a terminal alone, and reads no markup in what it is given."""
    return Console(
        file=stream,
        force_terminal=stream.isatty(),
        # A line that goes to a file or a pipe is not broken: it will be searched.
        width=None if stream.isatty() else _WIDTH_OF_A_FILE,
        markup=False,
        emoji=False,
        highlight=False,
    )


def csv_of(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """The rows as CSV, for spreadsheets as well.

    A text that a spreadsheet would take for a formula gets an apostrophe in front. User principal
    names stay as they are, because a list of them is read again: without spaces, brackets, quotes
    or pipes, none of them can be a formula that calls anything.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: Cell) -> Cell:
    if not isinstance(cell, str) or is_user_name(cell):
        return cell
    said = sayable_lines(cell)
    return f"'{said}" if said.startswith(_FORMULA) else said


def _json_of(answer: Answer) -> str:
    return json_harmless(json.dumps(answer.document, indent=2, ensure_ascii=False)) + "\n"


def _show_table(answer: Answer) -> None:
    console = console_on(sys.stdout)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, column in enumerate(answer.columns):
        counts = any(isinstance(row[number], int) for row in answer.rows)
        table.add_column(
            column.replace("_", " "), justify="right" if counts else "left", overflow="fold"
        )
    if answer.bars:
        table.add_column("used", no_wrap=True, overflow="ignore")
    for number, row in enumerate(answer.rows):
        bars = [_bar(answer.bars[number], console)] if answer.bars else []
        table.add_row(*map(_readable, row), *bars)
    with console.capture() as capture:
        console.print(table)
    lines = (line.rstrip() for line in capture.get().splitlines())
    # Each cell is harmless; a long one, broken into lines, may begin one with anything.
    typer.echo(without_commands("\n".join(lines)))


def _readable(cell: Cell) -> str:
    if cell is None:
        return "-"
    return f"{cell:,}" if isinstance(cell, int) else one_line(cell)


def _bar(share: float | None, console: Console) -> str:
    if share is None:
        return ""
    full = round(min(max(share, 0.0), 1.0) * _BAR_LENGTH)
    used, free = "#." if console.options.ascii_only else "█░"
    return f"{used * full}{free * (_BAR_LENGTH - full)} {percentage(round(share, 2))}"
