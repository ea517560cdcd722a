"""`microsoft-seats check`: what is wrong with rosters, for a hook before each commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..domain.errors import RosterError
from ..domain.harmless import sayable
from ..domain.roster import fold, is_user_name, shown_fault
from ..domain.roster_csv import roster_lines
from ..domain.wording import counted
from .exit_codes import ExitCode, say
from .users_input import HOW_TO_NAME, UserColumn, read_roster, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECK_CODES = """\b
Examples:
  microsoft-seats check e3.csv
  microsoft-seats check users/*.csv --column Login
\b
Exit codes:
  0  no fault
  1  faults, a line each: file:line: what is wrong
  2  the command line is wrong
"""


def check(
    *,
    rosters: Annotated[
        list[str], typer.Argument(metavar="ROSTER", help="CSV files; - reads standard input.")
    ],
    column: UserColumn = None,
) -> None:
    """Say on which lines rosters are wrong.

    They are read as users_from_csv reads them; no service is called.
    """
    found = {file: list(_faults_in(file, column)) for file in rosters}
    for file, faults in found.items():
        for line, fault in faults:
            typer.echo(sayable(f"{source_of(file)}:{line}: {fault}"))
    count = sum(map(len, found.values()))
    if not count:
        say(f"No fault in {counted(len(found), 'roster')}.")
        return
    wrong = sum(map(bool, found.values()))
    say(f"{counted(count, 'fault')} in {wrong:,} of {counted(len(found), 'roster')}.")
    raise typer.Exit(ExitCode.ERROR)


def _faults_in(file: str, column: str | None) -> Iterator[tuple[int, str]]:
    """Each line that is wrong, and why; the first of a name that comes again is right."""
    first_lines: dict[str, int] = {}
    source = source_of(file)
    try:
        for line, value in roster_lines(read_roster(file), source, column, HOW_TO_NAME):
            first = first_lines.setdefault(fold(value), line)
            if not value:
                yield line, "no user principal name (user@domain); add one or remove the line."
            elif not is_user_name(value):
                said = shown_fault(value)
                yield line, f"{said}: no user principal name (user@domain); correct or remove it."
            elif first != line:
                yield line, f"{value} is on line {first} already; remove one of the two."
    except RosterError as error:
        yield error.line, str(error).removeprefix(f"{source} ")
