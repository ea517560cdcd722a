"""The bodies of answers: how much of one is read, and what counts as JSON."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_BODY = 64 * 1024 * 1024
"""Bytes of one answer, unpacked: some three hundred thousand seats, where a page has a hundred."""

_PIECE = 64 * 1024


class BodyTooLarge(requests.RequestException):
    """An answer is larger than anything the service has to say."""


class LimitedBody:
    """The raw body of an answer, read only so far and only so long.

    It stands in for urllib3's response. That one limits how long each piece may take, so that a
    server which sends a byte now and then would be listened to for ever.
    """

    def __init__(self, raw: Any, seconds: float) -> None:  # noqa: ANN401 - urllib3's response
        self._raw = raw
        self._deadline = time.monotonic() + seconds

    def __getattr__(self, name: str) -> object:
        return getattr(self._raw, name)

    def stream(self, _size: int, decode_content: bool = True) -> Iterator[bytes]:  # noqa: FBT001, FBT002 - urllib3's signature
        """The body in pieces, as they arrive.

        Raises:
            BodyTooLarge: there is more than an answer can have.
            requests.ReadTimeout: it takes longer than a request may take.
        """
        read = 0
        while piece := self._raw.read1(_PIECE, decode_content=decode_content):
            read += len(piece)
            if read > LARGEST_BODY:
                self._raw.close()
                raise BodyTooLarge
            if time.monotonic() > self._deadline:
                self._raw.close()
                raise requests.ReadTimeout
            yield piece


def limit_body(response: requests.Response, seconds: float) -> None:
    """Read an answer's body, so far and so long as a body may be."""
    response.raw = LimitedBody(response.raw, seconds)
    _ = response.content


def read_json(body: bytes) -> object:
    """A body as JSON, whatever its headers call it.

    JSON is Unicode, so a charset that says otherwise is passed over: a name that was decoded with
    it would be another user's. A byte-order mark is tolerated.

    Raises:
        ValueError: it is not JSON, or nested too deep to be any answer of the service.
    """
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
