"""Operations 1 and 7 to 12 of the reference: the inventory and its seats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..spelling import fold
from .calls import split
from .continuation import write_token
from .request_parsing import read_bulk_order
from .store_errors import conflict, missing_item
from .structures import (
    BulkSeatOperationResultSet,
    FailedSeatRequest,
    InventoryResultSet,
    ProductKey,
    SeatDetailsResultSet,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .calls import Call
    from .records import Seat
    from .structures import SeatDetails, SeatState

# Assumed: the texts of `failureReason` and the reason of a 409 for want of seats.
USER_NOT_FOUND = "User not found"
SEAT_NOT_FOUND = "Seat not found"
NO_SEATS = "No available seats"


def get_inventory(call: Call) -> InventoryResultSet:
    """Operation 1, "Get inventory"."""
    # Assumed: entries are listed by product and SKU.
    after, limit = call.page("inventory")
    since, types = call.query.modified_since(), call.query.license_types()
    entries, more = split(call.ledger.inventory(after, limit + 1, since, types), limit)
    token = write_token("inventory", fold(entries[-1].key)) if more else None
    return InventoryResultSet(
        inventory_entries=tuple(entry.details() for entry in entries), continuation_token=token
    )


def get_seats(call: Call) -> SeatDetailsResultSet:
    """Operation 7, "Get seats"."""
    entry = call.online_entry()
    # Assumed: seats are listed by user name.
    listing = f"seats of {fold(entry.key)}"
    after, limit = call.page(listing)
    seats, more = split(call.ledger.seats(entry, after, limit + 1), limit)
    token = write_token(listing, fold(seats[-1].user)) if more else None
    return _page(seats, token)


def get_seat(call: Call) -> SeatDetails:
    """Operation 8, "Get seat"."""
    entry, user = call.online_entry(), call.known_user()
    seat = call.ledger.seat(entry, user)
    if seat is None:
        raise missing_item("Seat", f"{entry.key}/{user}")
    return seat.details()


def assign_seat(call: Call) -> SeatDetails:
    """Operation 9, "Assign seat"."""
    # Assumed: a body is ignored.
    entry, user = call.online_entry(), call.known_user()
    (seat,) = call.ledger.assign(entry, [user])
    if seat is None:
        # Assumed: a conflict, as for a product that is not online-licensed.
        raise conflict(NO_SEATS, entry.key)
    return seat.details()


def reclaim_seat(call: Call) -> SeatDetails:
    """Operation 10, "Reclaim seat from user"."""
    entry, user = call.online_entry(), call.known_user()
    (seat,) = call.ledger.reclaim(entry, [user])
    if seat is None:
        raise missing_item("Seat", f"{entry.key}/{user}")
    return seat.details("revoked")


def change_seats(call: Call) -> BulkSeatOperationResultSet:
    """Operation 11, "Bulk assign and reclaim seats"."""
    # Assumed: an offline-licensed product is a conflict here too; the reference says so of 7 to 10.
    entry = call.online_entry()
    order = read_bulk_order(call.body, call.content_type)
    failures = dict(call.refusals(order.users))
    for user in order.users:
        if user not in failures and not call.directory.knows(user):
            failures[user] = USER_NOT_FOUND
    going = [user for user in order.users if user not in failures]
    if order.action == "assign":
        changed, reason = call.ledger.assign(entry, going), NO_SEATS
    else:
        # Assumed: reclaiming a seat that is not held is a failed operation of that user.
        changed, reason = call.ledger.reclaim(entry, going), SEAT_NOT_FOUND
    for user, seat in zip(going, changed, strict=True):
        if seat is None:
            failures[user] = reason
    # Assumed: a reclaimed seat is answered with the state `revoked`, then gone from every listing.
    state: SeatState = "active" if order.action == "assign" else "revoked"
    key = ProductKey(product_id=entry.product_id, sku_id=entry.sku_id)
    return BulkSeatOperationResultSet(
        seat_details=tuple(seat.details(state) for seat in changed if seat),
        failed_seat_operations=tuple(
            FailedSeatRequest(failure_reason=why, product_key=key, user_name=user)
            for user, why in failures.items()
        ),
    )


def get_user_seats(call: Call) -> SeatDetailsResultSet:
    """Operation 12, "Get seats assigned to a user"."""
    user = call.known_user()
    listing = f"seats held by {fold(user)}"
    after, limit = call.page(listing)
    seats, more = split(call.ledger.seats_of(user, after, limit + 1), limit)
    token = write_token(listing, _entry_key(seats[-1])) if more else None
    return _page(seats, token)


def _page(seats: Sequence[Seat], token: str | None) -> SeatDetailsResultSet:
    return SeatDetailsResultSet(
        seats=tuple(seat.details() for seat in seats), continuation_token=token
    )


def _entry_key(seat: Seat) -> str:
    return fold(f"{seat.product_id}/{seat.sku_id}")
