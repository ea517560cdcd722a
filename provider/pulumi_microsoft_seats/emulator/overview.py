"""What the emulator's page shows: the inventory, who holds what, the last requests, the faults."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .request_parsing import Parameter, parse_json
from .world import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from .faults import Faults
    from .ledger import Ledger
    from .records import Entry, Seat
    from .request_log import LoggedRequest, RequestLog
    from .request_parsing import Query

_LIMIT = {"type": "integer", "minimum": 1, "maximum": 5000, "default": 100}
SEATS = Parameter(
    "seats", "Only seats of whose user or product this is a part.", {"type": "string"}
)
REQUESTS = Parameter("requests", "Only requests of which this is a part.", {"type": "string"})
MOST_SEATS = Parameter("mostSeats", "How many seats are listed.", _LIMIT)
MOST_REQUESTS = Parameter("mostRequests", "How many requests are listed.", _LIMIT)
PARAMETERS = (SEATS, REQUESTS, MOST_SEATS, MOST_REQUESTS)

MOST_ENTRIES = 500


def overview(ledger: Ledger, faults: Faults, log: RequestLog, query: Query) -> dict[str, Any]:
    """The page's document.

    Args:
        ledger: The inventory and its seats.
        faults: The rules in force.
        log: The requests so far.
        query: What to search for, and how much to list at most (`PARAMETERS`).

    Raises:
        ServiceError: 400, a limit is out of range.
    """
    wanted = fold(query.text(SEATS.name) or "")
    found, seats = ledger.find_seats(wanted, query.whole(MOST_SEATS))
    entries = ledger.all_entries()
    matching = log.latest(_finder(query.text(REQUESTS.name)))
    return {
        "inventory": {
            "all": len(entries),
            "listed": [_entry(entry) for entry in entries[:MOST_ENTRIES]],
        },
        "seats": {
            "all": sum(entry.held for entry in entries),
            "found": found,
            "listed": [_seat(seat) for seat in seats],
        },
        "requests": {
            "all": len(log),
            "found": len(matching),
            "listed": [_request(entry) for entry in matching[: query.whole(MOST_REQUESTS)]],
        },
        "faults": faults.document(),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "product_id": entry.product_id,
        "sku_id": entry.sku_id,
        "held": entry.held,
        "seat_capacity": entry.seat_capacity,
        "available": entry.available,
        "distribution_policy": entry.distribution_policy,
        "license_type": entry.license_type,
        "status": entry.status,
    }


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "user": seat.user,
        "product_id": seat.product_id,
        "sku_id": seat.sku_id,
        "assigned": seat.assigned,
    }


def _request(entry: LoggedRequest) -> dict[str, Any]:
    action, users = _order(entry.body)
    return {
        "id": entry.id,
        "arrived": entry.arrived,
        "method": entry.method,
        "path": entry.path,
        "query": entry.query,
        "action": action,
        "users": users,
        "status": entry.status,
        "fault": entry.fault,
    }


def _order(body: bytes) -> tuple[str | None, list[str]]:
    """What a bulk call asks for and for whom, as far as its body says so."""
    try:
        document = parse_json(body)
    except (ValueError, RecursionError):
        return None, []
    if not isinstance(document, dict):
        return None, []
    fields = {fold(name): value for name, value in document.items()}
    action, users = fields.get("seataction"), fields.get("usernames")
    return (
        action if isinstance(action, str) else None,
        [user for user in users if isinstance(user, str)] if isinstance(users, list) else [],
    )


def _finder(text: str | None) -> Callable[[LoggedRequest], bool] | None:
    if text is None:
        return None
    # A body is compared as it was sent, where a name may be escaped to ASCII.
    wanted, escaped = fold(text), fold(json.dumps(text)[1:-1])

    def finds(entry: LoggedRequest) -> bool:
        shown = f"{entry.id} {entry.method} {entry.path}?{entry.query} {entry.status} {entry.fault}"
        body = fold(entry.body.decode("utf-8", errors="replace"))
        return wanted in fold(shown) or wanted in body or escaped in body

    return finds
