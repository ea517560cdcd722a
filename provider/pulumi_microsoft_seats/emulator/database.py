"""The emulator's SQLite database: in memory, or a file that survives a restart."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .emulator_error import EmulatorError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# "SEAT" in ASCII: tells a database of the emulator from any other SQLite file.
_APPLICATION_ID = 0x53454154
_VERSION = 2


def open_database(path: Path | None, schema: str) -> sqlite3.Connection:
    """Open the database, and make its tables when it is new.

    The connection may be used from one thread after another, never from two at once: the server's
    thread is the only one that uses it while the server runs.

    Args:
        path: The file; None keeps everything in memory.
        schema: The SQL that makes the tables.

    Raises:
        EmulatorError: The file cannot be used, or belongs to something else.
    """
    try:
        connection = sqlite3.connect(
            ":memory:" if path is None else path,
            timeout=1,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise EmulatorError(
            f"The data file {path} cannot be opened: {error}; check the path.",
        ) from error
    try:
        _prepare(connection, path, schema)
    except sqlite3.Error as error:
        connection.close()
        raise EmulatorError(
            f"The data file {path} cannot be used: {error}; name another file, or stop the "
            "emulator that has it open.",
        ) from error
    except EmulatorError:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path | None, schema: str) -> None:
    # Exclusive: a second emulator on the same file is told so at once, rather than mixing in.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    is_new = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not is_new:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if application != _APPLICATION_ID or version != _VERSION:
            raise EmulatorError(
                f"The data file {path} was not written by this version of the emulator; name "
                "another file.",
            )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    if is_new:
        numbers = f"PRAGMA application_id = {_APPLICATION_ID}; PRAGMA user_version = {_VERSION};"
        connection.executescript(f"BEGIN EXCLUSIVE; {schema} {numbers} COMMIT;")
    # Takes the lock now: SQLite would otherwise wait for the first write.
    connection.executescript("BEGIN IMMEDIATE; COMMIT;")


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All that is done within it is done, or none of it."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
