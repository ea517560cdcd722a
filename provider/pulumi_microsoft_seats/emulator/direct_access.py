"""What the program that started the emulator may see and do without a request.

It is for tests: somebody else who moves seats, faults, and what was asked of the service.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from .calls import NOT_ONLINE
from .errors import EmulatorError
from .fault_rules import parse_faults
from .seat_operations import NO_SEATS, SEAT_NOT_FOUND, USER_NOT_FOUND
from .service import BASE_PATH
from .world import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .faults import Faults
    from .ledger import Ledger
    from .records import Entry, Seat
    from .request_log import LoggedRequest, RequestLog
    from .world import World

_Result = TypeVar("_Result")


class _Call(Protocol):
    def __call__(self, function: Callable[[], _Result]) -> _Result: ...


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that runs.

    Attributes:
        call: Runs a function in the server's thread, the only one that may use the others.
        ledger: The service's state.
        faults: The rules in force.
        log: The requests so far.
    """

    call: _Call
    ledger: Ledger
    faults: Faults
    log: RequestLog


class DirectAccess:
    """An emulator that runs, as its own program sees it. None of this is in the log of requests.

    Each method may be called from any thread, takes effect between two requests, and raises
    `EmulatorError` when the emulator does not run.
    """

    _serving: Serving | None = None

    def world(self) -> World:
        """The inventory, its seats and the directory of this moment."""
        serving = self._running()
        return serving.call(serving.ledger.world)

    def replace_world(self, world: World) -> None:
        """Forget everything and start from `world`, its seats assigned now."""
        serving = self._running()
        serving.call(lambda: serving.ledger.replace(world))

    def holders(self, product: str) -> frozenset[str]:
        """Who holds a seat of `product` now, in lower case.

        Args:
            product: The inventory entry, as `productId/skuId`.

        Raises:
            EmulatorError: The inventory has no such entry.
        """
        entries = {fold(entry.key): entry for entry in self.world().inventory}
        if fold(product) not in entries:
            raise _no_entry(product)
        return frozenset(map(fold, entries[fold(product)].seats))

    def assign(self, product: str, *users: str) -> None:
        """Give each of `users` a seat of `product`, as somebody else would; who has one keeps it.

        Raises:
            EmulatorError: One of them cannot have a seat; the others have theirs.
        """
        serving = self._running()
        self._move(product, users, serving.ledger.assign, NO_SEATS)

    def reclaim(self, product: str, *users: str) -> None:
        """Take the seat of `product` from each of `users`, as somebody else would.

        Raises:
            EmulatorError: One of them has none; the others have lost theirs.
        """
        serving = self._running()
        self._move(product, users, serving.ledger.reclaim, SEAT_NOT_FOUND)

    def inject(self, *rules: Mapping[str, object], seed: int = 0) -> None:
        """Put fault rules in force, instead of those there were; none, to inject nothing any more.

        Args:
            rules: As in the faults document, such as `{"fault": "status", "status": 503}`.
            seed: Of the chance that a rule with a `rate` has.

        Raises:
            EmulatorError: A rule is not one.
        """
        plan = parse_faults({"seed": seed, "rules": [dict(rule) for rule in rules]})
        serving = self._running()
        serving.call(lambda: serving.faults.replace(plan))

    def requests(self) -> tuple[LoggedRequest, ...]:
        """The requests to the service and the authority so far, in the order they arrived."""
        serving = self._running()
        latest = serving.call(lambda: [replace(entry) for entry in serving.log.latest()])
        return tuple(reversed(latest))

    def writes(self) -> tuple[LoggedRequest, ...]:
        """Those of the requests that were to assign or reclaim seats (operations 9 to 11)."""
        seats = fold(f"{BASE_PATH}/Inventory/")
        return tuple(
            request
            for request in self.requests()
            if request.method != "GET" and fold(request.path).startswith(seats)
        )

    def forget_requests(self) -> None:
        """Forget the requests so far."""
        serving = self._running()
        serving.call(serving.log.clear)

    def _move(
        self,
        product: str,
        users: Sequence[str],
        move: Callable[[Entry, Sequence[str]], list[Seat | None]],
        reason: str,
    ) -> None:
        serving = self._running()

        def work() -> dict[str, str]:
            entry = _online_entry(serving.ledger, product)
            known = [user for user in users if serving.ledger.knows(user)]
            moved = zip(known, move(entry, known), strict=True)
            failed = {user: USER_NOT_FOUND for user in users if user not in known}
            return failed | {user: reason for user, seat in moved if seat is None}

        failed = serving.call(work)
        if failed:
            said = ", ".join(f"{why} ({user})" for user, why in failed.items())
            raise EmulatorError(f"{product}: not every seat was moved: {said}.")

    def _running(self) -> Serving:
        if self._serving is None:
            raise EmulatorError("The emulator does not run; start it first.")
        return self._serving


def _online_entry(ledger: Ledger, product: str) -> Entry:
    product_id, _, sku_id = product.partition("/")
    entry = ledger.entry(product_id, sku_id)
    if entry is None:
        raise _no_entry(product)
    if entry.license_type != "online":
        raise EmulatorError(f"{product} has no seats: {NOT_ONLINE}.")
    return entry


def _no_entry(product: str) -> EmulatorError:
    return EmulatorError(
        f"{product} is not in the emulator's inventory; name an entry as productId/skuId."
    )
