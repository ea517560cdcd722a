"""What the emulator's page shows of the Store: the inventory, and who holds what."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .seat_table import Ledger

MOST_ENTRIES = 500
_SHOWN = (
    "product_id",
    "sku_id",
    "held",
    "seat_capacity",
    "available",
    "distribution_policy",
    "license_type",
    "status",
)


def seat_overview(ledger: Ledger, wanted: str, most: int) -> dict[str, Any]:
    """The sections `inventory` and `seats`; `wanted` is folded and a part of a user or product."""
    found, seats = ledger.find_seats(wanted, most)
    entries = ledger.all_entries()
    return {
        "inventory": {
            "all": len(entries),
            "listed": [
                {name: getattr(entry, name) for name in _SHOWN} for entry in entries[:MOST_ENTRIES]
            ],
        },
        "seats": {
            "all": sum(entry.held for entry in entries),
            "found": found,
            "listed": [asdict(seat) for seat in seats],
        },
    }
