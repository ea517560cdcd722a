"""Which resource of a program owns which product, so that two do not undo each other."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import pulumi

from .domain.model import ProductKey
from .outcome import stop

_claims: WeakKeyDictionary[object, dict[ProductKey, tuple[str, str]]] = WeakKeyDictionary()
"""For each run of a program, by its stack: product → the first resource and its ownership."""


def claim(name: str, product_id: str, sku_id: str, ownership: str) -> None:
    """Note that a resource declares seats of a product.

    Raises:
        pulumi.RunError: another resource declares the same product, and one of the two owns it
            exclusively, so each would reclaim the seats of the other.
    """
    stack = pulumi.runtime.get_root_resource()
    if stack is None:
        return
    claims = _claims.setdefault(stack, {})
    product = ProductKey(product_id.strip(), sku_id.strip())
    first = product not in claims
    other, others = claims.setdefault(product, (name, ownership))
    if not first and "exclusive" in (ownership, others):
        stop(
            f"SeatAssignment {name!r} and {_other(name, other)} both declare seats of "
            f"{product_id}/{sku_id}, "
            "and an exclusive one would reclaim the other's: declare all users in one of them, or "
            'give both ownership="shared".'
        )


def _other(name: str, other: str) -> str:
    return "another of that name" if name == other else repr(other)
