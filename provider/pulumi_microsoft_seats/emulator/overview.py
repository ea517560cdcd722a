"""What the emulator's page shows: each service's sections, the last requests, the faults."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from .documents import parse_json
from .emulator_error import ServiceError
from .spelling import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .fault_injection import Faults
    from .request_log import LoggedRequest, RequestLog
    from .services import Service

_LISTED, _MOST_LISTED = 100, 5000


def overview(
    services: Iterable[Service], faults: Faults, log: RequestLog, query: Mapping[str, str]
) -> dict[str, Any]:
    """The page's document.

    Args:
        services: What is served.
        faults: The rules in force.
        log: The requests so far.
        query: What seats and requests have to have in them, `seats` and `requests`, and how many of
            them are listed, `mostSeats` and `mostRequests`.

    Raises:
        ServiceError: 400, a limit is out of range.
    """
    wanted, most_seats = fold(query.get("seats", "")), _limit(query, "mostSeats")
    matching = log.latest(_finder(query.get("requests")))
    document: dict[str, Any] = {
        "requests": {
            "all": len(log),
            "found": len(matching),
            "listed": [_request(entry) for entry in matching[: _limit(query, "mostRequests")]],
        },
        "faults": faults.document(),
    }
    for service in services:
        document |= service.overview(wanted, most_seats)
    return document


def _limit(query: Mapping[str, str], name: str) -> int:
    text = query.get(name) or str(_LISTED)
    if text.isdecimal() and text.isascii() and 1 <= int(text[:9]) <= _MOST_LISTED:
        return int(text)
    message = f"{name} must be a whole number from 1 to {_MOST_LISTED}."
    raise ServiceError(HTTPStatus.BAD_REQUEST, {"message": message, "parameterName": name})


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
    if not text:
        return None
    # A body is compared as it was sent, where a name may be escaped to ASCII.
    wanted, escaped = fold(text), fold(json.dumps(text)[1:-1])

    def finds(entry: LoggedRequest) -> bool:
        shown = f"{entry.id} {entry.method} {entry.path}?{entry.query} {entry.status} {entry.fault}"
        body = fold(entry.body.decode("utf-8", errors="replace"))
        return wanted in fold(shown) or wanted in body or escaped in body

    return finds
