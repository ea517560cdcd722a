"""Many assignments in one program, in a tenant of many SKUs: what each of them takes."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.floor import EMPTY
from tests.bench.laboratory import Laboratory
from tests.bench.programs import many_assignments as program
from tests.bench.results import Finding, Target, ratio
from tests.bench.sampling import Series, Subject
from tests.bench.stack import Stack
from tests.end_to_end.programs import people

TARGET = Target("at most", 1.15, "times the time of one among ten times fewer")

_MILLISECONDS = 1000


def many_assignments(lab: Laboratory, *, most: int = 200, skus: int = 1_000) -> list[Finding]:
    """A preview of many, of ten times fewer, and the empty program in turns, at no latency."""
    users = people(10)
    lab.store.set_faults()
    lab.tenant.set_world(users, skus=skus)
    sizes = (most // 10, most)
    stacks = {size: lab.stack(program(size, users)) for size in sizes}
    named = {size: f"of {size} assignments" for size in sizes}
    empty = lab.empty()
    timed = lab.alternate(
        *(Subject(named[size], stacks[size].preview) for size in sizes),
        Subject(EMPTY, empty.preview),
    )
    less = timed[EMPTY].median
    each = {
        named[size]: Series(
            tuple(_MILLISECONDS * (value - less) / size for value in timed[named[size]].samples),
            "ms",
        )
        for size in sizes
    }
    few, many = each.values()
    return [
        Finding(
            f"first preview of {most} assignments of 10 users, {skus:,} SKUs: time of each, less "
            "the empty program",
            TARGET,
            ratio(many, few),
            {**each, "the whole": timed[named[most]]},
            again=lambda more: _again(stacks[most], more),
        )
    ]


def _again(stack: Stack, more: Mapping[str, str]) -> None:
    with stack.variables(more):
        stack.preview()
