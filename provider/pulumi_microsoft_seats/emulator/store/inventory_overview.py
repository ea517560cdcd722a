"""What the emulator's page shows of the Store: the inventory, and who holds what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..services import Shown, ShownHolder, ShownProduct

if TYPE_CHECKING:
    from .records import Entry
    from .seat_table import Ledger


def shown(ledger: Ledger, wanted: str, most: int) -> Shown:
    """The inventory, and the seats; `wanted` is folded and a part of a user or product."""
    found, seats = ledger.find_seats(wanted, most)
    return Shown(
        products=tuple(_product(ledger, entry) for entry in ledger.all_entries()),
        holders=tuple(
            ShownHolder(f"{seat.product_id}/{seat.sku_id}", seat.user, seat.assigned)
            for seat in seats
        ),
        found=found,
    )


def _product(ledger: Ledger, entry: Entry) -> ShownProduct:
    offline = entry.license_type == "offline"
    notes = [entry.distribution_policy, "offline" if offline else "", entry.status]
    return ShownProduct(
        key=entry.key,
        service="Store",
        name=ledger.title(entry),
        total=entry.seat_capacity,
        held=entry.held,
        notes=tuple(note for note in notes if note not in {"", "active"}),
        has_seats=not offline,
    )
