"""Seats as the program that started the emulator sees and moves them, without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..direct_access import DirectAccess
from ..emulator_error import EmulatorError
from ..spelling import fold
from .calls import NOT_ONLINE
from .seat_operations import NO_SEATS, SEAT_NOT_FOUND, USER_NOT_FOUND
from .store_service import PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..request_log import LoggedRequest
    from .records import Entry, Seat
    from .seat_table import Ledger


class SeatAccess(DirectAccess):
    """The Store's part of what a program sees of its emulator."""

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
        self._move(product, users, serving.state.ledger.assign, NO_SEATS)

    def reclaim(self, product: str, *users: str) -> None:
        """Take the seat of `product` from each of `users`, as somebody else would.

        Raises:
            EmulatorError: One of them has none; the others have lost theirs.
        """
        serving = self._running()
        self._move(product, users, serving.state.ledger.reclaim, SEAT_NOT_FOUND)

    def writes(self) -> tuple[LoggedRequest, ...]:
        """Those of the requests that were to assign or reclaim seats (operations 9 to 11)."""
        seats = fold(f"{PREFIX}/Inventory/")
        return tuple(
            request
            for request in self.requests()
            if request.method != "GET" and fold(request.path).startswith(seats)
        )

    def _move(
        self,
        product: str,
        users: Sequence[str],
        move: Callable[[Entry, Sequence[str]], list[Seat | None]],
        reason: str,
    ) -> None:
        serving = self._running()

        def work() -> dict[str, str]:
            entry = _online_entry(serving.state.ledger, product)
            known = [user for user in users if serving.state.directory.knows(user)]
            moved = zip(known, move(entry, known), strict=True)
            failed = {user: USER_NOT_FOUND for user in users if user not in known}
            return failed | {user: reason for user, seat in moved if seat is None}

        failed = serving.call(work)
        if failed:
            said = ", ".join(f"{why} ({user})" for user, why in failed.items())
            raise EmulatorError(f"{product}: not every seat was moved: {said}.")


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
