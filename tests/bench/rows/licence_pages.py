"""A preview with nothing to do of many licences, against pages one after the other."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.floor import EMPTY
from tests.bench.graph_references import read_pages
from tests.bench.laboratory import Laboratory
from tests.bench.programs import licences
from tests.bench.results import Finding, Target
from tests.bench.sampling import Subject
from tests.end_to_end.programs import people

TARGET = Target("at most", 0.5, "of the loop's time, above an empty program")

_LOOP = "the bare loop of pages"


def licences_no_change(
    lab: Laboratory, *, users: int = 100_000, latency: float = 0.05, slow: float = 0.5
) -> list[Finding]:
    """Ours, the empty program and the bare loop in turns, at a latency and at a slow service's.

    At the first the cores decide that the emulator shares with ours, at the second the waits.
    """
    everybody = people(users)
    lab.store.set_faults()
    lab.tenant.set_world(everybody, holders=everybody)
    stack, empty = lab.stack(licences(everybody)), lab.empty()
    stack.up()
    lab.store.forget_requests()
    stack.preview()
    pages = lab.tenant.traffic().pages

    def again(more: Mapping[str, str]) -> None:
        with stack.variables(more):
            stack.preview()

    def at(seconds: float, target: Target | None) -> Finding:
        lab.store.set_faults(latency=seconds)
        series = lab.alternate(
            Subject("ours", stack.preview),
            Subject(EMPTY, empty.preview),
            Subject(_LOOP, lambda: read_pages(lab.tenant)),
        )
        above = series["ours"].median - series[EMPTY].median
        return Finding(
            f"no-change preview of {users:,} licences, {seconds * 1000:.0f} ms: against pages one "
            "after the other",
            target,
            above / series[_LOOP].median,
            series,
            notes=(f"ours reads {pages:,} pages, in ranges of names side by side",),
            again=again,
        )

    return [at(latency, TARGET), at(slow, None)]
