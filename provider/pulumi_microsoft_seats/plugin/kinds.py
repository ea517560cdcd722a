"""The kinds of resources, and by which properties each names its product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class NamingProperty:
    """A property by which a program names the product, or a part of its key.

    Attributes:
        name: as programs and states have it.
        what: what it holds, for the sentence that says it does not.
        example: a value.
    """

    name: str
    what: str
    example: str


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """A kind of resource.

    Attributes:
        name: what programs call it.
        naming: the properties by which a program names the product.
        key: the properties that hold the product's key, in its order. Those that a program does not
            write, `check` finds out.
        options: what else a program declares than users, their ownership and the limit.
        knows_people: whether its service knows people by ids that outlive a change of name.
    """

    name: str
    naming: tuple[NamingProperty, ...]
    key: tuple[str, ...]
    options: tuple[str, ...] = ()
    knows_people: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the properties by which a program names the product."""
        return tuple(each.name for each in self.naming)

    @property
    def found_out(self) -> tuple[str, ...]:
        """The properties of the key that a program does not write."""
        return tuple(name for name in self.key if name not in self.names)

    @property
    def listed_names(self) -> str:
        """What a program names the product by, for a sentence: product_id and sku_id."""
        return " and ".join(self.names)

    def id_of(self, properties: Mapping[str, Any]) -> str:
        """The id under which the engine keeps a resource."""
        return "/".join(str(properties[name]) for name in self.key)


PRODUCT_ID = "product_id"
SKU_ID = "sku_id"
SKU = "sku"
DISABLED_PLANS = "disabled_plans"
ENABLED_PLANS = "enabled_plans"

SEAT_ASSIGNMENT = ResourceKind(
    "SeatAssignment",
    (
        NamingProperty(PRODUCT_ID, "the id of a product", "9NBLGGH4R2R6"),
        NamingProperty(SKU_ID, "the SKU of a product", "0016"),
    ),
    key=(PRODUCT_ID, SKU_ID),
)
"""Seats of the Store for Business."""

LICENSE_ASSIGNMENT = ResourceKind(
    "LicenseAssignment",
    (NamingProperty(SKU, "the part number or the id of a SKU", "SPE_E3"),),
    key=(SKU_ID,),
    options=(DISABLED_PLANS, ENABLED_PLANS),
    knows_people=True,
)
"""Microsoft 365 and Entra licences."""
