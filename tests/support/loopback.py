"""A small HTTP server on this machine, for the endpoints that sign-in reaches beside Entra's."""

from __future__ import annotations

import json
import ssl
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

import trustme


@dataclass(frozen=True)
class Received:
    """A request as it arrived; the names of its headers in lower case."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes = b""

    def parameter(self, name: str) -> str | None:
        """The value of a query parameter that is there once."""
        values = [value for key, value in self.query if key == name]
        return values[0] if len(values) == 1 else None


@dataclass(frozen=True)
class Answer:
    """What to answer; a document that is text is sent as it is."""

    status: int
    document: object
    headers: Mapping[str, str] = field(default_factory=dict)


class LoopbackServer(ABC):
    """Serves while it is entered, and notes every request.

    Attributes:
        requests: what arrived, in order.
        instead: answers to give first, one a request, instead of its own.
    """

    def __init__(self, certificates: trustme.CA | None = None) -> None:
        self.requests: list[Received] = []
        self.instead: list[Answer] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._scheme = "https" if certificates else "http"
        if certificates:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            certificates.issue_cert("127.0.0.1").configure_cert(context)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:port`, or https."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    @abstractmethod
    def answer(self, request: Received) -> Answer:
        """Its own answer to a request."""

    def respond(self, request: Received) -> Answer:
        """Note a request, and answer it."""
        self.requests.append(request)
        return self.instead.pop(0) if self.instead else self.answer(request)

    def __enter__(self) -> LoopbackServer:  # noqa: PYI034 - typing.Self is newer than Python 3.10
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(server: LoopbackServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            received = Received(
                self.command,
                address.path,
                parse_qsl(address.query),
                {name.lower(): value for name, value in self.headers.items()},
                body,
            )
            self._send(server.respond(received))

        def do_POST(self) -> None:
            self.do_GET()

        def do_PATCH(self) -> None:
            self.do_GET()

        def _send(self, answer: Answer) -> None:
            document = answer.document
            body = (document if isinstance(document, str) else json.dumps(document)).encode()
            self.send_response(answer.status)
            for name, value in {**answer.headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Print nothing."""

    return Handler
