"""One bulk call: each of its users ends as done, unchanged or failed with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import tenacity

from ..domain.errors import OutcomeUnknown, SeatsError
from ..domain.model import BulkResult, ProductKey, Seat
from ..domain.roster import fold
from .ledger import Ledger
from .seat_service import SeatService

Action = Literal["assign", "reclaim"]

_ROUNDS = 3
_NOT_MENTIONED = "the service's answer does not mention this user"


@dataclass(frozen=True, slots=True)
class Batch:
    """Users for one bulk call.

    Attributes:
        users: folded names.
        spellings: for each of them the name to send, as the service or the program spells it.
    """

    action: Action
    product: ProductKey
    users: tuple[str, ...]
    spellings: tuple[str, ...]


def run_batch(service: SeatService, batch: Batch) -> Ledger:
    """Carry a batch out.

    When no answer says whether the call was carried out, the seats of its users are read, and only
    those for whom it was not are asked for again: a seat that was reclaimed, and meanwhile assigned
    by somebody else, would otherwise be taken a second time.

    Raises:
        SeatsError: the call was not carried out for any user.
    """
    return _BatchRun(service, batch).run()


class _BatchRun:
    def __init__(self, service: SeatService, batch: Batch) -> None:
        self._service = service
        self._batch = batch
        self._left = dict(zip(batch.users, batch.spellings, strict=True))
        self._parts: list[Ledger] = []
        self._unsure = False

    def run(self) -> Ledger:
        rounds = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(_ROUNDS),
            retry=tenacity.retry_if_exception_type(OutcomeUnknown),
            reraise=True,
        )
        # From the first call that may or may not have been carried out, every error is an outcome
        # to keep: raising would lose what is known of the other users.
        try:
            rounds(self._round)
        except SeatsError as error:
            if not self._unsure:
                raise
            self._record(Ledger(failures=dict.fromkeys(self._left, str(error))))
        return Ledger.merged(self._parts)

    def _round(self) -> None:
        """One call for the users that are left; what is not known of afterwards is read."""
        if not self._left:
            return
        try:
            result = self._call()
        except OutcomeUnknown:
            self._unsure = True
            self._look()
            if self._left:
                raise
            return
        self._take(result)

    def _call(self) -> BulkResult:
        users = list(self._left.values())
        if self._batch.action == "assign":
            return self._service.assign(self._batch.product, users)
        return self._service.reclaim(self._batch.product, users)

    def _take(self, result: BulkResult) -> None:
        """Sort an answer into outcomes."""
        wanted = self._batch.action == "assign"
        done = {fold(seat.user): seat for seat in result.seats}
        served = {user: seat for user, seat in done.items() if user in self._left}
        if wanted:
            # A seat that comes back revoked from an assign is not held, whatever the list it is in.
            served = {user: seat for user, seat in served.items() if seat.active}
        self._record(self._done(served))
        failed = {fold(refused.user): refused.reason for refused in result.failed}
        reasons = {user: failed.get(user, _NOT_MENTIONED) for user in self._left}
        self._settle(reasons)

    def _settle(self, reasons: dict[str, str]) -> None:
        """Users the service did not serve: some hold, or lack, a seat already as they should."""
        check = {user for user, reason in reasons.items() if self._needs_a_look(reason)}
        met = {user for user in check if self._goal_is_met(user)}
        self._record(Ledger(unchanged=frozenset(met)))
        self._record(Ledger(failures={u: why for u, why in reasons.items() if u not in met}))

    def _needs_a_look(self, reason: str) -> bool:
        # A seat that somebody else reclaimed meanwhile fails here, and is just what was wanted.
        # Assigns are the many, and a refused one is refused for a reason: it is not looked up.
        return self._batch.action == "reclaim" or reason == _NOT_MENTIONED

    def _goal_is_met(self, user: str) -> bool:
        try:
            seat = self._service.holder(self._batch.product, self._left[user])
        except SeatsError:
            return False
        return (seat is not None) == (self._batch.action == "assign")

    def _look(self) -> None:
        """Read the seats of all users that are left, and take those that are as they should be."""
        seats: dict[str, Seat | None] = {
            user: self._service.holder(self._batch.product, spelling)
            for user, spelling in self._left.items()
        }
        wanted = self._batch.action == "assign"
        self._record(
            self._done({user: seat for user, seat in seats.items() if (seat is not None) == wanted})
        )

    def _done(self, served: dict[str, Seat] | dict[str, Seat | None]) -> Ledger:
        if self._batch.action == "assign":
            return Ledger(assigned=tuple(seat for seat in served.values() if seat is not None))
        return Ledger(reclaimed=frozenset(served))

    def _record(self, part: Ledger) -> None:
        settled = {fold(seat.user) for seat in part.assigned}
        settled |= part.reclaimed | part.unchanged | part.failures.keys()
        if settled:
            self._parts.append(part)
            self._left = {user: said for user, said in self._left.items() if user not in settled}
