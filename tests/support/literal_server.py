"""A server that answers to the letter what a test wrote, however wrong that is."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import trustme

_Server = TypeVar("_Server", bound="LiteralServer")
Handler = Callable[["Exchange"], "bytes | Iterable[bytes]"]


@dataclass(frozen=True)
class Exchange:
    """One request as it came, and the connection it came on."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: socket.socket
    stopping: threading.Event = field(repr=False)

    @property
    def path(self) -> str:
        """The target without its query, as it was sent."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """What comes after the question mark, as it was sent."""
        return self.target.partition("?")[2]


def answer(body: bytes | str = b"", *headers: str, status: str = "200 OK") -> bytes:
    """A well-formed answer with this body and these further header lines."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


def json_answer(value: object, *headers: str, status: str = "200 OK") -> bytes:
    """A well-formed answer with a JSON body."""
    return answer(json.dumps(value), "Content-Type: application/json", *headers, status=status)


class LiteralServer:
    """Answers each request on loopback with what `handler` returns for it.

    Attributes:
        exchanges: the requests that came, in order.
    """

    def __init__(self, handler: Handler, certificate: trustme.LeafCert | None = None) -> None:
        self.exchanges: list[Exchange] = []
        self._handler = handler
        self._stopping = threading.Event()
        self._context: ssl.SSLContext | None = None
        if certificate is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(self._context)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def origin(self) -> str:
        """Its address."""
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self: _Server) -> _Server:  # noqa: PYI019 - Self came with Python 3.11
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=10)
            assert not thread.is_alive()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        # A client that leaves in the middle is what many of the tests are about.
        with connection, contextlib.suppress(OSError, EOFError):
            connection.settimeout(10)
            spoken = (
                self._context.wrap_socket(connection, server_side=True)
                if self._context
                else connection
            )
            with spoken:
                exchange = self._read(spoken)
                self.exchanges.append(exchange)
                said = self._handler(exchange)
                for piece in [said] if isinstance(said, bytes) else said:
                    if self._stopping.is_set():
                        return
                    spoken.sendall(piece)

    def _read(self, connection: socket.socket) -> Exchange:
        with connection.makefile("rb") as stream:
            line = stream.readline()
            words = line.decode("latin-1").split(" ")
            if len(words) != 3:
                raise EOFError  # nothing, or no HTTP
            method, target, _ = words
            headers = dict(_headers(stream))
            body = stream.read(int(headers.get("content-length", "0")))
        return Exchange(method, target, headers, body, connection, self._stopping)


def _headers(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, separator, value = line.decode("latin-1").strip().partition(":")
        if not separator:
            return
        yield name.lower(), value.strip()


def trusted_file(authority: trustme.CA, folder: Path) -> str:
    """The certificate of an authority in a file, for `caBundle`."""
    file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return str(file)
