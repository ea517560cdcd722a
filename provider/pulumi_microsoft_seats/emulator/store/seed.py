"""The Store's part of a seed: its inventory.

    inventory:
      - product_id: 9NBLGGH4R2R6
        sku_id: "0016"
        seat_capacity: 100
        distribution_policy: restricted           # or open
        license_type: online                      # or offline
        status: active                            # or removed
        seats: [ada@contoso.com]
        product: {…}                              # what operations 2 to 6 answer

Only the two ids are required.
"""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationInfo, field_serializer, field_validator
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from ..documents import STRICT, ListOf, Text, check_once
from ..emulator_error import EmulatorError
from .products.product_entry import Product, filled_product, product_document
from .structures import DistributionPolicy, Int64, InventoryStatus, LicenseType

DEFAULT_CAPACITY = 100


def _check_id(value: str) -> str:
    if "/" in value:
        raise PydanticCustomError("slash", "must be text without a slash")
    return value


Id = Annotated[Text, AfterValidator(_check_id)]


@dataclass(frozen=True, slots=True, config=STRICT)
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

    product_id: Id
    sku_id: Id
    seat_capacity: Int64 = DEFAULT_CAPACITY
    distribution_policy: DistributionPolicy = "restricted"
    license_type: LicenseType = "online"
    # Assumed: an entry whose status is `removed` is listed and answers as an active one does.
    status: InventoryStatus = "active"
    seats: ListOf[Text] = ()
    product: Product | None = None

    @property
    def key(self) -> str:
        """`productId/skuId`, as the reference's errors name an inventory entry."""
        return f"{self.product_id}/{self.sku_id}"

    @field_validator("product", mode="before")
    @classmethod
    def _fill_product(cls, given: object, info: ValidationInfo) -> object:
        """Whatever a product leaves out is made up."""
        try:
            json.dumps(given, ensure_ascii=False, default=str).encode()
        except (ValueError, RecursionError) as error:
            raise PydanticCustomError("json", "must be what JSON can have in it") from error
        ids = [info.data.get(name) for name in ("product_id", "sku_id")]
        return filled_product(given, *map(str, ids)) if isinstance(given, dict) else given

    @field_serializer("product")
    def _write_product(self, product: Product | None) -> dict[str, Any] | None:
        return None if product is None else product_document(product)

    def __post_init__(self) -> None:
        if self.seats and self.license_type == "offline":
            raise EmulatorError(
                f"{self.key} is offline-licensed and has no seats; remove its seats or make its "
                "license_type online.",
            )
        check_once(self.seats, f"seats of {self.key}")
        if self.distribution_policy == "restricted" and len(self.seats) > self.seat_capacity:
            raise EmulatorError(
                f"{self.key} lists {len(self.seats)} seats but its seat_capacity is "
                f"{self.seat_capacity}; raise it or list fewer seats.",
            )
