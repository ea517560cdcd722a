"""The first `up` of many users, against the vendor's pattern and against the floor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi_microsoft_seats.settings.stack_settings import DEFAULT_CONCURRENCY
from tests.bench.floor import EMPTY, FLOOR, LOOP, with_floor
from tests.bench.laboratory import Laboratory
from tests.bench.programs import ours
from tests.bench.references import assign_as_the_pattern, fetch_pages
from tests.bench.results import Finding, Target, ratio
from tests.bench.sampling import Subject
from tests.bench.stack import Stack
from tests.bench.store import NOTHING, Traffic
from tests.end_to_end.programs import people

AGAINST_PATTERN = Target("at least", 12, "times faster")
AGAINST_FLOOR = Target("at most", 1.25, "times the floor")

_FEW = 100
"""Users enough to warm up a reference that takes its time."""


def first_up(lab: Laboratory, *, users: int = 10_000, latency: float = 0.05) -> list[Finding]:
    """Ours, pattern (a) and the floor in turns."""
    comparison = _Comparison(lab, people(users))
    lab.store.set_faults(latency=latency)
    stack, empty = lab.stack(ours(comparison.users)), lab.empty()
    series = lab.alternate(
        Subject("ours", lambda: comparison.ours(stack)),
        Subject(
            "pattern (a)",
            lambda: comparison.pattern(comparison.users),
            warm_up=lambda: comparison.pattern(comparison.users[:_FEW]),
        ),
        Subject(EMPTY, lambda: lab.first_up(empty, comparison.users)),
        Subject(LOOP, comparison.loop),
    )
    against_floor = with_floor(series, trips=comparison.rounds * latency)

    def again(more: Mapping[str, str]) -> None:
        lab.first_up(stack, comparison.users, more)

    what = f"first `up` of {users:,} users, {latency * 1000:.0f} ms"
    mine, pattern = series["ours"], series["pattern (a)"]
    return [
        Finding(
            f"{what}: against pattern (a)",
            AGAINST_PATTERN,
            ratio(pattern, mine),
            {"ours": mine, "pattern (a)": pattern},
            again=again,
        ),
        Finding(
            f"{what}: against the floor (c)",
            AGAINST_FLOOR,
            ratio(mine, against_floor[FLOOR]),
            against_floor,
            notes=(comparison.told(),),
            again=again,
        ),
    ]


@dataclass
class _Comparison:
    """What is compared, and what our own run was seen to ask for."""

    lab: Laboratory
    users: Sequence[str]
    seen: Traffic = NOTHING

    def ours(self, stack: Stack) -> float:
        self.lab.store.forget_requests()
        seconds = self.lab.first_up(stack, self.users)
        assert self.lab.store.held() == set(self.users)
        self.seen = self.lab.store.traffic()
        return seconds

    def pattern(self, users: Sequence[str]) -> float:
        self.lab.store.set_world(capacity=len(self.users))
        seconds = assign_as_the_pattern(self.lab.store, users)
        assert self.lab.store.held() == set(users)
        return seconds

    def loop(self) -> float:
        self.lab.store.set_world(capacity=len(self.users))
        return fetch_pages(self.lab.store, self.seen.pages)

    @property
    def rounds(self) -> int:
        return math.ceil(self.seen.bulk / DEFAULT_CONCURRENCY)

    def told(self) -> str:
        return (
            f"the floor: an empty program's `up`, {self.rounds} round trips for "
            f"{self.seen.bulk:,} bulk calls, and {self.seen.pages} pages by the bare loop"
        )
