"""A service in memory whose answers a test writes."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pulumi_microsoft_seats.domain.errors import OutcomeUnknown, SeatsError
from pulumi_microsoft_seats.domain.model import (
    BulkResult,
    Capacity,
    FailedSeat,
    Holding,
    ProductKey,
    Seat,
)
from pulumi_microsoft_seats.domain.plan import SeatPlan
from pulumi_microsoft_seats.reconcile.apply import apply_plan
from pulumi_microsoft_seats.reconcile.batch import Action
from pulumi_microsoft_seats.reconcile.ledger import Ledger
from pulumi_microsoft_seats.reconcile.seat_service import NamesOnlyService
from pulumi_microsoft_seats.reconcile.snapshot import Snapshot
from tests.support.plans import MONDAY, OFFICE

TODAY = "2026-11-22T12:00:00Z"
ADA, BOB, CY = "ada@contoso.com", "bob@contoso.com", "cy@contoso.com"


@dataclass(frozen=True)
class Call:
    """A bulk call that was made."""

    action: Action
    users: tuple[str, ...]


Answer = Callable[["FakeService", Call], BulkResult]
"""How the service deals with one call."""


class FakeService(NamesOnlyService):
    """Seats of one product. Bulk calls use up `script`, then everything is carried out."""

    def __init__(self, *held: str, batch_size: int = 25, script: Iterable[Answer] = ()) -> None:
        self.batch_size = batch_size
        self.script = list(script)
        self.seats = {user.lower(): Seat(OFFICE, user, assigned_at=MONDAY) for user in held}
        self.calls: list[Call] = []
        self.log: list[tuple[str, Action]] = []
        self.looked_up: list[str] = []
        self.unreadable: dict[str, SeatsError] = {}
        self._lock = threading.Lock()

    def inventory(self) -> dict[ProductKey, Capacity]:
        raise NotImplementedError

    def is_listing_cheaper(self, capacity: Capacity | None, users: int) -> bool:
        raise NotImplementedError(capacity, users)

    def holders(self, product: ProductKey) -> list[Seat]:
        assert product == OFFICE
        with self._lock:
            return list(self.seats.values())

    def ask(self, product: ProductKey, users: Sequence[str]) -> list[Holding]:
        """One user's seat, unless `unreadable` holds an error for the user."""
        assert product == OFFICE
        (user,) = users
        with self._lock:
            self.looked_up.append(user)
            if user.lower() in self.unreadable:
                raise self.unreadable[user.lower()]
            return [Holding(user, self.seats.get(user.lower()))]

    def assign(
        self,
        product: ProductKey,
        users: Sequence[str],
        _disabled_plans: AbstractSet[str] | None = None,
    ) -> BulkResult:
        return self._answer(product, Call("assign", tuple(users)))

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        return self._answer(product, Call("reclaim", tuple(users)))

    def carry_out(self, call: Call, users: Iterable[str] | None = None) -> tuple[Seat, ...]:
        """Give or take the seats of some users of a call, by default of all."""
        chosen = call.users if users is None else tuple(users)
        with self._lock:
            return tuple(self._carry_out(call.action, user) for user in chosen)

    def snapshot(self) -> Snapshot:
        """The seats of this moment."""
        return Snapshot(self.holders(OFFICE))

    def _carry_out(self, action: Action, user: str) -> Seat:
        if action == "assign":
            return self.seats.setdefault(user.lower(), Seat(OFFICE, user, assigned_at=TODAY))
        self.seats.pop(user.lower(), None)
        return Seat(OFFICE, user, active=False)

    def _answer(self, product: ProductKey, call: Call) -> BulkResult:
        assert product == OFFICE
        assert len(call.users) <= self.batch_size, "the service would refuse the call"
        with self._lock:
            self.calls.append(call)
            self.log.append(("start", call.action))
            answer = self.script.pop(0) if self.script else done
        try:
            return answer(self, call)
        finally:
            with self._lock:
                self.log.append(("end", call.action))


def done(service: FakeService, call: Call) -> BulkResult:
    """All of it is carried out."""
    return BulkResult(seats=service.carry_out(call), failed=())


def refusing(reasons: Mapping[str, str]) -> Answer:
    """These users are refused, the others served."""

    def answer(service: FakeService, call: Call) -> BulkResult:
        served = [user for user in call.users if user not in reasons]
        failed = [FailedSeat(user, reasons[user]) for user in call.users if user in reasons]
        return BulkResult(seats=service.carry_out(call, served), failed=tuple(failed))

    return answer


def silent(*, carried_out: bool) -> Answer:
    """Nobody is mentioned in the answer, whether or not it was carried out."""

    def answer(service: FakeService, call: Call) -> BulkResult:
        if carried_out:
            service.carry_out(call)
        return BulkResult(seats=(), failed=())

    return answer


def lost(*carried_out: str, all_of_it: bool = False) -> Answer:
    """No answer comes back; the call was carried out for these users."""

    def answer(service: FakeService, call: Call) -> BulkResult:
        service.carry_out(call, call.users if all_of_it else carried_out)
        raise OutcomeUnknown("No answer came.")

    return answer


def reassigned(then: Answer, *users: str) -> Answer:
    """Meanwhile somebody else takes seats away and gives them again, so they have another date."""

    def answer(service: FakeService, call: Call) -> BulkResult:
        try:
            return then(service, call)
        finally:
            for user in users:
                service.seats[user] = Seat(OFFICE, user, assigned_at=TODAY)

    return answer


def failing(error: SeatsError) -> Answer:
    """Nothing is carried out, and the service says so."""

    def answer(service: FakeService, call: Call) -> BulkResult:
        assert service.calls
        assert call.users
        raise error

    return answer


def applied(service: FakeService, plan: SeatPlan, snapshot: Snapshot | None = None) -> Ledger:
    """A plan carried out by one worker: calls follow one another in the order of the plan."""
    with ThreadPoolExecutor(1) as alone:
        return apply_plan(plan, service, snapshot or service.snapshot(), alone)


def people(count: int, name: str = "user") -> list[str]:
    """User names that sort in the order they are numbered."""
    return [f"{name}{number:03}@contoso.com" for number in range(count)]


def assigned_in(ledger: Ledger) -> list[str]:
    """Who gained a seat, folded and sorted."""
    return sorted(seat.user.lower() for seat in ledger.assigned)


def outcomes_in(ledger: Ledger) -> Counter[str]:
    """How often each user is spoken of in a ledger."""
    return Counter(
        [
            *assigned_in(ledger),
            *(seat.user.lower() for seat in ledger.reassigned),
            *ledger.reclaimed,
            *ledger.unchanged,
            *ledger.failures,
        ]
    )
