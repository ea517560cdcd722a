"""A small HTTP server on this machine, for the endpoints that sign-in reaches beside Entra's."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl

import trustme

from tests.support.literal_server import Exchange, LiteralServer, answer


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


class LoopbackServer(LiteralServer, ABC):
    """Serves while it is entered, and notes every request.

    Attributes:
        requests: what arrived, in order.
        instead: answers to give first, one a request, instead of its own.
    """

    def __init__(self, certificates: trustme.CA | None = None) -> None:
        certificate = certificates.issue_cert("127.0.0.1") if certificates else None
        super().__init__(self._answered, certificate)
        self.requests: list[Received] = []
        self.instead: list[Answer] = []

    @abstractmethod
    def answer(self, request: Received) -> Answer:
        """Its own answer to a request."""

    def _answered(self, exchange: Exchange) -> bytes:
        query = parse_qsl(exchange.query)
        request = Received(exchange.method, exchange.path, query, exchange.headers, exchange.body)
        self.requests.append(request)
        said = self.instead.pop(0) if self.instead else self.answer(request)
        body = said.document if isinstance(said.document, str) else json.dumps(said.document)
        headers = (f"{name}: {value}" for name, value in said.headers.items())
        return answer(body, *headers, status=f"{said.status} {HTTPStatus(said.status).phrase}")
