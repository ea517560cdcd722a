"""One emulator for all tests of this folder, with a fresh tenant for each."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import requests

from pulumi_microsoft_seats.emulator import Emulator, parse_world

from .caller import WORLD, Caller


@pytest.fixture(scope="session")
def running() -> Iterator[Caller]:
    """The emulator that all tests share, and a session with it."""
    with Emulator() as emulator, requests.Session() as session:
        session.trust_env = False
        yield Caller(emulator, session)


@pytest.fixture
def graph(running: Caller, caplog: pytest.LogCaptureFixture) -> Iterator[Caller]:
    """Somebody signed in to a tenant of six people and four SKUs."""
    running.emulator.inject()
    running.emulator.replace_world(parse_world(WORLD))
    running.renew()
    running.emulator.forget_requests()
    yield running
    # A traceback in the server, which no client sees.
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
