"""The service's operations (the reference's table "Operations"), each a function of a request.

To add one, write a function that takes a `Call` and add a line to `OPERATIONS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from .errors import ServiceError, conflict, invalid_parameter, missing_item
from .ledger import InventoryFilter
from .paging import PARAMETER, read_token, write_token
from .reading import Query, read_bulk_order
from .world import fold, is_text
from .writing import bulk_result, inventory_page, seat_details, seat_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .ledger import Entry, Ledger, Seat

_Item = TypeVar("_Item")

# Assumed: the texts of `failureReason` and the reason of a 409 for want of seats.
USER_NOT_FOUND = "User not found"
SEAT_NOT_FOUND = "Seat not found"
NO_SEATS = "No available seats"
NOT_ONLINE = "Not online"


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the service, as an operation sees it.

    Attributes:
        ledger: The service's state.
        parts: The path's variable segments, percent-decoded.
        query: The query's parameters.
        body: The body as it was sent.
        content_type: The header of that name, empty without one.
        refusals: Which of some users a fault makes this call refuse, with the reason of each.
    """

    ledger: Ledger
    parts: tuple[str, ...]
    query: Query
    body: bytes
    content_type: str
    refusals: Callable[[Sequence[str]], Mapping[str, str]]


def get_inventory(call: Call) -> dict[str, Any]:
    """Operation 1, "Get inventory"."""
    # Assumed: entries are listed by product and SKU.
    after, limit = _page_wanted(call, "inventory")
    only = InventoryFilter(call.query.modified_since(), call.query.license_types())
    entries, more = _split(call.ledger.inventory(after, limit + 1, only), limit)
    return inventory_page(
        entries, write_token("inventory", fold(entries[-1].key)) if more else None
    )


def get_seats(call: Call) -> dict[str, Any]:
    """Operation 7, "Get seats"."""
    entry = _online_entry(call)
    # Assumed: seats are listed by user name.
    listing = f"seats of {fold(entry.key)}"
    after, limit = _page_wanted(call, listing)
    seats, more = _split(call.ledger.seats(entry, after, limit + 1), limit)
    return seat_page(seats, write_token(listing, fold(seats[-1].user)) if more else None)


def get_seat(call: Call) -> dict[str, Any]:
    """Operation 8, "Get seat"."""
    entry, user = _online_entry(call), _known_user(call)
    seat = call.ledger.seat(entry, user)
    if seat is None:
        raise missing_item("Seat", f"{entry.key}/{user}")
    return seat_details(seat)


def assign_seat(call: Call) -> dict[str, Any]:
    """Operation 9, "Assign seat"."""
    entry, user = _online_entry(call), _known_user(call)
    (seat,) = call.ledger.assign(entry, [user])
    if seat is None:
        # Assumed: a conflict, as for a product that is not online-licensed.
        raise conflict(NO_SEATS, entry.key)
    return seat_details(seat)


def reclaim_seat(call: Call) -> dict[str, Any]:
    """Operation 10, "Reclaim seat from user"."""
    entry, user = _online_entry(call), _known_user(call)
    (seat,) = call.ledger.reclaim(entry, [user])
    if seat is None:
        raise missing_item("Seat", f"{entry.key}/{user}")
    return seat_details(seat, "revoked")


def change_seats(call: Call) -> dict[str, Any]:
    """Operation 11, "Bulk assign and reclaim seats"."""
    # Assumed: an offline-licensed product is a conflict here too; the reference says so of 7 to 10.
    entry = _online_entry(call)
    order = read_bulk_order(call.body, call.content_type)
    failures = dict(call.refusals(order.users))
    for user in order.users:
        if user not in failures and not call.ledger.knows(user):
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
    return bulk_result(entry, order.action, filter(None, changed), failures)


def get_user_seats(call: Call) -> dict[str, Any]:
    """Operation 12, "Get seats assigned to a user"."""
    user = _known_user(call)
    listing = f"seats held by {fold(user)}"
    after, limit = _page_wanted(call, listing)
    seats, more = _split(call.ledger.seats_of(user, after, limit + 1), limit)
    return seat_page(seats, write_token(listing, _entry_key(seats[-1])) if more else None)


OPERATIONS: tuple[tuple[str, str, Callable[[Call], dict[str, Any]]], ...] = (
    ("GET", "inventory", get_inventory),
    ("GET", "inventory/*/*/seats", get_seats),
    ("POST", "inventory/*/*/seats", change_seats),
    ("GET", "inventory/*/*/seats/*", get_seat),
    ("POST", "inventory/*/*/seats/*", assign_seat),
    ("DELETE", "inventory/*/*/seats/*", reclaim_seat),
    ("GET", "users/*/seats", get_user_seats),
)


def find_operation(
    method: str,
    path: str,
) -> tuple[Callable[[Call], dict[str, Any]], tuple[str, ...]]:
    """The operation at a path, still percent-encoded and without `/V1`, and its variable segments.

    Raises:
        ServiceError: 404, there is nothing at the path; 405, nothing of this method.
    """
    segments = path.strip("/").split("/")
    methods: list[str] = []
    for known_method, pattern, operation in OPERATIONS:
        parts = _match(pattern.split("/"), segments)
        if parts is None:
            continue
        if method == known_method:
            return operation, parts
        methods.append(known_method)
    # Assumed: how a path or a method the reference does not list is answered.
    if not methods:
        raise missing_item("Resource", unquote(path))
    raise ServiceError(
        HTTPStatus.METHOD_NOT_ALLOWED,
        f"{method} is not possible here; {', '.join(methods)} is.",
        headers={"Allow": ", ".join(methods)},
    )


def _match(pattern: Sequence[str], segments: Sequence[str]) -> tuple[str, ...] | None:
    if len(pattern) != len(segments):
        return None
    parts: list[str] = []
    for wanted, segment in zip(pattern, segments, strict=True):
        # Only now is a segment decoded: a name may contain an encoded slash.
        decoded = unquote(segment)
        if wanted == "*" and decoded:
            parts.append(decoded)
        elif fold(decoded) != wanted:
            return None
    return tuple(parts)


def _online_entry(call: Call) -> Entry:
    # Assumed: the order of the checks, which is entry, licence type, user, seat.
    product_id, sku_id, *_ = call.parts
    entry = call.ledger.entry(product_id, sku_id)
    if entry is None:
        raise missing_item("Inventory", f"{product_id}/{sku_id}")
    if entry.license_type != "online":
        raise conflict(NOT_ONLINE, entry.key)
    return entry


def _known_user(call: Call) -> str:
    user = call.parts[-1]
    if not is_text(user):
        raise invalid_parameter("username", "Missing", "Name the user at the end of the path.")
    if not call.ledger.knows(user):
        raise missing_item("User", user)
    return user


def _page_wanted(call: Call, listing: str) -> tuple[str, int]:
    token = call.query.text(PARAMETER)
    return "" if token is None else read_token(token, listing), call.query.max_results()


def _split(found: Sequence[_Item], limit: int) -> tuple[Sequence[_Item], bool]:
    return found[:limit], len(found) > limit


def _entry_key(seat: Seat) -> str:
    return fold(f"{seat.product_id}/{seat.sku_id}")
