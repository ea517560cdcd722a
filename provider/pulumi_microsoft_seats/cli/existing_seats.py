"""Which products a program can declare, who holds their seats, and why others are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..domain.errors import InputError
from ..domain.inventory_entry import InventoryEntry, added_up
from ..domain.model import ProductKey
from ..domain.progress import Progress
from ..domain.roster import is_user_name
from ..domain.wording import counted, listing, one_line
from .command_session import CommandSession
from .progress_bars import Report

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class ExistingSeats:
    """A product, and who holds a seat of it.

    Attributes:
        resource: a name for it in a program, also good for a file; unique among the products.
        users: as the service spells them, sorted without regard to case.
        name: what it is called, None when that is not known.
    """

    product: ProductKey
    resource: str
    users: tuple[str, ...]
    name: str | None = None

    def called(self, name: str | None) -> ExistingSeats:
        """The same with a name."""
        return replace(self, name=name)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A product that no program can declare, and why."""

    product: ProductKey
    reason: str


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """Which products somebody wants: every one where nothing is said. Folded ids."""

    product_ids: frozenset[str]
    sku_ids: frozenset[str]

    @classmethod
    def of(cls, product_ids: Iterable[str], sku_ids: Iterable[str]) -> ProductFilter:
        """A filter by ids, without regard to case."""
        return cls(
            frozenset(text.strip().lower() for text in product_ids),
            frozenset(text.strip().lower() for text in sku_ids),
        )

    def wants(self, product: ProductKey) -> bool:
        """Whether a product is among them."""
        product_id, sku_id = product.folded
        return (not self.product_ids or product_id in self.product_ids) and (
            not self.sku_ids or sku_id in self.sku_ids
        )


def existing_seats(
    session: CommandSession, wanted: ProductFilter, report: Report
) -> tuple[list[ExistingSeats], list[LeftOut]]:
    """Read who holds seats of the products that are wanted, many of them at a time.

    Args:
        session: the service.
        wanted: which products.
        report: told after each product how many of them were read.

    Raises:
        InputError: no product of the inventory is wanted.
        SignInError, ServiceError: the inventory, or seats of a product, cannot be read.
    """
    entries = _wanted(session, wanted)
    found: list[ExistingSeats] = []
    left_out: list[LeftOut] = []
    taken: set[str] = set()

    def holders(entry: InventoryEntry) -> tuple[str, ...]:
        return _holders(session, entry.product) if _reason(entry) is None else ()

    read = session.seats.executor.map(holders, entries)
    for number, (entry, users) in enumerate(zip(entries, read, strict=True), start=1):
        report(Progress("reading", number, len(entries)))
        reason = _reason(entry) or _no_user_names(users)
        if reason is not None:
            left_out.append(LeftOut(entry.product, reason))
            continue
        found.append(ExistingSeats(entry.product, _free_name(entry.product, taken), users))
    return found, left_out


def _wanted(session: CommandSession, wanted: ProductFilter) -> list[InventoryEntry]:
    entries = added_up(session.client.get_inventory(license_types=("online", "offline")))
    keys = sorted(filter(wanted.wants, entries), key=lambda key: key.folded)
    if not keys:
        raise InputError(
            f"None of the {counted(len(entries), 'product')} of the inventory is wanted; check "
            "--product and --sku with microsoft-seats inventory."
        )
    return [entries[key] for key in keys]


def _holders(session: CommandSession, product: ProductKey) -> tuple[str, ...]:
    snapshot = session.seats.snapshots.of(product)
    held = ((user, snapshot.seat_of(user)) for user in sorted(snapshot.users))
    return tuple(seat.user.strip() for _, seat in held if seat is not None)


def _reason(entry: InventoryEntry) -> str | None:
    """Why an entry cannot be declared, None when it can."""
    if entry.status != "active":
        return f"its status is {one_line(entry.status)}"
    if entry.license_type != "online":
        return f"it is licensed {one_line(entry.license_type)}, so it has no seats to assign"
    return None


def _no_user_names(users: Sequence[str]) -> str | None:
    """Why these holders cannot be declared, None when they can."""
    none = [one_line(user) for user in users if not is_user_name(user)]
    if not none:
        return None
    return (
        f"{counted(len(none), 'holder has', 'holders have')} a name that is no user principal "
        f"name: {listing(none)}"
    )


def _free_name(product: ProductKey, taken: set[str]) -> str:
    """A name from both ids that differs from the others by more than capitals."""
    plain = _NOT_IN_A_NAME.sub("-", f"{product.product_id}-{product.sku_id}").strip(".-")
    name, number = plain or "product", 1
    while name.lower() in taken:
        number += 1
        name = f"{plain or 'product'}-{number}"
    taken.add(name.lower())
    return name
