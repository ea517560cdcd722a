"""The Store's worlds: what is seeded, what is true at a moment, and what can go wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pulumi_microsoft_seats.emulator.fault_rules import RefuseUsers, Status
from pulumi_microsoft_seats.emulator.rules import Match, Rule
from pulumi_microsoft_seats.emulator.store.seat_table import Ledger
from tests.drawn.books import StoreBooks
from tests.drawn.expected import World
from tests.drawn.history import Write
from tests.drawn.values import Case, Entry, Move, fold


class StoreWorld:
    """A Store, whose people are no more than names."""

    address = ("MICROSOFT_SEATS_BASE_URL", "/nowhere/V1")
    """The setting of its address, and a path where there is nothing."""

    def __init__(self, ledger: Ledger) -> None:
        self.books = StoreBooks(ledger)

    def seed(self, case: Case) -> dict[str, object]:
        """A case's world as the emulator reads it."""
        return {"inventory": [_entry(each) for each in case.inventory]}

    def world(self, case: Case) -> World:
        """The world of this moment."""
        entries = {each.product.lower(): each for each in case.inventory}
        return World(entries, self.books.dates())

    def pass_time(self) -> None:
        """Nothing: what is written is seen at once."""

    def move(self, move: Move) -> bool:
        """Give and take seats as somebody else, as far as they are free; whether any moved."""
        moved = self.books.move(move.product, "reclaim", move.taken)
        return bool(self.books.move(move.product, "assign", move.given) + moved)

    def rules(self, users: tuple[str, ...], *, answers_404: bool) -> list[Rule]:
        """What refuses some users, and does not find the seats of a product."""
        # No document may ask for a 404, which says of a product what is not so.
        seats = Match(path="/v1/inventory/*/seats")
        missing = [Status.model_construct(status=404, match=seats)] * answers_404
        return [*missing, *([RefuseUsers(users=users, reason="Not this one")] if users else [])]

    def writes(self, method: str, path: str, body: bytes) -> Sequence[Write]:
        """What a request is to write."""
        if method != "POST" or not path.lower().startswith("/v1/"):
            return []
        _, _, _, product, sku, *_ = path.lower().split("/")
        order = json.loads(body)
        users = frozenset(user.lower() for user in order["usernames"])
        return [Write(f"{product}/{sku}", order["seatAction"].lower(), users)]

    def person(self, name: str) -> str:
        """Who is called so."""
        return fold(name)


def _entry(entry: Entry) -> dict[str, object]:
    product_id, sku_id = entry.product.split("/")
    return {
        "product_id": product_id,
        "sku_id": sku_id,
        "seat_capacity": entry.capacity,
        "distribution_policy": entry.policy,
        "seats": list(entry.holders),
    }
