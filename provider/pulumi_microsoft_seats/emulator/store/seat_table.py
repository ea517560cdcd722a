"""The Store's state and rules: who holds a seat, and who may get one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..database import transaction
from ..spelling import fold, timestamp
from .inventory_tables import INSERT_SEAT, read_inventory, read_product, write_inventory
from .records import Entry, Seat

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from .products.product_entry import Product
    from .seed import InventoryEntry

_ENTRY_COLUMNS = (
    "id, product_id, sku_id, seat_capacity, distribution_policy, license_type, status, "
    "last_modified, held"
)


class Ledger:
    """Seats in a SQLite database, changed only within the service's rules."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def replace(self, inventory: Sequence[InventoryEntry]) -> None:
        """Forget everything and start from `inventory`, its seats assigned now."""
        write_inventory(self._database, inventory, timestamp())

    def listing(self) -> tuple[InventoryEntry, ...]:
        """The inventory and its seats of this moment, as a seed has them."""
        return tuple(read_inventory(self._database))

    def product(self, entry: Entry) -> Product:
        """What the Store says of the product of `entry`."""
        query = "SELECT product FROM entry WHERE id = ?"
        (text,) = self._database.execute(query, (entry.id,)).fetchone()
        return read_product(text, entry.product_id, entry.sku_id)

    def title(self, entry: Entry) -> str:
        """What a seed calls the product of `entry`; empty where it says nothing of it."""
        query = "SELECT product FROM entry WHERE id = ? AND product IS NOT NULL"
        told = self._database.execute(query, (entry.id,)).fetchone()
        details = self.product(entry).localized_details if told else ()
        return details[0].display_name if details else ""

    def inventory(
        self,
        after: str,
        limit: int,
        modified_since: str | None = None,
        license_types: tuple[str, ...] | None = None,
    ) -> list[Entry]:
        """At most `limit` entries after the entry `after`, ordered by product and SKU."""
        condition, values = "WHERE entry_key > ?", [after]
        if modified_since is not None:
            # Assumed: the moment itself is included.
            condition += " AND last_modified >= ?"
            values.append(modified_since)
        if license_types is not None:
            condition += f" AND license_type IN ({', '.join('?' * len(license_types))})"
            values.extend(license_types)
        return self._entries(f"{condition} ORDER BY entry_key LIMIT ?", *values, limit)

    def entry(self, product_id: str, sku_id: str) -> Entry | None:
        """The inventory entry of a product and SKU, if there is one."""
        found = self._entries("WHERE entry_key = ?", fold(f"{product_id}/{sku_id}"))
        return found[0] if found else None

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

    def find_seats(self, text: str, limit: int) -> tuple[int, list[Seat]]:
        """The seats of whose user or product the folded `text` is a part, ordered by user.

        Returns:
            How many there are, and at most `limit` of them.
        """
        order = "ORDER BY user_key, entry_id LIMIT ?"
        if not text:
            (count,) = self._database.execute("SELECT total(held) FROM entry").fetchone()
            return int(count), self._seats(order, limit)
        condition = "WHERE instr(user_key, ?) OR instr(entry_key, ?)"
        query = f"SELECT count(*) FROM seat JOIN entry ON entry.id = entry_id {condition}"  # noqa: S608 - written above
        (count,) = self._database.execute(query, (text, text)).fetchone()
        return count, self._seats(f"{condition} {order}", text, text, limit)

    def all_entries(self) -> list[Entry]:
        """The whole inventory, ordered by product and SKU."""
        return self._entries("ORDER BY entry_key")

    def assign(self, entry: Entry, users: Sequence[str]) -> list[Seat | None]:
        """Give each of `users` a seat of `entry`, in order and in one transaction.

        A user who holds one keeps it as it is.

        Returns:
            For each user the seat, or None where no seat was free.
        """
        with transaction(self._database):
            return [self._assign(entry, user) for user in users]

    def reclaim(self, entry: Entry, users: Sequence[str]) -> list[Seat | None]:
        """Take the seat of `entry` from each of `users`, in order and in one transaction.

        Returns:
            For each user the seat that was held, or None where none was.
        """
        with transaction(self._database):
            return [self._reclaim(entry, user) for user in users]

    def _assign(self, entry: Entry, user: str) -> Seat | None:
        held = self.seat(entry, user)
        # Assumed: assigning a held seat changes nothing, its date included.
        if held is not None:
            return held
        taken = self._database.execute(
            "UPDATE entry SET held = held + 1, last_modified = ?"
            " WHERE id = ? AND (distribution_policy = 'open' OR held < seat_capacity)",
            (timestamp(), entry.id),
        )
        if not taken.rowcount:
            return None
        self._database.execute(
            INSERT_SEAT,
            (entry.id, fold(user), fold(user), user, timestamp()),
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
            (timestamp(), entry.id),
        )
        return held

    def _entries(self, clauses: str, *values: str | int) -> list[Entry]:
        query = f"SELECT {_ENTRY_COLUMNS} FROM entry {clauses}"  # noqa: S608 - written above
        return [Entry(*row) for row in self._database.execute(query, values)]

    def _seats(self, clauses: str, *values: str | int) -> list[Seat]:
        query = (
            "SELECT product_id, sku_id, user_name, assigned"  # noqa: S608 - written above
            f" FROM seat JOIN entry ON entry.id = entry_id {clauses}"
        )
        return [Seat(*row) for row in self._database.execute(query, values)]
