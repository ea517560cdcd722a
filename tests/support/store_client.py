"""Clients of the store, connected to an emulator or to a server that answers to the letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.entra.credentials import Application, ClientSecret, FederatedCredential
from pulumi_microsoft_seats.store.client import StoreClient
from pulumi_microsoft_seats.store.failures import error_of
from pulumi_microsoft_seats.transport.connection import Connection
from pulumi_microsoft_seats.transport.http import RetryPolicy
from pulumi_microsoft_seats.transport.transport import Transport
from tests.support.literal_server import LiteralServer

IMPATIENT = RetryPolicy(attempts=3, initial=0.001, maximum=0.01)
"""Retries that a test need not wait for."""


def application_of(emulator: Emulator, **changed: str) -> Application:
    """The application that the emulator lets sign in, but for what is changed."""
    environment = emulator.environment
    return Application(
        tenant_id=changed.get("tenant_id", environment["AZURE_TENANT_ID"]),
        client_id=changed.get("client_id", environment["AZURE_CLIENT_ID"]),
        authority=changed.get("authority", environment["AZURE_AUTHORITY_HOST"]),
        credential=ClientSecret(changed.get("secret", environment["AZURE_CLIENT_SECRET"])),
    )


def federated_application_of(emulator: Emulator, credential: FederatedCredential) -> Application:
    """The same application, signing in with a token of another issuer."""
    return replace(application_of(emulator), credential=credential)


def connection_of(emulator: Emulator, *, ca_bundle: Path | None = None) -> Connection:
    """How to reach the emulator."""
    return Connection(ca_bundle=str(ca_bundle or emulator.ca_file), timeout=30)


OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
MINECRAFT = ProductKey("CFQ7TTC0K5DR", "0002")
ADA = "ada@contoso.com"
TOKEN = "a-made-up-token"


class FixedToken:
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
    return StoreClient(
        Transport(base_url, FixedToken(), connection, error_of, retries=IMPATIENT, concurrency=16)
    )


Serve = Callable[..., LiteralServer]
"""Starts a server with this handler, which stops when the test ends."""
