"""Licence seats of Microsoft products, as code: a Pulumi dynamic provider."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .domain.inventory_entry import InventoryEntry
    from .domain.model import Seat
    from .domain.product import Product
    from .program.functions import (
        get_inventory,
        get_inventory_output,
        get_product,
        get_product_output,
        get_seats,
        get_seats_output,
        get_user_seats,
        get_user_seats_output,
        users_from_csv,
    )
    from .program.license_assignment import LicenseAssignment
    from .program.seat_assignment import SeatAssignment

__all__ = [
    "InventoryEntry",
    "LicenseAssignment",
    "Product",
    "Seat",
    "SeatAssignment",
    "get_inventory",
    "get_inventory_output",
    "get_product",
    "get_product_output",
    "get_seats",
    "get_seats_output",
    "get_user_seats",
    "get_user_seats_output",
    "users_from_csv",
]

_HOMES = {
    "InventoryEntry": ".domain.inventory_entry",
    "LicenseAssignment": ".program.license_assignment",
    "Product": ".domain.product",
    "Seat": ".domain.model",
    "SeatAssignment": ".program.seat_assignment",
}
"""Where a public name lives that is no function."""


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: the plugin process needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, ".program.functions"), __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
