"""A preview with nothing to do, against the floor; and the memory that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.bench import memory
from tests.bench.errors import BenchError
from tests.bench.floor import EMPTY, FLOOR, LOOP, with_floor
from tests.bench.laboratory import Laboratory
from tests.bench.programs import ours
from tests.bench.references import fetch_pages
from tests.bench.results import Finding, Target, ratio
from tests.bench.sampling import Subject, number
from tests.bench.stack import EngineStack, Stack
from tests.end_to_end.programs import people

TARGET = Target("at most", 1.35, "times the floor")
LARGE_TARGET = Target("at most", 1.5, "times the floor")
MEMORY_TARGET = Target("at most", 250, "MiB above an idle plugin's")


def no_change(
    lab: Laboratory, *, users: int = 10_000, latencies: Sequence[float] = (0, 0.05)
) -> list[Finding]:
    """At each latency, ours and the floor in turns."""
    stack = _settled(lab, users)
    return [_against_floor(lab, stack, users, latency, TARGET) for latency in latencies]


def large_no_change(lab: Laboratory, *, users: int = 100_000) -> list[Finding]:
    """The same of many more users at no latency, and the plugin's memory."""
    stack = _settled(lab, users)
    memory_of = f"the plugin's peak memory in that preview of {users:,} users"
    return [
        _against_floor(lab, stack, users, 0, LARGE_TARGET),
        plugin_memory(lab, stack, memory_of),
    ]


def _settled(lab: Laboratory, users: int) -> Stack:
    """A stack that has adopted everybody, so that nothing is to do."""
    everybody = people(users)
    lab.store.set_faults()
    lab.store.set_world(everybody, capacity=users)
    stack = lab.stack(ours(everybody))
    stack.up()
    return stack


def _against_floor(
    lab: Laboratory, stack: Stack, users: int, latency: float, target: Target
) -> Finding:
    lab.store.set_faults(latency=latency)
    empty = lab.empty()
    lab.store.forget_requests()
    stack.preview()
    seen = lab.store.traffic()

    def again(more: Mapping[str, str]) -> None:
        lab.store.set_faults(latency=latency)
        with stack.variables(more):
            stack.preview()

    series = lab.alternate(
        Subject("ours", stack.preview),
        Subject(EMPTY, empty.preview),
        Subject(LOOP, lambda: fetch_pages(lab.store, seen.pages)),
    )
    series = with_floor(series)
    return Finding(
        f"no-change preview of {users:,} users, {_named(latency)}: against the floor (c)",
        target,
        ratio(series["ours"], series[FLOOR]),
        series,
        notes=(
            f"the floor: an empty program's preview, and {seen.pages:,} pages by the bare loop",
        ),
        again=again,
    )


def plugin_memory(lab: Laboratory, stack: Stack, what: str) -> Finding:
    """The peak of a preview, above that of an idle plugin."""
    finding = Finding(what, MEMORY_TARGET)
    if not isinstance(stack, EngineStack):
        return replace(finding, not_run="it needs the engine")
    if not memory.is_told():
        return replace(finding, not_run=memory.NO_PROC)

    def peak() -> float:
        with stack.start("preview") as engine:
            found = memory.plugin_peak(engine)
        if engine.returncode:
            raise BenchError("pulumi preview failed, while its memory was looked at")
        return found

    series = lab.alternate(
        Subject("ours", peak, unit="MiB"),
        Subject("idle plugin", lambda: memory.idle_plugin_peak(lab.folder), unit="MiB"),
    )
    above = series["ours"].median - series["idle plugin"].median
    return replace(finding, value=above, series=series)


def _named(latency: float) -> str:
    return f"{number(latency * 1000)} ms" if latency else "no latency"
