"""Seats that somebody else gives and takes, without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..emulator_error import EmulatorError
from .calls import NOT_ONLINE
from .seat_operations import NO_SEATS, SEAT_NOT_FOUND, USER_NOT_FOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..directory import Directory
    from .records import Entry, Seat
    from .seat_table import Ledger


def give(ledger: Ledger, directory: Directory, product: str, users: Sequence[str]) -> None:
    """Give each user a seat; who has one keeps it.

    Raises:
        EmulatorError: There is no such product, or one of them cannot have a seat; the others have
            theirs.
    """
    _move(ledger, directory, product, users, move=ledger.assign, reason=NO_SEATS)


def take(ledger: Ledger, directory: Directory, product: str, users: Sequence[str]) -> None:
    """Take each user's seat.

    Raises:
        EmulatorError: There is no such product, or one of them has no seat; the others have lost
            theirs.
    """
    _move(ledger, directory, product, users, move=ledger.reclaim, reason=SEAT_NOT_FOUND)


def no_entry(product: str) -> EmulatorError:
    """The error of a product that is not in the inventory."""
    return EmulatorError(
        f"{product} is not in the emulator's inventory; name an entry as productId/skuId."
    )


def _move(
    ledger: Ledger,
    directory: Directory,
    product: str,
    users: Sequence[str],
    *,
    move: Callable[[Entry, Sequence[str]], list[Seat | None]],
    reason: str,
) -> None:
    entry = _online_entry(ledger, product)
    known = [user for user in users if directory.knows(user)]
    moved = zip(known, move(entry, known), strict=True)
    failed = {user: USER_NOT_FOUND for user in users if user not in known}
    failed |= {user: reason for user, seat in moved if seat is None}
    if failed:
        said = ", ".join(f"{why} ({user})" for user, why in failed.items())
        raise EmulatorError(f"{product}: not every seat was moved: {said}.")


def _online_entry(ledger: Ledger, product: str) -> Entry:
    product_id, _, sku_id = product.partition("/")
    entry = ledger.entry(product_id, sku_id)
    if entry is None:
        raise no_entry(product)
    if entry.license_type != "online":
        raise EmulatorError(f"{product} has no seats: {NOT_ONLINE}.")
    return entry
