"""Running a plan: bulk calls, reclaims before assigns, many in flight, nothing forgotten."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..domain.errors import AccessDenied, InventoryNotFound, NotOnline, SeatsError, SignInError
from .batch import Action, Batch, run_batch
from .ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from ..domain.plan import SeatPlan
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
    halt = _Halt()
    reclaims = _run(
        _batches("reclaim", plan, service.batch_size, snapshot), service, executor, halt
    )
    snapshot.correct(lost=reclaims.reclaimed | reclaims.unchanged, gained=reclaims.given_anew)
    assigns = _run(_batches("assign", plan, service.batch_size, snapshot), service, executor, halt)
    snapshot.correct(gained=assigns.assigned)
    return Ledger.merged([reclaims, assigns])


class _Halt:
    """Set once by the first worker that meets an error which would meet all the others."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reason: str | None = None

    def heed(self, error: SeatsError | None) -> None:
        if isinstance(error, _CONCERNS_EVERY_USER):
            with self._lock:
                self.reason = self.reason or str(error)


def _run(batches: Iterable[Batch], service: SeatService, executor: Executor, halt: _Halt) -> Ledger:
    """Carry batches out side by side."""

    def run(batch: Batch) -> Ledger:
        if halt.reason is not None:
            return Ledger(failures=dict.fromkeys(batch.users, halt.reason))
        outcome = run_batch(service, batch)
        halt.heed(outcome.error)
        return outcome.ledger

    return Ledger.merged(executor.map(run, batches))


def _batches(action: Action, plan: SeatPlan, size: int, snapshot: Snapshot) -> Iterator[Batch]:
    users = plan.assign if action == "assign" else plan.reclaim
    for start in range(0, len(users), size):
        some = users[start : start + size]
        held = {user: snapshot.seat_of(user) for user in some}
        seats = {user: seat for user, seat in held.items() if seat is not None}
        # Not every service ignores capitals, so its own spelling is used where it is known.
        spellings = {user: seats[user].user if user in seats else user for user in some}
        yield Batch(action, plan.product, spellings, seats)
