"""Finding the users in a CSV: a directory export, or a list somebody keeps in a spreadsheet."""

from __future__ import annotations

import csv
import io

from .errors import RosterError
from .roster import is_user_name
from .wording import counted, listing

USER_COLUMNS = ("userprincipalname", "upn", "user", "username", "email", "mail", "emailaddress")
"""Headings of a user column, the likeliest first, compared without case, spaces, `-` and `_`."""

_SEPARATORS = (",", ";", "\t")


def users_in_csv(text: str, source: str, column: str | None = None) -> list[str]:
    """The user principal names in a CSV, in the file's order, spelled as there.

    The user column is the one named, else the first heading of `USER_COLUMNS`; a file whose first
    line already is a user, in one column, needs no heading. Blank lines and surrounding spaces do
    not matter; the separator may be a comma, a semicolon or a tab.

    Args:
        text: the file's content; a byte-order mark is skipped.
        source: what to call the file in an error.
        column: the user column's heading, where it is not a usual one.

    Raises:
        RosterError: there is no user column, or lines of it hold no user principal name; it names
            the lines.
    """
    lines = _lines(text.removeprefix("\ufeff"))
    if not lines:
        raise RosterError(f"{source} is empty: put a heading such as userPrincipalName in it.")
    index, rows = _user_column(lines, source, column)
    users: list[str] = []
    faults: list[str] = []
    for number, row in rows:
        value = row[index] if index < len(row) else ""
        if is_user_name(value):
            users.append(value)
        else:
            faults.append(f"line {number} has {value!r}" if value else f"line {number} has none")
    if faults:
        raise RosterError(
            f"{source} has {counted(len(faults), 'line')} without a user principal name "
            f"(user@domain): {listing(faults)}; correct or remove "
            f"{'it' if len(faults) == 1 else 'them'}."
        )
    return users


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, stripped, each with the number of the line it ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    rows = ((reader.line_num, [cell.strip() for cell in row]) for row in reader)
    return [(number, row) for number, row in rows if any(row)]


def _separator(text: str) -> str:
    """The separator that the first line with any content uses most."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=first.count)


def _user_column(
    lines: list[tuple[int, list[str]]], source: str, column: str | None
) -> tuple[int, list[tuple[int, list[str]]]]:
    """The user column's index and the rows below the heading."""
    heading = lines[0][1]
    names = [_plain(cell) for cell in heading]
    wanted = (_plain(column),) if column is not None else USER_COLUMNS
    for name in wanted:
        if name in names:
            return names.index(name), lines[1:]
    if column is None and len(heading) == 1 and is_user_name(heading[0]):
        return 0, lines
    asked = f"no column {column!r}" if column is not None else "no user column"
    raise RosterError(
        f"{source} has {asked} among its columns ({listing(heading)}): name the one that holds "
        "user principal names, users_from_csv(path, column=…)."
    )


def _plain(heading: str) -> str:
    """A heading without what people vary: capitals, spaces, hyphens, underscores."""
    return heading.strip().lower().translate({ord(mark): None for mark in " -_"})
