"""Running a plan: bulk calls, reclaims before assigns, many in flight, nothing forgotten."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor

from ..domain.errors import AccessDenied, InventoryNotFound, NotOnline, SeatsError, SignInError
from ..domain.plan import SeatPlan
from .batch import Action, Batch, run_batch
from .ledger import Ledger
from .seat_service import SeatService
from .snapshot import Snapshot

_CONCERNS_EVERY_USER = (SignInError, AccessDenied, InventoryNotFound, NotOnline)
"""Errors that the next bulk call of the same product would meet as well."""


def apply_plan(
    plan: SeatPlan, service: SeatService, snapshot: Snapshot, executor: Executor
) -> Ledger:
    """Carry a plan out and correct the snapshot by what became of it.

    All reclaims end before the first assign starts, so that the seats they free can be assigned.
    An error never ends the run half way: the users it concerns end as failed, with its message.
    """
    size = service.batch_size
    reclaims = _run(_batches("reclaim", plan, size, snapshot), service, executor)
    snapshot.correct(lost=reclaims.reclaimed | reclaims.unchanged)
    assigns = _run(_batches("assign", plan, size, snapshot), service, executor)
    snapshot.correct(gained=assigns.assigned)
    return Ledger.merged([reclaims, assigns])


def _run(batches: Iterable[Batch], service: SeatService, executor: Executor) -> Ledger:
    """Carry batches out side by side; an error that would meet all of them is met once."""
    halted = _Halt()

    def run(batch: Batch) -> Ledger:
        if halted.reason is not None:
            return Ledger(failures=dict.fromkeys(batch.users, halted.reason))
        try:
            return run_batch(service, batch)
        except SeatsError as error:
            if isinstance(error, _CONCERNS_EVERY_USER):
                halted.halt(str(error))
            return Ledger(failures=dict.fromkeys(batch.users, str(error)))

    return Ledger.merged(executor.map(run, batches))


def _batches(action: Action, plan: SeatPlan, size: int, snapshot: Snapshot) -> Iterator[Batch]:
    users = plan.assign if action == "assign" else plan.reclaim
    for start in range(0, len(users), size):
        some = tuple(users[start : start + size])
        yield Batch(action, plan.product, some, tuple(_spelling(user, snapshot) for user in some))


def _spelling(user: str, snapshot: Snapshot) -> str:
    """The name as the service spells it, where it is known: not every service ignores capitals."""
    seat = snapshot.seat_of(user)
    return seat.user if seat is not None else user


class _Halt:
    """Set once by the first worker that meets an error which would meet all the others."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reason: str | None = None

    def halt(self, reason: str) -> None:
        with self._lock:
            self.reason = self.reason or reason
