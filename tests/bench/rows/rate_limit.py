"""A service that allows so many requests a second and turns away what is beyond."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from tests.bench.errors import BenchError
from tests.bench.laboratory import Laboratory
from tests.bench.programs import ours
from tests.bench.results import Finding, Target
from tests.bench.sampling import Series, number
from tests.bench.stack import Stack
from tests.bench.store import EmulatedStore
from tests.end_to_end.programs import people

TARGET = Target("at least", 85, "% of the allowed rate")

_BULK = {"method": "POST", "path": "/v1/inventory/*"}
_MEANING = (
    "served writes over the seconds from the first to the last; `of all that fits` counts the "
    "burst of the first second as well, which the limit lets through"
)
_SECONDS_BETWEEN_LOOKS = 0.05


def rate_limit(lab: Laboratory, *, users: int = 10_000, allowed: int = 40) -> list[Finding]:
    """The first `up`: how much of the allowed rate its writes use."""
    everybody = people(users)
    stack = lab.stack(ours(everybody))
    lab.store.set_faults()
    if lab.warm:
        lab.first_up(stack, everybody)
    runs = []
    for turn in range(1, lab.repeats + 1):
        runs.append(_measured(lab, stack, everybody, allowed))
        lab.say(f"    {turn}/{lab.repeats}  ours: {runs[-1].told(allowed)}")
    series = {
        "ours": Series(tuple(run.used(allowed) for run in runs), "%"),
        "of all that fits": Series(tuple(run.used(allowed, burst=1) for run in runs), "%"),
        "turned away": Series(tuple(float(run.turned_away) for run in runs), "requests"),
    }
    failures = sum(run.failures for run in runs)
    finding = Finding(
        f"{users:,} users at a service that allows {allowed} requests a second",
        TARGET,
        series["ours"].median,
        series,
        notes=(f"{failures} users failed" if failures else "nobody failed", _MEANING),
        holds=not failures,
    )
    return [finding if lab.on_engine else replace(finding, notes=(*finding.notes, "in rehearsal"))]


def _measured(lab: Laboratory, stack: Stack, users: Sequence[str], allowed: int) -> _Writes:
    _limit(lab.store, allowed)
    with _watched(lab.store) as writes:
        try:
            lab.first_up(stack, users)
        except BenchError as error:
            lab.say(str(error))  # who failed is counted
    lab.store.set_faults()
    writes.failures = len(set(users) - lab.store.held())
    return writes


def _limit(store: EmulatedStore, allowed: int) -> None:
    # The second rule does nothing but count what arrives.
    limit = {"fault": "rate_limit", "requests": allowed, "match": _BULK}
    store.set_faults(limit, {"fault": "latency", "latency": "0ms", "match": _BULK})


@dataclass
class _Writes:
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

    def told(self, allowed: int) -> str:
        """In words, for whoever watches."""
        return (
            f"{number(self.used(allowed))} % ({self.served} in {self.seconds:.2f} s, "
            f"{self.turned_away} turned away, {self.failures} users failed)"
        )

    def look(self, store: EmulatedStore) -> None:
        self.turned_away, arrived = store.injected()
        if arrived - self.turned_away > self.served:
            self.served = arrived - self.turned_away
            self._seen_at.append(time.perf_counter())


@contextmanager
def _watched(store: EmulatedStore) -> Iterator[_Writes]:
    writes, ended = _Writes(), threading.Event()

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
