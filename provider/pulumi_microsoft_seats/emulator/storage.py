"""The emulator's SQLite database: in memory, or a file that survives a restart."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from .errors import EmulatorError

if TYPE_CHECKING:
    from pathlib import Path

# "SEAT" in ASCII: tells a database of the emulator from any other SQLite file.
_APPLICATION_ID = 0x53454154
_VERSION = 2

_SCHEMA = f"""
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    entry_key TEXT NOT NULL UNIQUE,
    product_id TEXT NOT NULL,
    sku_id TEXT NOT NULL,
    seat_capacity INTEGER NOT NULL,
    distribution_policy TEXT NOT NULL,
    license_type TEXT NOT NULL,
    status TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    held INTEGER NOT NULL,
    product TEXT
);
CREATE TABLE seat (
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    user_key TEXT NOT NULL,
    user_name TEXT NOT NULL,
    assigned TEXT NOT NULL,
    PRIMARY KEY (entry_id, user_key)
) WITHOUT ROWID;
CREATE INDEX seat_of_user ON seat (user_key, entry_id);
CREATE TABLE directory (id INTEGER PRIMARY KEY);
CREATE TABLE directory_user (
    user_key TEXT PRIMARY KEY,
    user_name TEXT NOT NULL,
    position INTEGER NOT NULL
) WITHOUT ROWID;
PRAGMA application_id = {_APPLICATION_ID};
PRAGMA user_version = {_VERSION};
"""

# What brings a file of an older version to the next one.
_STEPS = {1: "ALTER TABLE entry ADD COLUMN product TEXT;"}


def open_database(path: Path | None) -> sqlite3.Connection:
    """Open the database, and make its tables when it is new.

    The connection may be used from one thread after another, never from two at once: the server's
    thread is the only one that uses it while the server runs.

    Args:
        path: The file; None keeps everything in memory.

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
        _prepare(connection, path)
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


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    # Exclusive: a second emulator on the same file is told so at once, rather than mixing in.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if application != _APPLICATION_ID or version not in (*_STEPS, _VERSION):
            raise EmulatorError(
                f"The data file {path} was not written by this version of the emulator, nor by an "
                "older one; name another file.",
            )
        for older in range(version, _VERSION):
            connection.executescript(
                f"BEGIN EXCLUSIVE;{_STEPS[older]}PRAGMA user_version = {older + 1};COMMIT;",
            )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        connection.executescript(f"BEGIN EXCLUSIVE;{_SCHEMA}COMMIT;")
    # Takes the lock now: SQLite would otherwise wait for the first write.
    connection.executescript("BEGIN IMMEDIATE; COMMIT;")
