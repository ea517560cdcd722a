"""A client of the store, connected to a server that answers to the letter what a test wrote."""

from __future__ import annotations

from collections.abc import Callable

from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.entra.token_source import TokenSource
from pulumi_microsoft_seats.store.client import StoreClient
from pulumi_microsoft_seats.store.failures import error_of
from pulumi_microsoft_seats.transport.connection import Connection
from pulumi_microsoft_seats.transport.transport import Transport
from tests.store.conftest import IMPATIENT
from tests.support.literal_server import Handler, LiteralServer

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
MINECRAFT = ProductKey("CFQ7TTC0K5DR", "0002")
ADA = "ada@contoso.com"
TOKEN = "a-made-up-token"


class FixedToken(TokenSource):
    """A token that needs no sign-in."""

    def __init__(self, token: str = TOKEN) -> None:
        self._fixed = token

    def token(self) -> str:
        """Always the same."""
        return self._fixed

    def forget(self, token: str) -> None:
        """There is no other."""


def client_of(
    address: LiteralServer | str, *, ca_bundle: str | None = None, timeout: float = 10
) -> StoreClient:
    """A client of the server."""
    base_url = address if isinstance(address, str) else f"{address.origin}/V1"
    connection = Connection(ca_bundle=ca_bundle, timeout=timeout)
    return StoreClient(Transport(base_url, FixedToken(), connection, error_of, retries=IMPATIENT))


Serve = Callable[..., LiteralServer]
"""Starts a server with this handler, which stops when the test ends."""

__all__ = ["ADA", "MINECRAFT", "OFFICE", "TOKEN", "Handler", "Serve", "client_of"]
