"""Fixtures that several folders use."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import trustme
from hypothesis import settings

from pulumi_microsoft_seats.emulator import Emulator, World
from pulumi_microsoft_seats.entra.token_source import TokenSource
from pulumi_microsoft_seats.store.client import StoreClient
from pulumi_microsoft_seats.store.client_factory import AUDIENCE
from pulumi_microsoft_seats.store.failures import error_of
from pulumi_microsoft_seats.transport.transport import Transport
from tests.support.administrator import Administrator
from tests.support.environment import OURS
from tests.support.literal_server import Handler, LiteralServer
from tests.support.quick_python import quick_python
from tests.support.store_client import IMPATIENT, application_of, connection_of

# A shell's background job ignores Ctrl-C, and so would every process that a test starts and
# interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# As many examples as a change needs; `--hypothesis-profile release` draws more. A slow moment of a
# shared machine is no failure.
settings.register_profile("seats", max_examples=25, deadline=None)
settings.register_profile("release", max_examples=200, deadline=None)
settings.load_profile("seats")

FOR_A_RELEASE = ("bench/", "packaging/")
"""Where all tests have the marker `release`."""

QUICK = (
    *("rehearsal/", "testing/test_rehearsal_fixture.py", "testing/test_seat_change.py"),
    "examples/test_template.py",
)
"""Where it does not matter how the processes of a rehearsal start."""


def _place(path: Path) -> str:
    return path.relative_to(Path(__file__).parent).as_posix()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is for a release."""
    for item in items:
        if _place(item.path).startswith(FOR_A_RELEASE):
            item.add_marker(pytest.mark.release)


@pytest.fixture(autouse=True)
def _quick_rehearsals(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if _place(request.path).startswith(QUICK):
        monkeypatch.setattr(sys, "executable", quick_python())


@pytest.fixture(autouse=True)
def _nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the credentials or the Pulumi configuration of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """An emulated store with nothing in it yet."""
    with Emulator() as running:
        yield running


@pytest.fixture(scope="session")
def _kept_emulator() -> Iterator[Emulator]:
    with Emulator() as running:
        yield running


@pytest.fixture
def shared_emulator(_kept_emulator: Emulator) -> Emulator:
    """One that many tests use in turn, empty at first: for those that leave no request behind."""
    _kept_emulator.replace_world(World())
    _kept_emulator.inject()
    _kept_emulator.forget_requests()
    return _kept_emulator


@pytest.fixture
def administrator(emulator: Emulator) -> Administrator:
    """Somebody with the service's own API at hand."""
    return Administrator(emulator)


@pytest.fixture
def connect() -> Callable[..., StoreClient]:
    """Connects a client to an emulator, by default at its own address."""

    def connected(emulator: Emulator, *, base_url: str | None = None) -> StoreClient:
        connection = connection_of(emulator)
        tokens = TokenSource(application_of(emulator), connection, IMPATIENT, audience=AUDIENCE)
        return StoreClient(
            Transport(
                base_url or emulator.base_url,
                tokens,
                connection,
                error_of,
                retries=IMPATIENT,
                concurrency=16,
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
