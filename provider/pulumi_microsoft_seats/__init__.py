"""Licence seats of Microsoft products, as code: a Pulumi dynamic provider."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .domain.inventory_entry import InventoryEntry
    from .domain.model import Seat
    from .domain.product import Product
    from .domain.tenant_licenses import HeldLicense, License, LicenseGroup
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
    from .program.license_functions import (
        get_license_holders,
        get_license_holders_output,
        get_licenses,
        get_licenses_output,
        get_user_licenses,
        get_user_licenses_output,
        users_from_group,
        users_from_group_output,
    )
    from .program.seat_assignment import SeatAssignment

__all__ = [
    "HeldLicense",
    "InventoryEntry",
    "License",
    "LicenseAssignment",
    "LicenseGroup",
    "Product",
    "Seat",
    "SeatAssignment",
    "get_inventory",
    "get_inventory_output",
    "get_license_holders",
    "get_license_holders_output",
    "get_licenses",
    "get_licenses_output",
    "get_product",
    "get_product_output",
    "get_seats",
    "get_seats_output",
    "get_user_licenses",
    "get_user_licenses_output",
    "get_user_seats",
    "get_user_seats_output",
    "users_from_csv",
    "users_from_group",
    "users_from_group_output",
]

_LICENSE_FUNCTIONS = ("get_license", "get_user_licenses", "users_from_group")
_HOMES = {
    "HeldLicense": ".domain.tenant_licenses",
    "InventoryEntry": ".domain.inventory_entry",
    "License": ".domain.tenant_licenses",
    "LicenseAssignment": ".program.license_assignment",
    "LicenseGroup": ".domain.tenant_licenses",
    "Product": ".domain.product",
    "Seat": ".domain.model",
    "SeatAssignment": ".program.seat_assignment",
}
"""Where a public name lives that is no function."""


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: the plugin process needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    of_licenses = name.startswith(_LICENSE_FUNCTIONS)
    functions = ".program.license_functions" if of_licenses else ".program.functions"
    return getattr(import_module(_HOMES.get(name, functions), __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
