"""What the emulator's page shows: products, their holders, the last requests, the faults."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
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
_MOST_PRODUCTS = 500
_USERS_SHOWN = 5


def overview(
    services: Iterable[Service], faults: Faults, log: RequestLog, query: Mapping[str, str]
) -> dict[str, Any]:
    """The page's document.

    Args:
        services: What is served.
        faults: The rules in force.
        log: The requests so far.
        query: What holders and requests have to have in them, `holders` and `requests`, and how
            many of them are listed, `mostHolders` and `mostRequests`; with `signIns` the requests
            to Entra are listed as well.

    Raises:
        ServiceError: 400, a limit is out of range.
    """
    wanted, most = fold(query.get("holders", "")), _limit(query, "mostHolders")
    finds = _finder(query.get("requests"))
    requests = log.latest()
    matching = [
        each
        for each in requests
        if (finds is None or finds(each)) and ("signIns" in query or not each.is_sign_in)
    ]
    shown = [service.shown(wanted, most) for service in services]
    products = [product for each in shown for product in each.products]
    holders = [holder for each in shown for holder in each.holders]
    return {
        "requests": {
            "all": sum(not each.is_sign_in for each in requests),
            "signIns": sum(each.is_sign_in for each in requests),
            "found": len(matching),
            "listed": [_request(entry) for entry in matching[: _limit(query, "mostRequests")]],
        },
        "faults": faults.document(),
        "products": {
            "all": len(products),
            "listed": [asdict(product) for product in products[:_MOST_PRODUCTS]],
        },
        "holders": {
            "found": sum(each.found for each in shown),
            "listed": [asdict(holder) for holder in holders[:most]],
        },
    }


def _limit(query: Mapping[str, str], name: str) -> int:
    text = query.get(name) or str(_LISTED)
    if text.isdecimal() and text.isascii() and 1 <= int(text[:9]) <= _MOST_LISTED:
        return int(text)
    message = f"{name} must be a whole number from 1 to {_MOST_LISTED}."
    raise ServiceError(HTTPStatus.BAD_REQUEST, {"message": message, "parameterName": name})


def _request(entry: LoggedRequest) -> dict[str, Any]:
    fields = ("id", "arrived", "method", "path", "query", "status", "fault", "failed")
    return {**{name: getattr(entry, name) for name in fields}, "work": _work(entry.body)}


def _work(body: bytes) -> str:
    """What a bulk call or a batch asks for, as far as its body says so; empty for any other."""
    try:
        document = parse_json(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(document, dict):
        return ""
    fields = {fold(name): value for name, value in document.items()}
    users, parts = fields.get("usernames"), fields.get("requests")
    if isinstance(users, list):
        return f"{fields.get('seataction', '?')} {len(users)}: {_names(users)}"
    if isinstance(parts, list):
        kinds = Counter(_kind(part) for part in parts)
        return "batch: " + ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return ""


def _names(users: list[object]) -> str:
    more = len(users) - _USERS_SHOWN
    names = ", ".join(str(user) for user in users[:_USERS_SHOWN])
    return f"{names} and {more} more" if more > 0 else names


def _kind(part: object) -> str:
    if not isinstance(part, dict):
        return "?"
    path = str(part.get("url", "")).partition("?")[0].strip("/").split("/")
    # `users/{id}/assignLicense` and `users/{id}` without whom they are about.
    name = path[-1] if len(path) != len(("users", "id")) else path[0]
    return f"{part.get('method', '?')} {name}"


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
