"""A client of the store, connected to an emulator over TLS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.entra import token_source as auth
from pulumi_microsoft_seats.entra.credentials import Application, ClientSecret, FederatedCredential
from pulumi_microsoft_seats.entra.token_source import TokenSource
from pulumi_microsoft_seats.store.client import StoreClient
from pulumi_microsoft_seats.store.failures import error_of
from pulumi_microsoft_seats.transport.connection import Connection
from pulumi_microsoft_seats.transport.http import RetryPolicy
from pulumi_microsoft_seats.transport.transport import Transport
from tests.support.literal_server import Handler, LiteralServer

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


@pytest.fixture
def connect() -> Callable[..., StoreClient]:
    """Connects a client to an emulator, by default at its own address."""

    def connected(emulator: Emulator, *, base_url: str | None = None) -> StoreClient:
        connection = connection_of(emulator)
        tokens = TokenSource(application_of(emulator), connection, IMPATIENT)
        return StoreClient(
            Transport(
                base_url or emulator.base_url, tokens, connection, error_of, retries=IMPATIENT
            )
        )

    return connected


@pytest.fixture
def client(emulator: Emulator, connect: Callable[[Emulator], StoreClient]) -> StoreClient:
    """A client connected to the emulator of this test."""
    return connect(emulator)


@pytest.fixture
def serve() -> Iterator[Callable[..., LiteralServer]]:
    """Starts servers that answer to the letter what a test wrote, until it ends."""
    with ExitStack() as running:

        def started(
            handler: Handler | bytes, certificate: trustme.LeafCert | None = None
        ) -> LiteralServer:
            chosen = handler if not isinstance(handler, bytes) else lambda _exchange: handler
            return running.enter_context(LiteralServer(chosen, certificate))

        yield started


@pytest.fixture
def _asks_msal_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No token is handed out without asking MSAL whether it still lasts."""
    monkeypatch.setattr(auth, "_SECONDS_KEPT", 0.0)
