"""The users that a command is about: from its arguments, a file or standard input."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ..domain.errors import RosterError
from ..domain.roster import fold, roster_from
from ..domain.roster_csv import users_in_csv
from ..domain.wording import counted, listing
from .exit_codes import say

STANDARD_INPUT = "-"
HOW_TO_NAME = "--column"

UserArguments = Annotated[
    list[str] | None,
    typer.Argument(metavar="USER", help="User principal names; - reads standard input."),
]
UserFile = Annotated[
    str | None,
    typer.Option(
        "--file", "-f", help="CSV with a column of users, or a user a line; - reads standard input."
    ),
]
UserColumn = Annotated[
    str | None, typer.Option("--column", help="Heading of the file's user column.")
]


def named_users(
    arguments: Sequence[str] | None, file: str | None, column: str | None
) -> Mapping[str, str]:
    """Each user once: the folded name, and the spelling that came first, in the order given.

    Raises:
        RosterError: a name is none, or the file cannot be read.
        typer.BadParameter: no users are named, or in two ways.
    """
    if arguments and file is not None:
        raise typer.BadParameter("Name users as arguments or with --file, not both.")
    if list(arguments or ()) == [STANDARD_INPUT]:
        arguments, file = None, STANDARD_INPUT
    if file is None and column is not None:
        raise typer.BadParameter("--column is about a file: name one with --file.")
    if not arguments and file is None:
        raise typer.BadParameter("Name users as arguments, or a file of them with --file.")
    users = _in_file(file, column) if file is not None else list(arguments or ())
    _say_duplicates(roster_from(users).duplicates)
    spelled: dict[str, str] = {}
    for user in users:
        spelled.setdefault(fold(user), user.strip())
    return spelled


def read_roster(file: str) -> str:
    """The text of a file of users, `-` for standard input.

    Raises:
        RosterError: it cannot be read.
    """
    source = source_of(file)
    try:
        return (
            sys.stdin.buffer.read() if file == STANDARD_INPUT else Path(file).read_bytes()
        ).decode()
    except UnicodeDecodeError as error:
        raise RosterError(f"{source} is not UTF-8 text; save it as CSV UTF-8.") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise RosterError(f"{source} cannot be read: {reason}; check the path.") from error


def source_of(file: str) -> str:
    """What an error calls a file of users."""
    return "standard input" if file == STANDARD_INPUT else file


def _in_file(file: str, column: str | None) -> list[str]:
    return users_in_csv(read_roster(file), source_of(file), column, how_to_name=HOW_TO_NAME)


def _say_duplicates(duplicates: Sequence[Sequence[str]]) -> None:
    if duplicates:
        said = [" = ".join(spellings) for spellings in duplicates]
        say(
            f"{counted(len(said), 'user is', 'users are')} named more than once and counted once: "
            f"{listing(said)}."
        )
