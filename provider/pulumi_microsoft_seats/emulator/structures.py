"""The reference's section "Data structures": seats, the inventory and errors.

A structure's fields have its properties' names with underscores; `write` spells them in camelCase.
The same classes describe the answers in the emulator's OpenAPI document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, TypeAdapter
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


def _describe_as_text(schema: dict[str, Any]) -> None:
    # "Text or null" to pydantic; on the wire it is text or not there.
    schema.pop("anyOf")
    schema.pop("default")
    schema["type"] = "string"


ContinuationToken = Annotated[
    str | None,
    Field(exclude_if=lambda token: token is None, json_schema_extra=_describe_as_text),
]


class Structure:
    """What is written as a JSON object: the base of every structure."""

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=False,
        extra="forbid",
        json_schema_serialization_defaults_required=True,
    )


_adapters: dict[type[Structure], TypeAdapter[Any]] = {}


def adapter(kind: type[Structure]) -> TypeAdapter[Any]:
    """What reads, writes and describes structures of a kind; made once, as it is slow."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def write(structure: Structure) -> dict[str, Any]:
    """The JSON object of a structure, in the reference's camelCase."""
    document: dict[str, Any] = adapter(type(structure)).dump_python(
        structure,
        mode="json",
        by_alias=True,
    )
    return document


@dataclass(frozen=True, slots=True)
class ProductKey(Structure):
    """ProductKey: a product and one of its SKUs."""

    product_id: str
    sku_id: str


@dataclass(frozen=True, slots=True)
class SeatDetails(Structure):
    """SeatDetails; a reclaimed seat is `revoked`."""

    assigned_to: str
    date_assigned: DateTime
    state: SeatState
    product_key: ProductKey


@dataclass(frozen=True, slots=True)
class SeatDetailsResultSet(Structure):
    """SeatDetailsResultSet: a page of seats; the last one has no token."""

    seats: tuple[SeatDetails, ...]
    continuation_token: ContinuationToken = None


@dataclass(frozen=True, slots=True)
class FailedSeatRequest(Structure):
    """FailedSeatRequest; the user name is spelled as it was sent."""

    failure_reason: str
    product_key: ProductKey
    user_name: str


@dataclass(frozen=True, slots=True)
class BulkSeatOperationResultSet(Structure):
    """BulkSeatOperationResultSet: the users that went through, and those that did not."""

    seat_details: tuple[SeatDetails, ...]
    failed_seat_operations: tuple[FailedSeatRequest, ...]


@dataclass(frozen=True, slots=True)
class InventoryEntryDetails(Structure):
    """InventoryEntryDetails: seats bought and seats still free of a product's SKU."""

    product_key: ProductKey
    seat_capacity: Int64
    available_seats: Int64
    last_modified: DateTime
    license_type: LicenseType
    distribution_policy: DistributionPolicy
    status: InventoryStatus


@dataclass(frozen=True, slots=True)
class InventoryResultSet(Structure):
    """InventoryResultSet: a page of the inventory; the last one has no token."""

    inventory_entries: tuple[InventoryEntryDetails, ...]
    continuation_token: ContinuationToken = None


# Assumed: the spelling of the error bodies. The reference lists what an error tells (parameter
# name, reason, details; item type, value) but not how it is written.
@dataclass(frozen=True, slots=True)
class Failure(Structure):
    """An error of which the reference lists no data."""

    message: str


@dataclass(frozen=True, slots=True)
class InvalidParameter(Structure):
    """The data of a 400: which parameter is missing or invalid."""

    message: str
    parameter_name: str
    reason: str
    details: str


@dataclass(frozen=True, slots=True)
class MissingItem(Structure):
    """The data of a 404: what there is none of."""

    message: str
    item_type: str
    value: str


@dataclass(frozen=True, slots=True)
class Conflict(Structure):
    """The data of a 409: why the product does not allow what was asked."""

    message: str
    reason: str
