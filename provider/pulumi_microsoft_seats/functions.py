"""Functions a program calls while it runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .domain.errors import RosterError
from .domain.roster_csv import users_in_csv
from .outcome import stop

if TYPE_CHECKING:
    import os


def users_from_csv(path: str | os.PathLike[str], column: str | None = None) -> list[str]:
    """The users in a CSV file, for `SeatAssignment(users=…)`.

    Finds the column that holds user principal names by its heading; tolerates a byte-order mark,
    blank lines, surrounding spaces, and commas, semicolons or tabs as separators.

    Args:
        path: the file, relative to the program's working directory.
        column: the heading of the user column, where it is not a usual one such as
            `userPrincipalName`, `user` or `email`.

    Raises:
        pulumi.RunError: the file cannot be read, has no user column, or lines of it hold no user
            principal name; it names the lines.
    """
    source = Path(path)
    try:
        return users_in_csv(source.read_text(encoding="utf-8"), source.name, column)
    except UnicodeDecodeError:
        stop(f"{source} is not UTF-8 text; save it as CSV UTF-8.")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        stop(f"{source} cannot be read: {reason}; check the path.")
    except RosterError as error:
        stop(str(error))
