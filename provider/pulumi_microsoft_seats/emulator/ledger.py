"""The service's state and rules: who holds a seat, and who may get one."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from .storage import open_database
from .world import InventoryEntry, World, fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_ENTRY_COLUMNS = (
    "id, product_id, sku_id, seat_capacity, distribution_policy, license_type, status, "
    "last_modified, held"
)

# Assumed: a seat shows the user's name as the directory spells it, else as it was sent.
_INSERT_SEAT = (
    "INSERT INTO seat VALUES (?, ?, coalesce("
    "(SELECT user_name FROM directory_user WHERE user_key = ?), ?), ?)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An inventory entry as it is at this moment; `held` counts its seats."""

    id: int
    product_id: str
    sku_id: str
    seat_capacity: int
    distribution_policy: str
    license_type: str
    status: str
    last_modified: str
    held: int

    @property
    def key(self) -> str:
        """`productId/skuId`."""
        return f"{self.product_id}/{self.sku_id}"

    @property
    def available(self) -> int:
        """How many seats are still free, 0 at least."""
        # Assumed: an open entry that has more seats than were bought shows none as available.
        return max(0, self.seat_capacity - self.held)


@dataclass(frozen=True, slots=True)
class Seat:
    """A user's seat of a product; `assigned` is when it was assigned."""

    product_id: str
    sku_id: str
    user: str
    assigned: str


@dataclass(frozen=True, slots=True)
class InventoryFilter:
    """What a listing of the inventory is limited to; None limits nothing."""

    modified_since: str | None = None
    license_types: tuple[str, ...] | None = None


def timestamp(moment: datetime) -> str:
    """A moment as the service writes it, in UTC; such texts sort as the moments do."""
    # Assumed: the precision (microseconds) and `Z` for UTC; the reference says "date-time".
    text = moment.astimezone(timezone.utc).isoformat(timespec="microseconds")
    return text.removesuffix("+00:00") + "Z"


def _now() -> datetime:
    return datetime.now(timezone.utc)


class Ledger:
    """Seats in a SQLite database, changed only within the service's rules.

    Args:
        path: The database's file; None keeps it in memory.
        now: The clock.

    Raises:
        EmulatorError: The file cannot be used.
    """

    def __init__(self, path: Path | None = None, now: Callable[[], datetime] = _now) -> None:
        self._database = open_database(path)
        self._now = now

    def close(self) -> None:
        """Close the database; nothing else may be called after it."""
        self._database.close()

    def is_empty(self) -> bool:
        """Whether there is no inventory and no directory."""
        query = "SELECT EXISTS (SELECT 1 FROM entry) OR EXISTS (SELECT 1 FROM directory)"
        return not self._database.execute(query).fetchone()[0]

    def replace(self, world: World) -> None:
        """Forget everything and start from `world`, its seats assigned now."""
        now = timestamp(self._now())
        with self._transaction() as database:
            for table in ("seat", "entry", "directory_user", "directory"):
                database.execute(f"DELETE FROM {table}")  # noqa: S608 - the four names above
            if world.users is not None:
                database.execute("INSERT INTO directory VALUES (1)")
                database.executemany(
                    "INSERT INTO directory_user VALUES (?, ?, ?)",
                    ((fold(user), user, place) for place, user in enumerate(world.users)),
                )
            for entry in world.inventory:
                self._insert(entry, now)

    def world(self) -> World:
        """The inventory, its seats and the directory of this moment."""
        users = self._database.execute(
            "SELECT user_name FROM directory_user ORDER BY position",
        ).fetchall()
        has_directory = self._database.execute("SELECT count(*) FROM directory").fetchone()[0]
        return World(
            inventory=tuple(self._as_declared(entry) for entry in self._entries("ORDER BY id")),
            users=tuple(name for (name,) in users) if has_directory else None,
        )

    def inventory(self, after: str, limit: int, only: InventoryFilter) -> list[Entry]:
        """At most `limit` entries after the entry `after`, ordered by product and SKU."""
        condition, values = "WHERE entry_key > ?", [after]
        if only.modified_since is not None:
            # Assumed: the moment itself is included.
            condition += " AND last_modified >= ?"
            values.append(only.modified_since)
        if only.license_types is not None:
            condition += f" AND license_type IN ({', '.join('?' * len(only.license_types))})"
            values.extend(only.license_types)
        return self._entries(f"{condition} ORDER BY entry_key LIMIT ?", *values, limit)

    def entry(self, product_id: str, sku_id: str) -> Entry | None:
        """The inventory entry of a product and SKU, if there is one."""
        found = self._entries("WHERE entry_key = ?", fold(f"{product_id}/{sku_id}"))
        return found[0] if found else None

    def knows(self, user: str) -> bool:
        """Whether the directory lists `user`; without a directory everybody is known."""
        known = self._database.execute(
            "SELECT NOT EXISTS (SELECT 1 FROM directory)"
            " OR EXISTS (SELECT 1 FROM directory_user WHERE user_key = ?)",
            (fold(user),),
        ).fetchone()[0]
        return bool(known)

    def seats(self, entry: Entry, after: str, limit: int) -> list[Seat]:
        """At most `limit` seats of `entry` after the user `after`, ordered by user."""
        return self._seats(
            "WHERE entry_id = ? AND user_key > ? ORDER BY user_key LIMIT ?",
            entry.id,
            fold(after),
            limit,
        )

    def seat(self, entry: Entry, user: str) -> Seat | None:
        """The seat of `entry` that `user` holds, if any."""
        found = self._seats("WHERE entry_id = ? AND user_key = ?", entry.id, fold(user))
        return found[0] if found else None

    def seats_of(self, user: str, after: str, limit: int) -> list[Seat]:
        """At most `limit` seats of `user` after the entry `after`, ordered by product and SKU."""
        return self._seats(
            "WHERE user_key = ? AND entry_key > ? ORDER BY entry_key LIMIT ?",
            fold(user),
            fold(after),
            limit,
        )

    def assign(self, entry: Entry, users: Sequence[str]) -> list[Seat | None]:
        """Give each of `users` a seat of `entry`, in order and in one transaction.

        A user who holds one keeps it as it is.

        Returns:
            For each user the seat, or None where no seat was free.
        """
        with self._transaction():
            return [self._assign(entry, user) for user in users]

    def reclaim(self, entry: Entry, users: Sequence[str]) -> list[Seat | None]:
        """Take the seat of `entry` from each of `users`, in order and in one transaction.

        Returns:
            For each user the seat that was held, or None where none was.
        """
        with self._transaction():
            return [self._reclaim(entry, user) for user in users]

    def _assign(self, entry: Entry, user: str) -> Seat | None:
        held = self.seat(entry, user)
        # Assumed: assigning a held seat changes nothing, its date included.
        if held is not None:
            return held
        taken = self._database.execute(
            "UPDATE entry SET held = held + 1, last_modified = ?"
            " WHERE id = ? AND (distribution_policy = 'open' OR held < seat_capacity)",
            (timestamp(self._now()), entry.id),
        )
        if not taken.rowcount:
            return None
        self._database.execute(
            _INSERT_SEAT,
            (entry.id, fold(user), fold(user), user, timestamp(self._now())),
        )
        return self.seat(entry, user)

    def _reclaim(self, entry: Entry, user: str) -> Seat | None:
        held = self.seat(entry, user)
        if held is None:
            return None
        self._database.execute(
            "DELETE FROM seat WHERE entry_id = ? AND user_key = ?",
            (entry.id, fold(user)),
        )
        # Assumed: a change of its seats is a modification of the inventory entry.
        self._database.execute(
            "UPDATE entry SET held = held - 1, last_modified = ? WHERE id = ?",
            (timestamp(self._now()), entry.id),
        )
        return held

    def _insert(self, entry: InventoryEntry, now: str) -> None:
        cursor = self._database.execute(
            f"INSERT INTO entry ({_ENTRY_COLUMNS}, entry_key)"  # noqa: S608 - a constant
            " VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.product_id,
                entry.sku_id,
                entry.seat_capacity,
                entry.distribution_policy,
                entry.license_type,
                entry.status,
                now,
                len(entry.seats),
                fold(entry.key),
            ),
        )
        self._database.executemany(
            _INSERT_SEAT,
            ((cursor.lastrowid, fold(user), fold(user), user, now) for user in entry.seats),
        )

    def _as_declared(self, entry: Entry) -> InventoryEntry:
        holders = self._database.execute(
            "SELECT user_name FROM seat WHERE entry_id = ? ORDER BY user_key",
            (entry.id,),
        ).fetchall()
        return InventoryEntry(
            product_id=entry.product_id,
            sku_id=entry.sku_id,
            seat_capacity=entry.seat_capacity,
            distribution_policy=entry.distribution_policy,
            license_type=entry.license_type,
            status=entry.status,
            seats=tuple(name for (name,) in holders),
        )

    def _entries(self, clauses: str, *values: str | int) -> list[Entry]:
        query = f"SELECT {_ENTRY_COLUMNS} FROM entry {clauses}"  # noqa: S608 - written above
        return [Entry(*row) for row in self._database.execute(query, values)]

    def _seats(self, clauses: str, *values: str | int) -> list[Seat]:
        query = (
            "SELECT product_id, sku_id, user_name, assigned"  # noqa: S608 - written above
            f" FROM seat JOIN entry ON entry.id = entry_id {clauses}"
        )
        return [Seat(*row) for row in self._database.execute(query, values)]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield self._database
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
