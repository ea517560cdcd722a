"""A tenant in the emulator's database: an object a row, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import TypeAdapter

from .objects import Content, Group, Sku, User

if TYPE_CHECKING:
    import sqlite3

_Kind = Literal["user", "group", "sku"]
_Object = User | Group | Sku

_SCHEMA = """
CREATE TABLE IF NOT EXISTS tenant (
    position INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    object TEXT NOT NULL,
    UNIQUE (kind, id)
);
"""

_PUT = """
INSERT INTO tenant (kind, id, object) VALUES (?, ?, ?)
ON CONFLICT (kind, id) DO UPDATE SET object = excluded.object
"""

_ADAPTERS: dict[_Kind, TypeAdapter[Any]] = {
    "user": TypeAdapter(User),
    "group": TypeAdapter(Group),
    "sku": TypeAdapter(Sku),
}


class TenantTable:
    """The rows of a tenant."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        # Not among the tables of a new file alone: an older one has it to come.
        database.executescript(_SCHEMA)

    def content(self) -> Content:
        """Everything, in the order in which it was put."""
        return Content(self._read("user"), self._read("group"), self._read("sku"))

    def replace(self, content: Content) -> None:
        """Forget everything, and have this instead, within a transaction."""
        self._database.execute("DELETE FROM tenant")
        self._database.executemany(_PUT, (_row("user", user) for user in content.users))
        self._database.executemany(_PUT, (_row("group", group) for group in content.groups))
        self._database.executemany(_PUT, (_row("sku", sku) for sku in content.skus))

    def put_user(self, user: User) -> None:
        """Add a user, or have it as it is now."""
        self._database.execute(_PUT, _row("user", user))

    def put_group(self, group: Group) -> None:
        """Add a group, or have it as it is now."""
        self._database.execute(_PUT, _row("group", group))

    def put_sku(self, sku: Sku) -> None:
        """Add a SKU, or have it as it is now."""
        self._database.execute(_PUT, _row("sku", sku))

    def remove_user(self, user: User) -> None:
        """Forget a user."""
        self._database.execute("DELETE FROM tenant WHERE kind = 'user' AND id = ?", (user.id,))

    def _read(self, kind: _Kind) -> tuple[Any, ...]:
        query = "SELECT object FROM tenant WHERE kind = ? ORDER BY position"
        read = _ADAPTERS[kind].validate_json
        return tuple(read(text) for (text,) in self._database.execute(query, (kind,)))


def _row(kind: _Kind, item: _Object) -> tuple[str, str, str]:
    return kind, item.id, _ADAPTERS[kind].dump_json(item).decode("utf-8")
