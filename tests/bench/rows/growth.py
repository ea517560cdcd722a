"""Whether the time per user grows with the number of users."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from tests.bench.laboratory import Laboratory
from tests.bench.programs import ours
from tests.bench.results import Finding, Target, ratio
from tests.bench.sampling import Series, Subject
from tests.bench.stack import Stack
from tests.end_to_end.programs import people
from tests.support.pulumi_cli import NO_CLI

WHOLE_TARGET = Target("at most", 1, "times the time per user of ten times fewer")
OWN_TARGET = Target("at most", 1.15, "times the time per user of ten times fewer")
"""Without the empty program: the noise of this measure, where everything grows in proportion."""

_EMPTY = "empty program"
_MILLISECONDS = 1000


def growth(lab: Laboratory, *, sizes: Sequence[int] = (1_000, 10_000, 100_000)) -> list[Finding]:
    """The first `up` of each size and the empty program in turns, at no latency."""
    lab.store.set_faults()
    stacks = {size: lab.stack(ours(people(size))) for size in sizes}
    subjects = [Subject(_named(size), _first_up(lab, stacks[size], size)) for size in sizes]
    if lab.on_engine:
        subjects.append(Subject(_EMPTY, _first_up(lab, lab.empty(), 0)))
    timed = lab.alternate(*subjects)
    listed = ", ".join(f"{size:,}" for size in sizes)
    finding = Finding(
        f"first `up` of {listed} users, no latency: time a user",
        WHOLE_TARGET,
        notes=() if lab.on_engine else ("in rehearsal",),
        again=lambda more: lab.first_up(stacks[sizes[-1]], people(sizes[-1]), more),
    )
    without = replace(finding, what=f"{finding.what}, less the empty program", target=OWN_TARGET)
    if not lab.on_engine:
        without = replace(without, notes=(), not_run=NO_CLI)
        return [_judged(finding, timed, sizes), without]
    empty = timed[_EMPTY].median
    return [_judged(finding, timed, sizes), _judged(without, timed, sizes, less=empty)]


def _first_up(lab: Laboratory, stack: Stack, users: int) -> Callable[[], float]:
    return lambda: lab.first_up(stack, people(users))


def _judged(
    finding: Finding, timed: Mapping[str, Series], sizes: Sequence[int], less: float = 0.0
) -> Finding:
    """The finding with the largest growth from one size to the next."""
    series = {
        _named(size): Series(
            tuple(_MILLISECONDS * (value - less) / size for value in timed[_named(size)].samples),
            "ms",
        )
        for size in sizes
    }
    worst = max(ratio(larger, smaller) for smaller, larger in pairwise(series.values()))
    return replace(finding, value=worst, series=series)


def _named(users: int) -> str:
    return f"{users:,} users"
