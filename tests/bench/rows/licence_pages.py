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
    lab: Laboratory, *, users: int = 100_000, latency: float = 0.05
) -> list[Finding]:
    """Ours, the empty program and the bare loop in turns."""
    everybody = people(users)
    lab.store.set_faults()
    lab.tenant.set_world(everybody, holders=everybody)
    stack, empty = lab.stack(licences(everybody)), lab.empty()
    stack.up()

    def again(more: Mapping[str, str]) -> None:
        with stack.variables(more):
            stack.preview()

    lab.store.set_faults(latency=latency)
    lab.store.forget_requests()
    stack.preview()
    pages = lab.tenant.traffic().pages
    series = lab.alternate(
        Subject("ours", stack.preview),
        Subject(EMPTY, empty.preview),
        Subject(_LOOP, lambda: read_pages(lab.tenant)),
    )
    above = series["ours"].median - series[EMPTY].median
    return [
        Finding(
            f"no-change preview of {users:,} licences, {latency * 1000:.0f} ms: against pages one "
            "after the other",
            TARGET,
            above / series[_LOOP].median,
            series,
            notes=(f"ours reads {pages:,} pages, in ranges of names side by side",),
            again=again,
        )
    ]
