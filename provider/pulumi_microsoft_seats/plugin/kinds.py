"""The kinds of resources, and by which properties each names its product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class NamingProperty:
    """A property that names the product, or a part of its key.

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
        naming: the properties that name the product, in the order of its key.
    """

    name: str
    naming: tuple[NamingProperty, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the properties that name the product."""
        return tuple(each.name for each in self.naming)

    @property
    def listed_names(self) -> str:
        """The same for a sentence: product_id and sku_id."""
        return " and ".join(self.names)

    def id_of(self, properties: Mapping[str, Any]) -> str:
        """The id under which the engine keeps a resource."""
        return "/".join(str(properties[name]) for name in self.names)


PRODUCT_ID = "product_id"
SKU_ID = "sku_id"

SEAT_ASSIGNMENT = ResourceKind(
    "SeatAssignment",
    (
        NamingProperty(PRODUCT_ID, "the id of a product", "9NBLGGH4R2R6"),
        NamingProperty(SKU_ID, "the SKU of a product", "0016"),
    ),
)
"""Seats of the Store for Business."""
