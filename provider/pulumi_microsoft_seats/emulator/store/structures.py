"""The reference's section "Data structures": seats and the inventory.

A structure's fields have its properties' names with underscores; `write` spells them in camelCase.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Int64 = Annotated[
    int, Field(strict=True, ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})
]
DateTime = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
LicenseType = Literal["online", "offline"]
DistributionPolicy = Literal["open", "restricted"]
InventoryStatus = Literal["active", "removed"]
SeatAction = Literal["assign", "reclaim"]
SeatState = Literal["active", "revoked"]


class Structure(BaseModel):
    """What is written as a JSON object: the base of every structure."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=False,
        extra="forbid",
        frozen=True,
    )

    def write(self) -> dict[str, Any]:
        """The JSON object, in the reference's camelCase."""
        return self.model_dump(mode="json", by_alias=True)


class ProductKey(Structure):
    """ProductKey: a product and one of its SKUs."""

    product_id: str
    sku_id: str


class SeatDetails(Structure):
    """SeatDetails; a reclaimed seat is `revoked`."""

    assigned_to: str
    date_assigned: DateTime
    state: SeatState
    product_key: ProductKey


class SeatDetailsResultSet(Structure):
    """SeatDetailsResultSet: a page of seats; the last one has no token."""

    seats: tuple[SeatDetails, ...]
    continuation_token: str | None = Field(default=None, exclude_if=lambda token: token is None)


class FailedSeatRequest(Structure):
    """FailedSeatRequest; the user name is spelled as it was sent."""

    failure_reason: str
    product_key: ProductKey
    user_name: str


class BulkSeatOperationResultSet(Structure):
    """BulkSeatOperationResultSet: the users that went through, and those that did not."""

    seat_details: tuple[SeatDetails, ...]
    failed_seat_operations: tuple[FailedSeatRequest, ...]


class InventoryEntryDetails(Structure):
    """InventoryEntryDetails: seats bought and seats still free of a product's SKU."""

    product_key: ProductKey
    seat_capacity: Int64
    available_seats: Int64
    last_modified: DateTime
    license_type: LicenseType
    distribution_policy: DistributionPolicy
    status: InventoryStatus


class InventoryResultSet(Structure):
    """InventoryResultSet: a page of the inventory; the last one has no token."""

    inventory_entries: tuple[InventoryEntryDetails, ...]
    continuation_token: str | None = Field(default=None, exclude_if=lambda token: token is None)
