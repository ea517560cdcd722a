"""A connection that is reset."""

from __future__ import annotations

import asyncio
from asyncio import sslproto

from pulumi_microsoft_seats.emulator.client_connection import Connection


def test_a_connection_whose_client_has_gone_is_reset_in_peace() -> None:
    """As when the client was killed in the middle of its request."""

    async def reset() -> None:
        gone = sslproto._SSLProtocolTransport(asyncio.get_running_loop(), None)  # type: ignore[arg-type] # as asyncio itself leaves it
        gone._closed = True
        Connection(gone).reset()

    asyncio.run(reset())
