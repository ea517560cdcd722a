"""A client's connection, which a fault can cut."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
from typing import TYPE_CHECKING

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

# Where an application finds the connection in the `state` of its ASGI scope.
STATE_KEY = "connection"

# To linger for no time at all makes the system answer with a reset instead of an orderly end.
_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class Connection:
    """The TCP connection that a request came on."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def reset(self) -> None:
        """Cut the connection at once: the client sees a TCP reset."""
        # A client may have gone meanwhile: asyncio's TLS transport then fails with AttributeError.
        with contextlib.suppress(OSError, AttributeError):
            self._transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET,
                socket.SO_LINGER,
                _NO_LINGER,
            )
        self._transport.abort()

    def end(self) -> None:
        """Close the connection in good order, after what was already written."""
        self._transport.close()


class ConnectionProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, which hands the connection to the application."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the connection where every request on it finds it."""
        super().connection_made(transport)
        # uvicorn writes an answer in two parts: without this the second part waits for the client's
        # delayed acknowledgement of the first, 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, STATE_KEY: Connection(transport)}

    def shutdown(self) -> None:
        """Leave an idle client at once: waiting for its TLS goodbye would hold up the stop."""
        super().shutdown()
        if self.transport.is_closing():
            self.transport.abort()
