"""What everybody pays: a preview of one assignment of ten users, against the empty program."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.floor import EMPTY
from tests.bench.laboratory import Laboratory
from tests.bench.programs import IDLE_PROVIDER, Files, licences, ours
from tests.bench.results import Finding, Target, ratio
from tests.bench.sampling import Subject
from tests.end_to_end.programs import people

TARGET = Target("at most", 1.35, "times the empty program")


def ten_users(lab: Laboratory) -> list[Finding]:
    """Of each service, ours and the empty program in turns, at no latency.

    And for information what of it Pulumi takes for the process of any dynamic provider.
    """
    users = people(10)
    lab.store.set_faults()
    lab.store.set_world(capacity=10)
    store = "one assignment, seats of the Store for 10 users, no latency"
    found = [_previewed(lab, store, ours(users))]
    lab.tenant.set_world(users)
    graph = "one assignment, licences for 10 users, no latency"
    found.append(_previewed(lab, graph, licences(users)))
    idle = "one dynamic resource that does nothing, against the empty program"
    found.append(_previewed(lab, idle, IDLE_PROVIDER, name="does nothing", target=None))
    return found


def _previewed(
    lab: Laboratory, what: str, files: Files, *, name: str = "ours", target: Target | None = TARGET
) -> Finding:
    stack, empty = lab.stack(files), lab.empty()

    def again(more: Mapping[str, str]) -> None:
        with stack.variables(more):
            stack.preview()

    series = lab.alternate(Subject(name, stack.preview), Subject(EMPTY, empty.preview))
    return Finding(
        f"first preview of {what}", target, ratio(series[name], series[EMPTY]), series, again=again
    )
