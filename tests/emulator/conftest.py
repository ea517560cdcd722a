"""One emulator for all tests of this folder, with a fresh world for each."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
import requests

from pulumi_microsoft_seats.emulator import Emulator, parse_world

from .client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

WORLD = parse_world(
    {
        "users": [
            *("ada@contoso.com", "Grace@contoso.com", "mary@contoso.com", "edith@contoso.com"),
            *("guest_fabrikam.com#EXT#@contoso.com", "ida+tax@contoso.com"),
        ],
        "inventory": [
            {
                "product_id": "9NBLGGH4R2R6",
                "sku_id": "0016",
                "seat_capacity": 3,
                "seats": ["ada@contoso.com"],
            },
            {
                "product_id": "CFQ7TTC0K5DR",
                "sku_id": "0001",
                "seat_capacity": 1,
                "distribution_policy": "open",
                "seats": ["ada@contoso.com", "mary@contoso.com"],
            },
            {"product_id": "CFQ7TTC0K5DR", "sku_id": "0002", "license_type": "offline"},
        ],
    }
)


@pytest.fixture(scope="session")
def running() -> Iterator[Client]:
    """The emulator that all tests share, and a session with it."""
    with Emulator() as emulator, requests.Session() as session:
        session.trust_env = False
        yield Client(emulator, session)


@pytest.fixture
def client(running: Client) -> Client:
    """A client that is signed in to a world of three products and six users."""
    running.emulator.inject()
    running.emulator.replace_world(WORLD)
    running.renew()
    running.emulator.forget_requests()
    return running


@pytest.fixture
def emulator(client: Client) -> Emulator:
    """The same, without a client."""
    return client.emulator


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test during which the server logged an error: a traceback that no client sees."""
    yield
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors == []
