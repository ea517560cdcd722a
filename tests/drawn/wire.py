"""What goes over the wire: writes, secrets that must be seen nowhere else, and when it is quiet."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.drawn.history import Write

_PATIENCE_SECONDS = 60


CURRENT: ContextVar[Write | None] = ContextVar("CURRENT", default=None)
"""The write that is being served; of a batch, all of it."""

Reader = Callable[[str, str, bytes], Sequence[Write]]
"""What a request is to write, by its method, path and body."""


class Wire:
    """Sees every request in full, before the emulator does.

    Attributes:
        writes: what was to be written.
        secrets: what must be seen nowhere else.
        read: tells what a request is to write, of the service whose world it is.
    """

    def __init__(self) -> None:
        self.read: Reader = lambda _method, _path, _body: []
        self.writes: list[Write] = []
        self.secrets: set[str] = set()
        self._served = 0
        self._quiet = threading.Condition()

    def wait_until_quiet(self) -> None:
        """Return when no request is being served, not even one whose client has gone."""
        with self._quiet:
            assert self._quiet.wait_for(lambda: not self._served, _PATIENCE_SECONDS)

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Note a request and pass it on."""
        if scope["type"] != "http" or scope["path"].startswith("/_emulator"):
            await app(scope, receive, send)
            return
        with self._quiet:
            self._served += 1
        try:
            body, again = await _whole(receive)
            self._note(scope, body)
            await app(scope, again, send)
        finally:
            with self._quiet:
                self._served -= 1
                self._quiet.notify_all()

    def _note(self, scope: Scope, body: bytes) -> None:
        for name, value in scope["headers"]:
            if name == b"authorization":
                self.secrets.add(value.decode("latin-1").split(" ", 1)[-1])
        writes = self.read(scope["method"], scope["path"], body)
        self.writes += writes
        CURRENT.set(writes[0] if writes else None)
        if not writes:
            form = parse_qs(body.decode("utf-8", errors="replace"))
            self.secrets.update(form.get("client_assertion", []))


class Tap:
    """The middleware that puts a wire in front of an application."""

    def __init__(self, app: ASGIApp, wire: Wire) -> None:
        self._app = app
        self._wire = wire

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request (ASGI)."""
        await self._wire.serve(self._app, scope, receive, send)


async def _whole(receive: Receive) -> tuple[bytes, Receive]:
    """The body, and a `receive` that tells it once more."""
    messages: list[Message] = []
    while True:
        message = await receive()
        messages.append(message)
        if not message.get("more_body", False):
            break
    body = b"".join(message.get("body", b"") for message in messages)

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return body, again
