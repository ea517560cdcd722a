"""The Store's tables: a whole inventory, written into them and read back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..spelling import fold
from .products.product_entry import Product, parse_product, product_document
from .seed import InventoryEntry

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

SCHEMA = """
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
"""

# Assumed: a seat shows the user's name as the directory spells it, else as it was sent.
INSERT_SEAT = (
    "INSERT INTO seat VALUES (?, ?, coalesce("
    "(SELECT user_name FROM directory_user WHERE user_key = ?), ?), ?)"
)


def write_inventory(
    database: sqlite3.Connection, inventory: Sequence[InventoryEntry], now: str
) -> None:
    """Replace everything in the tables by `inventory`, its seats assigned `now`."""
    database.execute("DELETE FROM seat")
    database.execute("DELETE FROM entry")
    for entry in inventory:
        _write_entry(database, entry, now)


def read_product(text: str | None, product_id: str, sku_id: str) -> Product:
    """The product that an entry's column has; made up when the column is empty."""
    return parse_product(None if text is None else json.loads(text), product_id, sku_id)


def read_inventory(database: sqlite3.Connection) -> Iterator[InventoryEntry]:
    """The inventory and its seats."""
    query = (
        "SELECT id, product, product_id, sku_id, seat_capacity, distribution_policy, license_type,"
        " status FROM entry ORDER BY id"
    )
    for entry_id, product, *values in database.execute(query).fetchall():
        product_id, sku_id, capacity, policy, license_type, status = values
        yield InventoryEntry(
            product_id=product_id,
            sku_id=sku_id,
            seat_capacity=capacity,
            distribution_policy=policy,
            license_type=license_type,
            status=status,
            seats=_holders(database, entry_id),
            product=None if product is None else read_product(product, product_id, sku_id),
        )


def _write_entry(database: sqlite3.Connection, entry: InventoryEntry, now: str) -> None:
    product = None if entry.product is None else json.dumps(product_document(entry.product))
    cursor = database.execute(
        "INSERT INTO entry (entry_key, product_id, sku_id, seat_capacity, distribution_policy,"
        " license_type, status, last_modified, held, product)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            fold(entry.key),
            entry.product_id,
            entry.sku_id,
            entry.seat_capacity,
            entry.distribution_policy,
            entry.license_type,
            entry.status,
            now,
            len(entry.seats),
            product,
        ),
    )
    database.executemany(
        INSERT_SEAT,
        ((cursor.lastrowid, fold(user), fold(user), user, now) for user in entry.seats),
    )


def _holders(database: sqlite3.Connection, entry_id: int) -> tuple[str, ...]:
    found = database.execute(
        "SELECT user_name FROM seat WHERE entry_id = ? ORDER BY user_key",
        (entry_id,),
    ).fetchall()
    return tuple(name for (name,) in found)
