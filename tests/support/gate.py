"""Holding the emulator at a certain call, so that a test can do something just then."""

from __future__ import annotations

import threading

from pulumi_microsoft_seats.emulator.fault_injection import Faults, Injection

_PATIENCE_SECONDS = 60


class Gate(Faults):
    """Tells of the n-th bulk call, and keeps the emulator from answering anything until then."""

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self._count = 0
        self._reached = threading.Event()
        self._opened = threading.Event()

    def close_at(self, number: int, latency: float = 0.0) -> None:
        """Let the n-th bulk call from now on wait, and everything that comes after it.

        From now on each request takes `latency` seconds. Without any, a call that waits is carried
        out before anything that is sent after the gate was opened.
        """
        self._number, self._count, self._latency = number, 0, latency

    def wait_until_reached(self) -> None:
        """Return when that call has come."""
        assert self._reached.wait(_PATIENCE_SECONDS)

    def open(self) -> None:
        """Answer what waits, and let everything pass from now on."""
        self._number = 0
        self._opened.set()

    def draw(self, method: str, path: str) -> Injection:
        """Called by the emulator's only thread, for each request."""
        self._count += method == "POST" and path.lower().startswith("/v1/")
        if self._number and self._count == self._number:
            self._reached.set()
            self._opened.wait(_PATIENCE_SECONDS)
        return super().draw(method, path)
