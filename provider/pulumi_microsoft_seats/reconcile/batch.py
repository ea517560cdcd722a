"""One bulk call: each of its users ends as done, unchanged or failed with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import tenacity

from ..domain.errors import OutcomeUnknown, SeatsError
from ..domain.roster import fold
from .ledger import Ledger
from .parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ..domain.model import BulkResult, ProductKey, Seat
    from .seat_service import SeatService

Action = Literal["assign", "change", "reclaim"]
"""What a call does: gives a seat, changes the service plans of one that is held, takes it."""

_ROUNDS = 3
_NOT_MENTIONED = "the service's answer does not mention this user"
_NOT_HELD = "the service answered with a revoked seat"


@dataclass(frozen=True, slots=True)
class Batch:
    """Users for one bulk call.

    Attributes:
        users: each folded name, with the spelling to send: the service's own where it is known.
        seats: for a reclaim, the very seats that are to be reclaimed, by folded name.
        disabled_plans: the service plans that are off afterwards; None where nobody says.
    """

    action: Action
    product: ProductKey
    users: Mapping[str, str]
    seats: Mapping[str, Seat]
    disabled_plans: AbstractSet[str] | None = None


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What became of a batch: every user of it is in the ledger.

    Attributes:
        error: what ended the batch early; its message is the reason of those who failed by it.
    """

    ledger: Ledger
    error: SeatsError | None = None


def run_batch(service: SeatService, batch: Batch) -> BatchOutcome:
    """Carry a batch out.

    When no answer says whether the call was carried out, the seats of its users are read, and only
    those for whom it was not are asked for again: a seat that was reclaimed, and meanwhile assigned
    by somebody else, would otherwise be taken a second time.
    """
    return _BatchRun(service, batch).outcome()


class _BatchRun:
    """The users of a batch that are not settled yet, and what became of the others."""

    def __init__(self, service: SeatService, batch: Batch) -> None:
        self._service = service
        self._batch = batch
        self._left = dict(batch.users)
        self._parts: list[Ledger] = []
        self._unknown: dict[str, str] = {}

    def outcome(self) -> BatchOutcome:
        rounds = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(_ROUNDS),
            retry=tenacity.retry_if_exception_type(OutcomeUnknown),
            reraise=True,
        )
        error: SeatsError | None = None
        try:
            rounds(self._round)
        except SeatsError as ended:
            error = ended
            said = self._unknown if isinstance(ended, OutcomeUnknown) else {}
            failures = {user: said.get(user, str(ended)) for user in self._left}
            self._settle(Ledger(failures=failures))
        return BatchOutcome(Ledger.merged(self._parts), error)

    def _round(self) -> None:
        """One call for the users that are left; what it leaves unknown is read."""
        self._unknown = {}
        try:
            result = self._call()
        except OutcomeUnknown as unknown:
            unread = self._look_at(list(self._left))
            self._settle(Ledger(failures=dict.fromkeys(unread, str(unknown))))
            if self._left:
                raise
        else:
            self._take(result)

    def _call(self) -> BulkResult:
        spellings = list(self._left.values())
        if self._batch.action == "reclaim":
            return self._service.reclaim(self._batch.product, spellings)
        return self._service.assign(self._batch.product, spellings, self._batch.disabled_plans)

    def _take(self, result: BulkResult) -> None:
        """Sort an answer into outcomes."""
        served = {fold(seat.user): seat for seat in result.seats}
        reasons = {fold(refused.user): refused.reason for refused in result.failed}
        if self._batch.action != "reclaim":
            revoked = [user for user, seat in served.items() if not seat.active]
            reasons = dict.fromkeys(revoked, _NOT_HELD) | reasons
        done = {u: seat for u, seat in served.items() if u in self._left and u not in reasons}
        self._settle(self._done(done))
        # A seat that somebody else reclaimed meanwhile is refused, and is just what was wanted. An
        # assign that is refused has a reason; those are many at times, and are not looked up.
        unclear = self._batch.action == "reclaim"
        unread = self._look_at([user for user in self._left if unclear or user not in reasons])
        unknown = self._unknown = {fold(each.user): each.reason for each in result.unknown}
        again = self._left.keys() & unknown.keys() - set(unread)
        reasons = unknown | reasons
        failed = self._left.keys() - again
        self._settle(
            Ledger(failures={user: reasons.get(user, _NOT_MENTIONED) for user in sorted(failed)})
        )
        if again:
            raise OutcomeUnknown(unknown[min(again)])

    def _look_at(self, users: list[str]) -> list[str]:
        """Settle the users whose seat already is as it should be.

        Returns:
            The users whose seat cannot be read, so that nothing is known of it.
        """
        questions = parts_of(users, self._service.question_size)
        return [user for some in questions if not self._look(some) for user in some]

    def _look(self, users: Sequence[str]) -> bool:
        """Read some users' seats, and settle what they say; False when they cannot be read."""
        spelled = [self._left[user] for user in users]
        try:
            found = [*self._service.ask(self._batch.product, spelled)]
        except SeatsError:
            return False
        for user, holding in zip(users, found, strict=True):
            self._settle(self._seen(user, holding.seat))
        return True

    def _seen(self, user: str, seat: Seat | None) -> Ledger:
        """What a seat as it is means for its user; nothing when there still is something to do."""
        own = seat if seat is not None and seat.is_direct else None
        if self._batch.action != "reclaim":
            is_right = own is not None and self._has_wanted_plans(own)
            return Ledger(assigned=(own,)) if own and is_right else Ledger()
        if own is None:
            return Ledger(unchanged=frozenset({user}))
        return Ledger(reassigned=(own,)) if self._is_another(user, own) else Ledger()

    def _has_wanted_plans(self, seat: Seat) -> bool:
        """Whether its service plans are as they shall be, as far as they can be switched."""
        wanted, product = self._batch.disabled_plans, self._batch.product
        if wanted is None:
            return True
        return seat.disabled_plans & self._service.service_plans(product).keys() == wanted

    def _is_another(self, user: str, seat: Seat) -> bool:
        """Whether this is not the seat that was to be reclaimed, but one that was given since."""
        planned = self._batch.seats.get(user)
        return planned is not None and planned.assigned_at != seat.assigned_at

    def _done(self, served: Mapping[str, Seat]) -> Ledger:
        if self._batch.action != "reclaim":
            return Ledger(assigned=tuple(served.values()))
        return Ledger(reclaimed=frozenset(served))

    def _settle(self, part: Ledger) -> None:
        self._parts.append(part)
        settled = part.users
        self._left = {user: said for user, said in self._left.items() if user not in settled}
