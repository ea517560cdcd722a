"""Watching a service that limits how much it takes: how many writes it served, and when."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.bench.sampling import number
from tests.bench.store import EmulatedStore

_SECONDS_BETWEEN_LOOKS = 0.05


@dataclass
class Writes:
    """How many bulk calls were served, and when.

    The first is seen when it has been served, and so is the last, each up to a look too late.
    """

    served: int = 0
    turned_away: int = 0
    failures: int = 0
    _seen_at: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """From the first to the last that was served."""
        return self._seen_at[-1] - self._seen_at[0]

    def used(self, allowed: int, *, burst: float = 0.0) -> float:
        """The share of the allowed rate, in %; `burst` is the seconds' worth allowed at once."""
        return 100 * self.served / ((self.seconds + burst) * allowed)

    def told(self, allowed: int, *, burst: float = 0.0) -> str:
        """In words, for whoever waits."""
        return (
            f"{number(self.used(allowed, burst=burst))} % ({self.served} in {self.seconds:.2f} s, "
            f"{self.turned_away} turned away, {self.failures} users failed)"
        )

    def look(self, store: EmulatedStore) -> None:
        """Take note of what has been served by now."""
        self.turned_away, arrived = store.injected()
        if arrived - self.turned_away > self.served:
            self.served = arrived - self.turned_away
            self._seen_at.append(time.perf_counter())


@contextmanager
def watched(store: EmulatedStore) -> Iterator[Writes]:
    """Look now and then at what the two faults in force have counted: a limit, and no latency."""
    writes, ended = Writes(), threading.Event()

    def watch() -> None:
        while not ended.wait(_SECONDS_BETWEEN_LOOKS):
            writes.look(store)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield writes
    finally:
        ended.set()
        watcher.join()
    writes.look(store)
