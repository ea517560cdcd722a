"""Which products of the Store a program can declare, and who holds their seats."""

from __future__ import annotations

from dataclasses import replace

from ..domain.inventory_entry import InventoryEntry, added_up
from ..domain.model import ProductKey
from ..domain.progress import Progress
from ..domain.wording import one_line
from .command_session import CommandSession
from .existing_seats import Existing, ExistingSeats, LeftOut, ProductFilter, no_user_names
from .product_names import names_of
from .progress_bars import progress_bars


def existing_store_seats(session: CommandSession, wanted: ProductFilter, language: str) -> Existing:
    """Read who holds seats of the products that are wanted, many of them at a time.

    Args:
        session: the service.
        wanted: which products.
        language: of their names.

    Raises:
        SignInError, ServiceError: the inventory, or seats of a product, cannot be read.
    """
    entries = added_up(session.client.get_inventory(license_types=("online", "offline")))
    existing = Existing(there=len(entries))
    keys = sorted(filter(wanted.wants, entries), key=lambda key: key.folded)
    chosen = [entries[key] for key in keys]

    def holders(entry: InventoryEntry) -> tuple[str, ...]:
        return _holders(session, entry.product) if _reason(entry) is None else ()

    read = session.seats.executor.map(holders, chosen)
    with progress_bars() as report:
        for number, (entry, users) in enumerate(zip(chosen, read, strict=True), start=1):
            report(Progress("reading", number, len(chosen)))
            reason = _reason(entry) or no_user_names(users)
            if reason is None:
                existing.seats.append(ExistingSeats(entry.product, users))
            else:
                existing.left_out.append(LeftOut(entry.product, reason))
    names = names_of(session, [each.product for each in existing.seats], language)
    return replace(
        existing, seats=[replace(each, name=names[each.product]) for each in existing.seats]
    )


def _holders(session: CommandSession, product: ProductKey) -> tuple[str, ...]:
    snapshot = session.seats.snapshots.of(product)
    held = ((user, snapshot.seat_of(user)) for user in sorted(snapshot.users))
    return tuple(seat.user.strip() for _, seat in held if seat is not None)


def _reason(entry: InventoryEntry) -> str | None:
    """Why an entry cannot be declared, None when it can."""
    if entry.status != "active":
        return f"its status is {one_line(entry.status)}"
    if entry.license_type != "online":
        return f"it is licensed {one_line(entry.license_type)}, so it has no seats to assign"
    return None
