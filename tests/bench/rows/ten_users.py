"""What everybody pays: a preview of one assignment of ten users, against the empty program."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.floor import EMPTY
from tests.bench.laboratory import Laboratory
from tests.bench.programs import NOTHING, Files, licences, ours
from tests.bench.results import Finding, Target, ratio
from tests.bench.sampling import Subject
from tests.end_to_end.programs import people

TARGET = Target("at most", 1.35, "times the empty program")


def ten_users(lab: Laboratory) -> list[Finding]:
    """Of each service, ours and the empty program in turns, at no latency."""
    users = people(10)
    lab.store.set_faults()
    lab.store.set_world(capacity=10)
    store = _previewed(lab, "seats of the Store", ours(users))
    lab.tenant.set_world(users)
    return [store, _previewed(lab, "licences", licences(users)), _any_provider(lab)]


def _previewed(lab: Laboratory, of: str, files: Files) -> Finding:
    stack, empty = lab.stack(files), lab.empty()

    def again(more: Mapping[str, str]) -> None:
        with stack.variables(more):
            stack.preview()

    series = lab.alternate(Subject("ours", stack.preview), Subject(EMPTY, empty.preview))
    return Finding(
        f"first preview of one assignment, {of} for 10 users, no latency",
        TARGET,
        ratio(series["ours"], series[EMPTY]),
        series,
        again=again,
    )


def _any_provider(lab: Laboratory) -> Finding:
    """What of it Pulumi takes for the process of any dynamic provider, which no floor has."""
    nothing, empty = lab.stack(NOTHING), lab.empty()
    series = lab.alternate(Subject("does nothing", nothing.preview), Subject(EMPTY, empty.preview))
    return Finding(
        "first preview of one dynamic resource that does nothing, against the empty program",
        None,
        ratio(series["does nothing"], series[EMPTY]),
        series,
    )
