"""What a command answers with, on standard output: a table to read, JSON, CSV or TSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from enum import Enum
from typing import Annotated

import typer

from ..domain.harmless import json_harmless, sayable_lines
from ..domain.roster import is_user_name
from .answer import Answer, Cell

__all__ = [
    "Answer",
    "AsCsv",
    "AsJson",
    "Cell",
    "Format",
    "Output",
    "csv_of",
    "format_of",
    "show",
    "text_of",
]


class Format(str, Enum):
    """How a command answers."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"


Output = Annotated[
    Format | None,
    typer.Option("--output", "-o", help="How to answer; with a table, if nothing is said."),
]
AsJson = Annotated[bool, typer.Option("--json", help="The same as --output json.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="The same as --output csv.")]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def format_of(output: Format | None, *, as_json: bool, as_csv: bool) -> Format:
    """The form that was asked for.

    Raises:
        typer.BadParameter: two were.
    """
    asked = {output} if output else set()
    asked |= {form for form, is_it in ((Format.JSON, as_json), (Format.CSV, as_csv)) if is_it}
    if len(asked) > 1:
        raise typer.BadParameter("--output, --json and --csv exclude each other.")
    return asked.pop() if asked else Format.TABLE


def show(answer: Answer, form: Format) -> None:
    """Write an answer to standard output, all but tables in UTF-8 whatever the encoding here is."""
    if form is Format.TABLE:
        from .table_layout import table_of  # noqa: PLC0415 - imports rich

        typer.echo(table_of(answer))
        return
    typer.echo(text_of(answer, form).encode("utf-8", "replace"), nl=False)


def text_of(answer: Answer, form: Format) -> str:
    """An answer as JSON, CSV or TSV."""
    if form is Format.JSON:
        return json_harmless(json.dumps(answer.document, indent=2, ensure_ascii=False)) + "\n"
    if form is Format.CSV:
        return csv_of(answer.columns, answer.rows)
    rows = [answer.columns, *([_harmless(cell) for cell in row] for row in answer.rows)]
    return "".join("\t".join(map(_in_a_field, row)) + "\n" for row in rows)


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


def _in_a_field(cell: Cell) -> str:
    """A cell of a TSV, which has no quotes: a field is what stands between two tabs."""
    return "" if cell is None else " ".join(str(cell).split())
