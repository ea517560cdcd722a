"""Seats as the program that started the emulator sees and moves them, without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..direct_access import DirectAccess
from ..spelling import fold
from .seat_moves import give, no_entry, take
from .store_service import PREFIX

if TYPE_CHECKING:
    from ..request_log import LoggedRequest


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
            raise no_entry(product)
        return frozenset(map(fold, entries[fold(product)].seats))

    def assign(self, product: str, *users: str) -> None:
        """Give each of `users` a seat of `product`, as somebody else would; who has one keeps it.

        Raises:
            EmulatorError: One of them cannot have a seat; the others have theirs.
        """
        state = self._running().state
        self._running().call(lambda: give(state.ledger, state.directory, product, users))

    def reclaim(self, product: str, *users: str) -> None:
        """Take the seat of `product` from each of `users`, as somebody else would.

        Raises:
            EmulatorError: One of them has none; the others have lost theirs.
        """
        state = self._running().state
        self._running().call(lambda: take(state.ledger, state.directory, product, users))

    def writes(self) -> tuple[LoggedRequest, ...]:
        """Those of the requests that were to assign or reclaim seats (operations 9 to 11)."""
        seats = fold(f"{PREFIX}/Inventory/")
        return tuple(
            request
            for request in self.requests()
            if request.method != "GET" and fold(request.path).startswith(seats)
        )
