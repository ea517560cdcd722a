"""Bodies of requests and answers."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from .emulator_error import ServiceError

if TYPE_CHECKING:
    from starlette.requests import Request

JSON_TYPE = "application/json; charset=utf-8"


async def read_body(request: Request, most: int) -> bytes:
    """Read a request's body.

    Args:
        request: The request.
        most: How many bytes are accepted.

    Raises:
        ServiceError: 413, the body is longer.
        ClientDisconnect: The client left before the body's end.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            # Assumed: how a body too large is answered, and what is too large.
            raise ServiceError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                {"message": f"The body is larger than {most} bytes; send a smaller one."},
            )
    return bytes(body)


def write_body(document: object) -> bytes:
    """A JSON document; escaped to ASCII, because a request may have had half a character in it."""
    return json.dumps(document).encode("ascii")
