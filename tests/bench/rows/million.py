"""A million users, with nothing to do: what that takes of time, memory and state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.bench.floor import EMPTY
from tests.bench.laboratory import Laboratory
from tests.bench.programs import ours
from tests.bench.results import Finding, Target, ratio
from tests.bench.rows.no_change import plugin_memory
from tests.bench.sampling import Series, Subject, number
from tests.bench.stack import Stack
from tests.end_to_end.programs import MINECRAFT, OFFICE, entry, people

TIME_TARGET = Target("at most", 1, "times the time of one among ten times fewer")
MEMORY_TARGET = Target("at most", 1_536, "MiB above an idle plugin's")

_MICROSECONDS, _MIB = 1_000_000, 1024**2


def million(lab: Laboratory, *, users: int = 1_000_000) -> list[Finding]:
    """Previews of so many, of ten times fewer, and of the empty program in turns, at no latency."""
    held = {OFFICE: people(users), MINECRAFT: people(users // 10)}
    lab.store.set_faults()
    entries = [entry(product, seat_capacity=users, seats=some) for product, some in held.items()]
    lab.store.control("PUT", "world", {"inventory": entries})
    many, few = (lab.stack(ours(some, product=product)) for product, some in held.items())
    for stack in (many, few):
        stack.up()
    names = [f"{len(some):,} users" for some in held.values()]
    timed = lab.alternate(
        Subject(names[0], many.preview),
        Subject(names[1], few.preview),
        Subject(EMPTY, lab.empty().preview),
    )
    less = timed[EMPTY].median
    each = {
        name: Series(
            tuple(_MICROSECONDS * (value - less) / len(some) for value in timed[name].samples),
            "µs",
        )
        for name, some in zip(names, held.values(), strict=True)
    }
    what = f"no-change preview of {users:,} users, no latency"

    def again(more: Mapping[str, str]) -> None:
        with many.variables(more):
            many.preview()

    return [
        Finding(
            f"{what}: time of each, less the empty program",
            TIME_TARGET,
            ratio(each[names[0]], each[names[1]]),
            {**each, "the whole": timed[names[0]]},
            notes=(f"the state has {number(_size_of_state(many) / _MIB)} MiB",),
            again=again,
        ),
        replace(
            plugin_memory(lab, many, f"{what}: the plugin's peak memory"), target=MEMORY_TARGET
        ),
    ]


def _size_of_state(stack: Stack) -> int:
    return sum(file.stat().st_size for file in stack.folder.glob("**/stacks/**/*.json"))
