"""The first `up` of many licences, against what people use instead and against the floor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pulumi_microsoft_seats.settings.stack_settings import DEFAULT_CONCURRENCY
from tests.bench.floor import BATCHES, EMPTY, FLOOR, with_floor
from tests.bench.graph_references import (
    assign_in_batches,
    assign_one_by_one,
    assign_with_reads,
    send_batches,
)
from tests.bench.graph_tenant import GraphTraffic
from tests.bench.laboratory import Laboratory
from tests.bench.programs import licences
from tests.bench.results import Finding, Target, ratio
from tests.bench.sampling import Subject
from tests.bench.stack import Stack
from tests.end_to_end.programs import people

AGAINST_SCRIPTS = Target("at least", 60, "times faster")
AGAINST_BATCHES = Target("at least", 4, "times faster")
AGAINST_FLOOR = Target("at most", 1.35, "times the floor")
AGAINST_AZUREAD = Target("at least", 100, "times faster")

_D, _E, _F = "pattern (d)", "pattern (e)", "pattern (f)"
_FEW = 20


def licences_first_up(
    lab: Laboratory, *, users: int = 10_000, in_sequence: int = 500, latency: float = 0.05
) -> list[Finding]:
    """Ours, patterns (d) and (e), and the floor in turns.

    Pattern (d) is measured on fewer users, and scaled: one call after the other takes as long for
    each.
    """
    work = _Work(lab, people(users), latency)
    few, scale = work.users[:in_sequence], users / in_sequence
    series = lab.alternate(
        Subject("ours", work.up),
        Subject(
            _D,
            lambda: scale * work.reference(lambda: assign_one_by_one(lab.tenant, few), few),
            warm_up=lambda: assign_one_by_one(lab.tenant, few[:_FEW]),
        ),
        Subject(
            _E,
            lambda: work.reference(lambda: assign_in_batches(lab.tenant, work.users), work.users),
            warm_up=lambda: assign_in_batches(lab.tenant, few[:_FEW]),
        ),
        Subject(EMPTY, work.empty_up),
        Subject(
            BATCHES,
            lambda: work.reference(
                lambda: send_batches(lab.tenant, work.seen, DEFAULT_CONCURRENCY), work.users
            ),
        ),
    )
    mine, floor = series["ours"], with_floor(series, loop=BATCHES)
    what = f"first `up` of {users:,} licences, {latency * 1000:.0f} ms"
    scaled = f"pattern (d) was measured on {in_sequence:,} users, and scaled"
    return [
        Finding(
            f"{what}: against one call a user (d)",
            AGAINST_SCRIPTS,
            ratio(series[_D], mine),
            {"ours": mine, _D: series[_D]},
            notes=(scaled,),
            again=work.again,
        ),
        Finding(
            f"{what}: against batches in sequence (e)",
            AGAINST_BATCHES,
            ratio(series[_E], mine),
            {"ours": mine, _E: series[_E]},
            again=work.again,
        ),
        Finding(
            f"{what}: against the floor (c)",
            AGAINST_FLOOR,
            ratio(mine, floor[FLOOR]),
            floor,
            notes=(work.told(),),
            again=work.again,
        ),
    ]


def licences_against_azuread(
    lab: Laboratory, *, users: int = 1_000, measured: int = 50, latency: float = 0.05
) -> list[Finding]:
    """Ours and pattern (f) in turns."""
    work = _Work(lab, people(users), latency)
    few = work.users[:measured]
    series = lab.alternate(
        Subject("ours", work.up),
        Subject(
            _F,
            lambda: work.reference(lambda: assign_with_reads(lab.tenant, few, of=users), few),
        ),
    )
    return [
        Finding(
            f"first `up` of {users:,} licences, {latency * 1000:.0f} ms: against azuread (f)",
            AGAINST_AZUREAD,
            ratio(series[_F], series["ours"]),
            series,
            notes=(
                f"pattern (f) was measured on {measured} users, and scaled; its waits are counted",
            ),
            again=work.again,
        )
    ]


@dataclass
class _Work:
    """A first `up`, what is compared with it, and what it was seen to ask for."""

    lab: Laboratory
    users: Sequence[str]
    latency: float
    seen: GraphTraffic = field(default_factory=lambda: GraphTraffic(0, (), ()))

    def __post_init__(self) -> None:
        self.stack = self.lab.stack(licences(self.users))
        self.empty = self.lab.empty()

    def up(self) -> float:
        seconds = self._first_up(self.stack)
        assert self.lab.tenant.held() == set(self.users)
        self.seen = self.lab.tenant.traffic()
        return seconds

    def empty_up(self) -> float:
        return self._first_up(self.empty)

    def again(self, more: Mapping[str, str]) -> None:
        with self.stack.variables(more):
            self._first_up(self.stack)

    def reference(self, assign: Callable[[], float], users: Sequence[str]) -> float:
        self._nobody_holds_one()
        seconds = assign()
        assert self.lab.tenant.held() == set(users)
        return seconds

    def _first_up(self, stack: Stack) -> float:
        self._nobody_holds_one()
        stack.reset()
        self.lab.store.forget_requests()
        return stack.up()

    def _nobody_holds_one(self) -> None:
        self.lab.store.set_faults()
        self.lab.tenant.set_world(self.users)
        self.lab.store.set_faults(latency=self.latency)

    def told(self) -> str:
        return (
            f"the floor: an empty program's `up`, and the {len(self.seen.reads):,} batches that "
            f"read and {len(self.seen.writes):,} that write, {DEFAULT_CONCURRENCY} side by side by "
            "the bare loop"
        )
