"""A whole world, written into the database's tables and read back from them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .products import Product, parse_product, product_document
from .world import InventoryEntry, World, fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

# Assumed: a seat shows the user's name as the directory spells it, else as it was sent.
INSERT_SEAT = (
    "INSERT INTO seat VALUES (?, ?, coalesce("
    "(SELECT user_name FROM directory_user WHERE user_key = ?), ?), ?)"
)


def write_world(database: sqlite3.Connection, world: World, now: str) -> None:
    """Replace everything in the tables by `world`, its seats assigned `now`."""
    for table in ("seat", "entry", "directory_user", "directory"):
        database.execute(f"DELETE FROM {table}")  # noqa: S608 - the four names above
    if world.users is not None:
        database.execute("INSERT INTO directory VALUES (1)")
        database.executemany(
            "INSERT INTO directory_user VALUES (?, ?, ?)",
            ((fold(user), user, place) for place, user in enumerate(world.users)),
        )
    for entry in world.inventory:
        _write_entry(database, entry, now)


def read_world(database: sqlite3.Connection) -> World:
    """The inventory, its seats and the directory."""
    users = database.execute("SELECT user_name FROM directory_user ORDER BY position").fetchall()
    has_directory = database.execute("SELECT count(*) FROM directory").fetchone()[0]
    return World(
        inventory=tuple(_read_entries(database)),
        users=tuple(name for (name,) in users) if has_directory else None,
    )


def read_product(text: str | None, product_id: str, sku_id: str) -> Product:
    """The product that an entry's column has; made up when the column is empty."""
    return parse_product(None if text is None else json.loads(text), product_id, sku_id)


def _read_entries(database: sqlite3.Connection) -> Iterator[InventoryEntry]:
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
