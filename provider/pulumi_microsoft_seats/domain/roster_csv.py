"""Finding the users in a CSV: a directory export, or a list somebody keeps in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from .errors import RosterError
from .roster import fold, is_user_name, shown_fault
from .wording import counted, listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

USER_COLUMNS = ("userprincipalname", "upn", "user", "username", "email", "mail", "emailaddress")
"""Headings of a user column, the likeliest first, compared without case, spaces, `-` and `_`."""

_SEPARATORS = ",;\t"
_EXCEL_HINT = re.compile(r"sep=(?P<separator>[,;\t])\r?\n")


class _Row(NamedTuple):
    """A row's cells, stripped, and the number of the line it ends on, counted from 1."""

    line: int
    cells: tuple[str, ...]


def users_in_csv(
    text: str,
    source: str,
    column: str | None = None,
    how_to_name: str = "users_from_csv(path, column=…)",
) -> list[str]:
    """The user principal names in a CSV, in the file's order, spelled as there.

    The user column is the one named, else the first heading of `USER_COLUMNS`; a file whose first
    line already is a user, in one column, needs no heading. Blank lines and surrounding spaces do
    not matter; the separator may be a comma, a semicolon or a tab.

    Args:
        text: the file's content; a byte-order mark is skipped.
        source: what to call the file in an error.
        column: the user column's heading, where it is not a usual one.
        how_to_name: how whoever gave the file can name its user column, for an error.

    Raises:
        RosterError: it is no CSV, there is no user column, or lines of it hold no user principal
            name; it names the lines.
    """
    users: list[str] = []
    faults: list[str] = []
    for line, value in roster_lines(text, source, column, how_to_name):
        if is_user_name(value):
            users.append(value)
        else:
            faults.append(f"line {line} has {shown_fault(value) if value else 'none'}")
    if faults:
        raise RosterError(
            f"{source} has {counted(len(faults), 'line')} without a user principal name "
            f"(user@domain): {listing(faults)}; correct or remove "
            f"{'it' if len(faults) == 1 else 'them'}."
        )
    return users


def roster_lines(
    text: str, source: str, column: str | None, how_to_name: str
) -> Iterator[tuple[int, str]]:
    """What stands in the user column, name or not, each with its line, counted from 1.

    Args:
        text: the arguments of `users_in_csv`.
        source: the same.
        column: the same.
        how_to_name: the same.

    Raises:
        RosterError: it is no CSV, or there is no user column.
    """
    rows = _rows(text.removeprefix("\ufeff"), source, _headings(column))
    first = next(rows, None)
    if first is None:
        raise RosterError(f"{source} is empty: put a heading such as userPrincipalName in it.")
    index = _user_column(first.cells, column)
    if index is None and column is None and len(first.cells) == 1 and is_user_name(first.cells[0]):
        index, rows = 0, chain([first], rows)
    if index is None:
        asked = f"no column {column!r}" if column is not None else "no user column"
        headings = [heading for heading in first.cells if heading]
        raise RosterError(
            f"{source} has {asked} among its columns ({listing(headings)}): name the one that "
            f"holds user principal names, {how_to_name}.",
            line=first.line,
        )
    for line, cells in rows:
        yield line, cells[index] if index < len(cells) else ""


def _rows(text: str, source: str, headings: Sequence[str]) -> Iterator[_Row]:
    """The rows that hold anything, by the separator under which a user column is found."""
    hint = _EXCEL_HINT.match(text)
    if hint is not None:
        # A line that spreadsheets write for themselves; it counts as a line all the same.
        return _parsed("\n" + text[hint.end() :], hint["separator"], source)
    first = next((line for line in text.splitlines() if line.strip()), "")
    likeliest_first = sorted(_SEPARATORS, key=first.count, reverse=True)
    for separator in likeliest_first:
        if _known(_heading(text, separator, source), headings):
            return _parsed(text, separator, source)
    return _parsed(text, likeliest_first[0], source)


def _heading(text: str, separator: str, source: str) -> Sequence[str]:
    """The first row's cells, none when it cannot be read with this separator."""
    try:
        row = next(_parsed(text, separator, source), None)
    except RosterError:
        return ()
    return row.cells if row is not None else ()


def _parsed(text: str, separator: str, source: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            cells = tuple(map(str.strip, row))
            if any(cells):
                yield _Row(reader.line_num, cells)
    except csv.Error as error:
        raise RosterError(
            f"{source} cannot be read as CSV near line {reader.line_num} ({error}); look for a "
            "quotation mark that is not closed.",
            line=reader.line_num,
        ) from error


def _headings(column: str | None) -> Sequence[str]:
    return (_plain(column),) if column is not None else USER_COLUMNS


def _known(cells: Sequence[str], headings: Sequence[str]) -> bool:
    return any(_plain(cell) in headings for cell in cells)


def _user_column(cells: Sequence[str], column: str | None) -> int | None:
    names = [_plain(cell) for cell in cells]
    return next((names.index(name) for name in _headings(column) if name in names), None)


def _plain(heading: str) -> str:
    """A heading without what people vary: capitals, spaces, hyphens, underscores."""
    return fold(heading).translate({ord(mark): None for mark in " -_"})
