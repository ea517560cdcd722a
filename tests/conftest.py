"""Fixtures that several folders use."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.support.administrator import Administrator
from tests.support.environment import OURS

# A shell's background job ignores Ctrl-C, and so would every process that a test starts and
# interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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


@pytest.fixture
def administrator(emulator: Emulator) -> Administrator:
    """Somebody with the service's own API at hand."""
    return Administrator(emulator)
