"""What the service knows: its inventory, who holds a seat, and the directory of users."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import EmulatorError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .products import Product

LICENSE_TYPES = ("online", "offline")
DISTRIBUTION_POLICIES = ("restricted", "open")
# Assumed: an entry whose status is `removed` is listed and answers as an active one does.
STATUSES = ("active", "removed")
DEFAULT_CAPACITY = 100
LARGEST_CAPACITY = 2**63 - 1
# What `is_text` takes for more than blanks, as a JSON Schema says it: to Python, but not to other
# readers of such patterns, the control characters here are blanks too.
TEXT_PATTERN = r"[^\s\u001c-\u001f\u0085]"


def fold(name: str) -> str:
    """The form in which user names and product ids are compared: without regard to case, in NFC."""
    # Assumed: that user names and product ids are; the reference says so of other names.
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())


def is_text(value: object) -> bool:
    """Whether `value` is text that is not blank and can be written as UTF-8."""
    if not isinstance(value, str) or not value.strip():
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)


@dataclass(frozen=True, slots=True)
class InventoryEntry:
    """A product's SKU that the organisation owns (the reference's InventoryEntryDetails).

    Attributes:
        product_id: The Store's product id.
        sku_id: The SKU of the product.
        seat_capacity: How many seats were bought.
        distribution_policy: `restricted` (no seat beyond the capacity) or `open` (no limit).
        license_type: `online` or `offline`; only an online-licensed product has seats.
        status: `active` or `removed`.
        seats: The user names that hold a seat.
        product: What the Store says of it; None makes it up.

    Raises:
        EmulatorError: The values contradict each other.
    """

    product_id: str
    sku_id: str
    seat_capacity: int = DEFAULT_CAPACITY
    distribution_policy: str = "restricted"
    license_type: str = "online"
    status: str = "active"
    seats: tuple[str, ...] = ()
    product: Product | None = None

    @property
    def key(self) -> str:
        """`productId/skuId`, as the reference's errors name an inventory entry."""
        return f"{self.product_id}/{self.sku_id}"

    def __post_init__(self) -> None:
        for field, value in (("product_id", self.product_id), ("sku_id", self.sku_id)):
            if not is_text(value) or "/" in value:
                raise EmulatorError(f"{field} is {value!r}; it must be text without a slash.")
        for field, value, known in (
            ("distribution_policy", self.distribution_policy, DISTRIBUTION_POLICIES),
            ("license_type", self.license_type, LICENSE_TYPES),
            ("status", self.status, STATUSES),
        ):
            if value not in known:
                raise EmulatorError(
                    f"{field} of {self.key} is {value!r}; it must be one of {', '.join(known)}.",
                )
        self._check_seats()

    def _check_seats(self) -> None:
        if not 0 <= self.seat_capacity <= LARGEST_CAPACITY:
            raise EmulatorError(
                f"seat_capacity of {self.key} is {self.seat_capacity}; it must be a whole number "
                "from 0 up to that of a signed 64-bit integer.",
            )
        if self.seats and self.license_type == "offline":
            raise EmulatorError(
                f"{self.key} is offline-licensed and has no seats; remove its seats or make its "
                "license_type online.",
            )
        _check_names(self.seats, f"seats of {self.key}")
        if self.distribution_policy == "restricted" and len(self.seats) > self.seat_capacity:
            raise EmulatorError(
                f"{self.key} lists {len(self.seats)} seats but its seat_capacity is "
                f"{self.seat_capacity}; raise it or list fewer seats.",
            )


@dataclass(frozen=True, slots=True)
class World:
    """Everything the service knows.

    Attributes:
        inventory: The entries, each product and SKU once.
        users: The directory; None when any user name is known.

    Raises:
        EmulatorError: An entry or a user is listed twice, or a seat is held by somebody whom the
            directory does not list.
    """

    inventory: tuple[InventoryEntry, ...] = ()
    users: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        _check_once((entry.key for entry in self.inventory), "inventory")
        if self.users is None:
            return
        _check_names(self.users, "users")
        known = {fold(user) for user in self.users}
        for entry in self.inventory:
            for holder in entry.seats:
                if fold(holder) not in known:
                    raise EmulatorError(
                        f"{holder} holds a seat of {entry.key} but is not among users; add the "
                        "name there or leave users out.",
                    )


def _check_names(names: Iterable[str], what: str) -> None:
    names = tuple(names)
    for name in names:
        if not is_text(name):
            raise EmulatorError(f"{what} has {name!r} in it; a user name must be text.")
    _check_once(names, what)


def _check_once(names: Iterable[str], what: str) -> None:
    repeated = [name for name, times in Counter(map(fold, names)).items() if times > 1]
    if repeated:
        raise EmulatorError(f"{what} lists {repeated[0]} more than once; remove the repetition.")
