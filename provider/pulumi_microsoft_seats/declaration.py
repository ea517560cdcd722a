"""A resource's properties, as the engine hands them over, as values.

The property names are a promise to every existing stack: they stand in its state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard, cast

from pulumi.output import Unknown
from pulumi.runtime import rpc

from .domain.characters import fault_in
from .domain.errors import InputError
from .domain.model import OWNERSHIPS, Ownership, ProductKey
from .domain.roster import roster_users
from .domain.wording import shortened

PRODUCT_ID = "product_id"
SKU_ID = "sku_id"
SEATS = "seats"
OWNERSHIP = "ownership"
RECLAIM_LIMIT = "reclaim_limit"
PLAN = "plan"
ASSIGNED_COUNT = "assigned_count"
FAILURES = "failures"
URN = "__urn"
RECLAIMING = "__reclaiming"
REFUSAL = "__refusal"
STRANGERS = "__strangers"

DEFAULT_RECLAIM_LIMIT = 0.3

Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the program declares of one product, as far as it is known.

    Attributes:
        product: None while the product or SKU depends on something not created yet; the same for
            the others.
        users: folded.
        urn: the resource's row in the engine's display; empty when not known.
    """

    product: ProductKey | None
    users: frozenset[str] | None
    ownership: Ownership | None
    reclaim_limit: float | None
    urn: str


def is_known(value: object) -> bool:
    """Whether a property has its value already; at a preview it may depend on another resource."""
    # The SDK hands an unknown value over as an object of its own, and older ones as this text.
    return not isinstance(value, Unknown) and value != rpc.UNKNOWN


def faults_of(product_id: object, sku_id: object, ownership: object, limit: object) -> list[str]:
    """What is wrong with plain values, each as part of a sentence; unknown ones pass."""
    faults = [
        f"{name} is {value!r}, not {expected}"
        for name, value, expected in (
            (PRODUCT_ID, product_id, "the id of a product, a text such as '9NBLGGH4R2R6'"),
            (SKU_ID, sku_id, "the SKU of a product, a text such as '0016'"),
        )
        if is_known(value) and not (isinstance(value, str) and value.strip())
    ]
    faults += [
        f"{name} is {shortened(value)}, {fault}"
        for name, value in ((PRODUCT_ID, product_id), (SKU_ID, sku_id))
        if isinstance(value, str) and is_known(value) and (fault := fault_in(value.strip()))
    ]
    if is_known(ownership) and ownership not in OWNERSHIPS:
        faults.append(f"{OWNERSHIP} is {ownership!r}, not 'exclusive' or 'shared'")
    if is_known(limit) and not _is_share(limit):
        faults.append(f"{RECLAIM_LIMIT} is {limit!r}, not a share from 0 to 1")
    return faults


def declaration_from(inputs: Properties) -> Declaration:
    """The declaration in a resource's inputs.

    Raises:
        InputError: lists every value that cannot be.
    """
    product_id, sku_id = inputs.get(PRODUCT_ID), inputs.get(SKU_ID)
    ownership = inputs.get(OWNERSHIP, "exclusive")
    limit = inputs.get(RECLAIM_LIMIT, DEFAULT_RECLAIM_LIMIT)
    faults = faults_of(product_id, sku_id, ownership, limit)
    if faults:
        raise InputError("; ".join(faults) + ".")
    return Declaration(
        product=product_in(inputs),
        users=users_in(inputs),
        ownership=cast("Ownership", ownership) if is_known(ownership) else None,
        reclaim_limit=float(limit) if is_known(limit) else None,
        urn=urn_in(inputs),
    )


def product_in(properties: Properties) -> ProductKey | None:
    """The product, None when it is missing or not known."""
    product_id, sku_id = properties.get(PRODUCT_ID), properties.get(SKU_ID)
    if not (_is_known_text(product_id) and _is_known_text(sku_id)):
        return None
    return ProductKey(product_id.strip(), sku_id.strip())


def users_in(properties: Properties) -> frozenset[str] | None:
    """The users in the `seats` text, folded; None when it is missing or not known."""
    seats = properties.get(SEATS)
    return roster_users(seats) if _is_known_text(seats) else None


def strangers_in(properties: Properties) -> frozenset[str]:
    """The users whom a refresh found with a seat that no update of this resource gave, folded."""
    return roster_users(str(properties.get(STRANGERS) or ""))


def urn_in(properties: Properties) -> str:
    """The resource's URN, empty when it is not known."""
    urn = properties.get(URN)
    return urn if _is_known_text(urn) else ""


def refusal_in(properties: Properties) -> str:
    """Why `check` refused the declaration, in a sentence; empty when it did not."""
    return str(properties.get(REFUSAL) or "")


def failures_in(properties: Properties) -> dict[str, str]:
    """The failures recorded by the last update: user → reason."""
    return dict(properties.get(FAILURES) or {})


def _is_known_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and is_known(value)


def _is_share(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1
