"""The emulator's ledger under watch: who gave and took which seat, and whether seats sufficed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pulumi_microsoft_seats.emulator.store.records import Entry, Seat
from pulumi_microsoft_seats.emulator.store.seat_table import Ledger
from tests.drawn.history import Action, History

_ALL = 1_000_000
_FILLER = "filler{:03}@contoso.com"


class StoreBooks(History):
    """A ledger that keeps a history, and in which products can vanish for a while."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the ledger has
        """Everything else is the ledger's own."""
        return getattr(self._ledger, name)

    def entry(self, product_id: str, sku_id: str) -> Entry | None:
        """As the ledger has it, unless it has vanished."""
        found = self._ledger.entry(product_id, sku_id)
        return None if found is None or _key(found) in self.vanished else found

    def inventory(
        self, after: str, limit: int, since: str | None = None, types: tuple[str, ...] | None = None
    ) -> list[Entry]:
        """As the ledger has it, without what has vanished."""
        listed = self._ledger.inventory(after, limit, since, types)
        return [each for each in listed if _key(each) not in self.vanished]

    def assign(self, entry: Entry, users: Sequence[str]) -> list[Seat | None]:
        """Give seats, and note to whom who held none."""
        without = {user.lower() for user in users if self._ledger.seat(entry, user) is None}
        seats = self._ledger.assign(entry, users)
        self._note(
            entry, "assign", [seat for seat in seats if seat and seat.user.lower() in without]
        )
        return seats

    def reclaim(self, entry: Entry, users: Sequence[str]) -> list[Seat | None]:
        """Take seats, and note whose."""
        seats = self._ledger.reclaim(entry, users)
        self._note(entry, "reclaim", [seat for seat in seats if seat])
        return seats

    def move(self, product: str, action: Action, users: Sequence[str]) -> int:
        """Give or take seats as somebody else than the program; how many were moved."""
        product_id, sku_id = product.split("/")
        entry = self._ledger.entry(product_id, sku_id)
        if entry is None:
            return 0
        noted = len(self.history)
        with self.by_another():
            (self.assign if action == "assign" else self.reclaim)(entry, users)
        return len(self.history) - noted

    def fill(self, product: str) -> int:
        """Give the seats that are free to somebody else."""
        product_id, sku_id = product.split("/")
        entry = self._ledger.entry(product_id, sku_id)
        free = entry.available if entry and entry.distribution_policy == "restricted" else 0
        return self.move(product, "assign", [_FILLER.format(number) for number in range(free)])

    def meddle(self, _product: str, _kind: str, _users: Sequence[str]) -> bool:
        """Nothing: there are neither groups nor people that change their name."""
        return False

    def give_back(self) -> None:
        """Nothing: all seats that are used are somebody's."""

    def holders(self) -> dict[str, frozenset[str]]:
        """Everybody who holds a seat, folded, by product in small letters."""
        return {
            each.key.lower(): frozenset(user.lower() for user in each.seats)
            for each in self._ledger.listing()
        }

    def dates(self) -> dict[str, dict[str, str]]:
        """Everybody who holds a seat, folded, since when, by product in small letters."""
        return {
            _key(entry): {
                seat.user.lower(): seat.assigned for seat in self._ledger.seats(entry, "", _ALL)
            }
            for entry in self._ledger.all_entries()
        }

    def _note(self, entry: Entry, action: Action, seats: Sequence[Seat]) -> None:
        product = _key(entry)
        for seat in seats:
            self.noted(product, action, seat.user.lower())
        held = len(self._ledger.seats(entry, "", _ALL))
        if entry.distribution_policy == "restricted" and held > entry.seat_capacity:
            self.overdrawn.append(f"{product}: {held} seats held of {entry.seat_capacity}")


def _key(entry: Entry) -> str:
    return entry.key.lower()
