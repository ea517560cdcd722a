"""A service that allows so many requests a second and turns away what is beyond."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.bench.errors import BenchError
from tests.bench.laboratory import Laboratory
from tests.bench.programs import ours
from tests.bench.results import Finding, Target
from tests.bench.sampling import Series
from tests.bench.stack import Stack
from tests.bench.store import EmulatedStore
from tests.bench.watch import Writes, watched
from tests.end_to_end.programs import people

TARGET = Target("at least", 85, "% of the allowed rate")

_BULK = {"method": "POST", "path": "/v1/inventory/*"}
_MEANING = (
    "served writes over the seconds from the first to the last; `of all that fits` counts the "
    "burst of the first second as well, which the limit lets through"
)


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


def _measured(lab: Laboratory, stack: Stack, users: Sequence[str], allowed: int) -> Writes:
    _limit(lab.store, allowed)
    with watched(lab.store) as writes:
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
