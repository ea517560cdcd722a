"""A directory that lets so many writes through in a time: a bucket that fills at a steady rate."""

from __future__ import annotations

from tests.bench.errors import BenchError
from tests.bench.laboratory import Laboratory
from tests.bench.programs import licences
from tests.bench.results import Finding, Target
from tests.bench.sampling import Series
from tests.bench.stack import Stack
from tests.bench.watch import Writes, watched
from tests.end_to_end.programs import people

TARGET = Target("at least", 90, "% of what the limit lets through")

_WRITES, _SECONDS = 3_000, 150
_ASSIGN = {"method": "POST", "path": "*/assignLicense"}


def directory_limit(lab: Laboratory, *, users: int = 6_000, scale: int = 10) -> list[Finding]:
    """The first `up` against the directory's own limit, in a time that is scaled down.

    What the limit lets through is its bucket, and what comes into that from the first write to the
    last.
    """
    seconds = _SECONDS / scale
    rate = round(_WRITES / seconds)
    stack = lab.stack(licences(people(users)))
    runs: list[Writes] = []
    for turn in range(1, lab.repeats + 1):
        runs.append(_measured(lab, stack, users, seconds))
        lab.say(f"    {turn}/{lab.repeats}  ours: {runs[-1].told(rate, burst=seconds)}")
    failures = sum(run.failures for run in runs)
    ours = Series(tuple(run.used(rate, burst=seconds) for run in runs), "%")
    refused = Series(tuple(float(run.turned_away) for run in runs), "parts")
    return [
        Finding(
            f"{users:,} licences in a directory of {_WRITES:,} writes in {_SECONDS} s",
            TARGET,
            ours.median,
            {"ours": ours, "turned away": refused},
            notes=(
                f"{failures} users failed" if failures else "nobody failed",
                f"in a time that is scaled down by {scale}, but for the whole seconds of a wait",
            ),
            holds=not failures,
        )
    ]


def _measured(lab: Laboratory, stack: Stack, users: int, seconds: float) -> Writes:
    lab.store.set_faults()
    lab.tenant.set_world(people(users))
    stack.reset()
    lab.store.set_faults(
        {"fault": "throttle", "writes": _WRITES, "per": f"{seconds}s", "match": _ASSIGN},
        # It does nothing but count what arrives.
        {"fault": "latency", "latency": "0ms", "match": _ASSIGN},
    )
    with watched(lab.store) as writes:
        try:
            stack.up()
        except BenchError as error:
            lab.say(str(error))  # who failed is counted
    lab.store.set_faults()
    writes.failures = users - len(lab.tenant.held())
    return writes
