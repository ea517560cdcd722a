"""The first `up`, against one Pulumi resource a user."""

from __future__ import annotations

from tests.bench.laboratory import Laboratory
from tests.bench.programs import one_resource_a_user, ours
from tests.bench.results import Finding, Target, ratio
from tests.bench.sampling import Subject
from tests.bench.stack import Stack
from tests.end_to_end.programs import people

TARGET = Target("at least", 20, "times faster")

_FEW = 20


def resource_per_user(lab: Laboratory, *, users: int = 1_000) -> list[Finding]:
    """Ours and reference (b) in turns, at no latency."""
    everybody = people(users)
    lab.store.set_faults()
    mine, theirs = lab.stack(ours(everybody)), lab.stack(one_resource_a_user(everybody))
    few = lab.stack(one_resource_a_user(everybody[:_FEW]))

    def measure(stack: Stack) -> float:
        seconds = lab.first_up(stack, everybody)
        assert lab.store.held() == set(everybody)
        return seconds

    series = lab.alternate(
        Subject("ours", lambda: measure(mine)),
        Subject("pattern (b)", lambda: measure(theirs), warm_up=few.up),
    )
    return [
        Finding(
            f"first `up` of {users:,} users, no latency: against pattern (b)",
            TARGET,
            ratio(series["pattern (b)"], series["ours"]),
            series,
            again=lambda more: lab.first_up(mine, everybody, more),
        )
    ]
