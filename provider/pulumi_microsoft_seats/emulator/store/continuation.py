"""Continuation tokens: where the next page starts (the reference's section "Paging")."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from zlib import crc32

from ..spelling import is_text
from .store_errors import invalid_parameter

PARAMETER = "continuationToken"


def write_token(listing: str, position: str) -> str:
    """A token for the page of `listing` that follows `position`.

    The token holds the last key served rather than a count of rows, so that seats assigned or
    reclaimed between two pages make no other seat appear twice or vanish.
    """
    # Assumed: what a token looks like. Plain base64 on purpose: its `+`, `/` and `=` have to be
    # percent-encoded in a query, as any opaque text has.
    content = json.dumps([listing, position], separators=(",", ":")).encode()
    return b64encode(crc32(content).to_bytes(4, "big") + content).decode("ascii")


def read_token(token: str, listing: str) -> str:
    """The position that a token of `listing` holds.

    Raises:
        ServiceError: 400, the token was not issued for this listing.
    """
    refusal = invalid_parameter(PARAMETER, "Invalid", "It was not issued for this listing.")
    try:
        raw = b64decode(token, validate=True)
        checksum, content = raw[:4], raw[4:]
        if crc32(content).to_bytes(4, "big") != checksum:
            raise refusal
        issued_for, position = json.loads(content)
    except (ValueError, TypeError, RecursionError) as error:
        raise refusal from error
    # A checksum is no signature, so a position of another kind may still arrive here.
    if issued_for != listing or not is_text(position):
        raise refusal
    return str(position)
