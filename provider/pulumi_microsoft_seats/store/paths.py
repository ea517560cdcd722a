"""The paths of the service's operations, percent-encoded, and their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.characters import fault_in
from ..domain.errors import InputError
from ..domain.wording import shortened
from ..transport.path_segments import segment

if TYPE_CHECKING:
    from ..domain.model import ProductKey

INVENTORY = "/Inventory"


def seats_path(product: ProductKey) -> str:
    """All seats of a product."""
    return f"{INVENTORY}/{_product(product)}/Seats"


def seat_path(product: ProductKey, user: str) -> str:
    """A user's seat of a product."""
    return f"{seats_path(product)}/{segment(user)}"


def user_seats_path(user: str) -> str:
    """All seats of a user."""
    return f"/Users/{segment(user)}/Seats"


def product_path(product: ProductKey, *below: str) -> str:
    """A product, or what is below it."""
    return "/".join([f"/Products/{_product(product)}", *map(segment, below)])


def parameter(name: str, value: str) -> tuple[str, str]:
    """A text that somebody gave, as a parameter.

    Raises:
        InputError: it holds what is no text, or what nobody can see.
    """
    if fault := fault_in(value):
        raise InputError(f"{name} is {shortened(value)}, {fault}; check it.")
    return name, value


def _product(product: ProductKey) -> str:
    return f"{segment(product.product_id)}/{segment(product.sku_id)}"
