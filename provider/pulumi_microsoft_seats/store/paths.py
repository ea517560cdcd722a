"""The paths of the service's operations, percent-encoded, and their parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..domain.characters import fault_in
from ..domain.errors import InputError
from ..domain.wording import shortened

if TYPE_CHECKING:
    from ..domain.model import ProductKey

INVENTORY = "/Inventory"

_NO_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


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


def segment(name: str) -> str:
    """A name as one segment of a path, whatever characters it has.

    Raises:
        InputError: it cannot be one. Empty names and dots would make another address of it, and
            so another operation.
    """
    if not name.strip() or name in {".", ".."} or _NO_TEXT.search(name):
        raise InputError(
            f"{shortened(name)} cannot be asked for: it is no name of a user, product or package; "
            "check it."
        )
    return quote(name, safe="")


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
