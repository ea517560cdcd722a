"""A shared assignment: a few users of a large product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.bench.laboratory import Laboratory
from tests.bench.programs import ours
from tests.bench.results import Finding, Target, ratio
from tests.bench.sampling import Subject
from tests.bench.stack import Stack
from tests.end_to_end.programs import people

FEW_TARGET = Target("at most", 1.8, "times the empty program")


def few_of_many(
    lab: Laboratory, *, users: int = 20, holders: int = 50_000, latency: float = 0.05
) -> list[Finding]:
    """The preview of a new program, and of one with nothing to do, against the empty program."""
    mine = [f"mine{number:02}@contoso.com" for number in range(users)]
    others = people(holders)
    lab.store.set_faults(latency=latency)
    new, settled = lab.stack(ours(mine, "shared")), lab.stack(ours(mine, "shared"))
    lab.store.set_world(others, capacity=holders + users)
    settled.up()
    what = f"{users} declared users, shared, of {holders:,} holders, {latency * 1000:.0f} ms"
    return [
        _few(lab, f"{what}: first preview", new, others),
        _few(lab, f"{what}: no-change preview", settled, [*others, *mine]),
    ]


def _few(lab: Laboratory, what: str, stack: Stack, held: Sequence[str]) -> Finding:
    empty = lab.empty()

    def again(more: Mapping[str, str]) -> None:
        # Free seats for everybody.
        lab.store.set_world(held, capacity=2 * len(held))
        with stack.variables(more):
            stack.preview()

    lab.store.forget_requests()
    again({})
    seen = lab.store.traffic()
    series = lab.alternate(Subject("ours", stack.preview), Subject("empty program", empty.preview))
    return Finding(
        what,
        FEW_TARGET,
        ratio(series["ours"], series["empty program"]),
        series,
        notes=(f"{seen.users} users asked for side by side, {seen.pages} pages",),
        again=again,
    )
