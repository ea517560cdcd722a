"""Which requests were served, in the order in which they arrived."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .documents import parse_json
from .spelling import timestamp

if TYPE_CHECKING:
    from collections.abc import Callable

# Enough for a benchmark of a hundred thousand seats; older requests are forgotten first.
MOST_ENTRIES = 100_000


@dataclass(slots=True)
class LoggedRequest:
    """A request.

    Attributes:
        id: Counts the requests since the emulator started, from 1.
        method: The HTTP method.
        path: The path, percent-decoded, in the capitals it was sent in.
        query: The query string as it was sent.
        body: The body as it was sent; empty for sign-in, whose body has a secret.
        status: The HTTP status; None while it is served and when a fault left it unanswered.
        arrived: When it arrived, as the service writes moments.
        fault: The fault that took the place of the work or of its answer, if any.
        failed: How many of the things it was to do were not done, where the status does not say it.
        is_sign_in: Whether it went to Entra, and to no service.
    """

    id: int
    method: str
    path: str
    query: str
    body: bytes = b""
    status: int | None = None
    arrived: str = ""
    fault: str | None = None
    failed: int = 0
    is_sign_in: bool = False

    def to_json(self) -> str:
        """The request as the control interface shows it, its body null unless it is JSON."""
        fields = {name: getattr(self, name) for name in ("id", "method", "path", "query", "status")}
        try:
            return json.dumps({**fields, "body": parse_json(self.body)})
        except (ValueError, RecursionError):
            return json.dumps({**fields, "body": None})


class RequestLog:
    """The latest requests, kept in memory."""

    def __init__(self) -> None:
        self._entries: deque[LoggedRequest] = deque(maxlen=MOST_ENTRIES)
        self._count = 0

    def add(self, method: str, path: str, query: str) -> LoggedRequest:
        """Note that a request arrived; its body and status are filled in later."""
        self._count += 1
        arrived = timestamp()
        entry = LoggedRequest(self._count, method, path, query, arrived=arrived)
        self._entries.append(entry)
        return entry

    def __len__(self) -> int:
        return len(self._entries)

    def latest(self, finds: Callable[[LoggedRequest], bool] | None = None) -> list[LoggedRequest]:
        """The requests that `finds` finds, or all of them, the latest first."""
        return [entry for entry in reversed(self._entries) if finds is None or finds(entry)]

    def clear(self) -> None:
        """Forget every request; numbers are not given again."""
        self._entries.clear()

    def to_json(self) -> str:
        """The requests as the control interface shows them."""
        return f'{{"requests": [{", ".join(entry.to_json() for entry in self._entries)}]}}'
