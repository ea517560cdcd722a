"""The directory: the users that every service knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .spelling import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

SCHEMA = """
CREATE TABLE directory (id INTEGER PRIMARY KEY);
CREATE TABLE directory_user (
    user_key TEXT PRIMARY KEY,
    user_name TEXT NOT NULL,
    position INTEGER NOT NULL
) WITHOUT ROWID;
"""


class Directory:
    """The users in the database; without any directory a service may know every name."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def is_kept(self) -> bool:
        """Whether there is a directory, be it one of nobody."""
        return bool(self._database.execute("SELECT count(*) FROM directory").fetchone()[0])

    def users(self) -> tuple[str, ...] | None:
        """The users as they are spelled, in the seed's order; None when any name is known."""
        query = "SELECT user_name FROM directory_user ORDER BY position"
        names = tuple(name for (name,) in self._database.execute(query))
        return names if self.is_kept() else None

    def replace(self, users: Sequence[str] | None) -> None:
        """Forget everybody, and know these; None, to know any name."""
        self._database.execute("DELETE FROM directory_user")
        self._database.execute("DELETE FROM directory")
        if users is None:
            return
        self._database.execute("INSERT INTO directory VALUES (1)")
        self._database.executemany(
            "INSERT INTO directory_user VALUES (?, ?, ?)",
            ((fold(user), user, place) for place, user in enumerate(users)),
        )

    def knows(self, user: str) -> bool:
        """Whether the directory lists `user`; without a directory everybody is known."""
        known = self._database.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM directory)"
            " OR EXISTS (SELECT 1 FROM directory_user WHERE user_key = ?)",
            (fold(user),),
        ).fetchone()[0]
        return bool(known)
