"""The Store's operations (the reference's table "Operations").

To add one, write a function that takes a `Call` and add a row to `OPERATIONS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..emulator_error import not_possible
from ..routes import NoRoute, find_route
from . import seat_operations as seats
from .products import product_operations as products
from .store_errors import missing_item

if TYPE_CHECKING:
    from collections.abc import Callable

    from .calls import Call
    from .structures import Structure


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the reference's table.

    Attributes:
        name: Its name there.
        method: The HTTP method.
        path: The path below `/V1`, its variable segments in braces.
        run: What does the work.
    """

    name: str
    method: str
    path: str
    run: Callable[[Call], Structure]


_PRODUCT = "Products/{productId}/{skuId}"
_PACKAGES = f"{_PRODUCT}/Packages"
_SEATS = "Inventory/{productId}/{skuId}/Seats"
_SEAT = f"{_SEATS}/{{username}}"

OPERATIONS = (
    Operation("Get inventory", "GET", "Inventory", seats.get_inventory),
    Operation("Get product details", "GET", _PRODUCT, products.get_product_details),
    Operation(
        "Get localized product details",
        "GET",
        f"{_PRODUCT}/LocalizedDetails/{{language}}",
        products.get_localized_product_details,
    ),
    Operation(
        "Get offline license",
        "POST",
        f"{_PRODUCT}/OfflineLicense/{{contentId}}",
        products.get_offline_license,
    ),
    Operation("Get product packages", "GET", _PACKAGES, products.get_product_packages),
    Operation(
        "Get product package", "GET", f"{_PACKAGES}/{{packageId}}", products.get_product_package
    ),
    Operation("Get seats", "GET", _SEATS, seats.get_seats),
    Operation("Get seat", "GET", _SEAT, seats.get_seat),
    Operation("Assign seat", "POST", _SEAT, seats.assign_seat),
    Operation("Reclaim seat from user", "DELETE", _SEAT, seats.reclaim_seat),
    Operation("Bulk assign and reclaim seats", "POST", _SEATS, seats.change_seats),
    Operation(
        "Get seats assigned to a user", "GET", "Users/{username}/Seats", seats.get_user_seats
    ),
)


def find_operation(method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """The operation at a path, still percent-encoded and without `/V1`, and its variable segments.

    Raises:
        ServiceError: 404, there is nothing at the path; 405, nothing of this method.
    """
    try:
        return find_route(OPERATIONS, method, path)
    except NoRoute as error:
        # Assumed: how a path or a method that the reference does not list is answered.
        if not error.methods:
            raise missing_item("Resource", unquote(path)) from error
        raise not_possible(method, error.methods) from error
