"""Running a plan: bulk calls, reclaims before all else, many in flight, nothing forgotten."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..domain.errors import AccessDenied, NotOnline, ProductNotFound, SeatsError, SignInError
from ..domain.progress import Progress, Work
from .batch import Action, Batch, run_batch
from .ledger import Ledger
from .parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    from ..domain.plan import SeatPlan
    from .seat_service import SeatService
    from .snapshot import Snapshot

_WORK: dict[Action, Work] = {
    "assign": "assigning",
    "change": "changing",
    "reclaim": "reclaiming",
}

_CONCERNS_EVERY_USER = (SignInError, AccessDenied, ProductNotFound, NotOnline)
"""Errors that the next bulk call of the same product would meet as well."""


def apply_plan(
    plan: SeatPlan,
    service: SeatService,
    snapshot: Snapshot,
    executor: Executor,
    report: Callable[[Progress], None] = lambda _progress: None,
) -> Ledger:
    """Carry a plan out and correct the snapshot by what became of it.

    All reclaims end before the first change of service plans starts, and these before the first
    assign, so that the seats they free can be assigned. An error never ends the run half way: the
    users it concerns end as failed, with its message.

    Args:
        plan: what to do.
        service: where to do it.
        snapshot: the seats as they are, which knows all users of the plan.
        executor: runs the bulk calls.
        report: told after each bulk call how far the work has come, from any thread.
    """
    run = _PlanRun(plan, service, snapshot, executor, report)
    # A resource that is deleted before it is replaced may have reclaimed some of them already.
    held = snapshot.users
    reclaims = run.carry_out("reclaim", [user for user in plan.reclaim if user in held])
    snapshot.correct(lost=reclaims.reclaimed | reclaims.unchanged, gained=reclaims.reassigned)
    changes = run.carry_out("change", [*plan.change])
    assigns = run.carry_out("assign", plan.assign)
    snapshot.correct(gained=[*changes.assigned, *assigns.assigned])
    return Ledger.merged([reclaims, changes, assigns])


class _Halt:
    """Set once by the first worker that meets an error which would meet all the others."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reason: str | None = None

    def note(self, error: SeatsError | None) -> None:
        if isinstance(error, _CONCERNS_EVERY_USER):
            with self._lock:
                self.reason = self.reason or str(error)


class _Tally:
    """Counts what has been done of one action."""

    def __init__(self, action: Action, total: int, report: Callable[[Progress], None]) -> None:
        self._work: Work = _WORK[action]
        self._total = total
        self._report = report
        self._lock = threading.Lock()
        self._done = self._failed = 0

    def add(self, ledger: Ledger) -> None:
        with self._lock:
            self._failed += len(ledger.failures)
            self._done += len(ledger.users) - len(ledger.failures)
            progress = Progress(self._work, self._done, self._total, self._failed)
        self._report(progress)


@dataclass(frozen=True, slots=True)
class _PlanRun:
    """A plan under way, and what its three parts have in common."""

    plan: SeatPlan
    service: SeatService
    snapshot: Snapshot
    executor: Executor
    report: Callable[[Progress], None]
    halt: _Halt = field(default_factory=_Halt)

    def carry_out(self, action: Action, users: Sequence[str]) -> Ledger:
        """Carry batches of one action out side by side."""
        tally = _Tally(action, len(users), self.report)

        def run(batch: Batch) -> Ledger:
            ledger = self._outcome(batch)
            tally.add(ledger)
            return ledger

        return Ledger.merged(self.executor.map(run, self._batches(action, users)))

    def _outcome(self, batch: Batch) -> Ledger:
        if self.halt.reason is not None:
            return Ledger(failures=dict.fromkeys(batch.users, self.halt.reason))
        outcome = run_batch(self.service, batch)
        self.halt.note(outcome.error)
        return outcome.ledger

    def _batches(self, action: Action, users: Sequence[str]) -> Iterator[Batch]:
        for some in parts_of(users, self.service.batch_size):
            held = {user: self.snapshot.seat_of(user) for user in some}
            seats = {user: seat for user, seat in held.items() if seat is not None}
            # Not every service ignores capitals, so its own spelling is used where it is known.
            spellings = {user: seats[user].user if user in seats else user for user in some}
            yield Batch(action, self.plan.product, spellings, seats, self.plan.disabled_plans)
