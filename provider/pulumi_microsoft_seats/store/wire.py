"""JSON of the service to values, and back.

Reading is lenient, because different clients sent and accepted different capitals; writing is the
reference's camelCase. Structure names in the docstrings are the reference's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..domain.errors import UnreadableAnswer
from ..domain.model import BulkResult, FailedSeat, InventoryEntry, ProductKey, Seat

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SeatAction = Literal["assign", "reclaim"]


@dataclass(frozen=True, slots=True)
class InventoryPage:
    """An *InventoryResultSet*: some entries, and where the next ones are, if there are any."""

    items: tuple[InventoryEntry, ...]
    continuation_token: str | None


@dataclass(frozen=True, slots=True)
class SeatPage:
    """A *SeatDetailsResultSet*: some seats, and where the next ones are, if there are any."""

    items: tuple[Seat, ...]
    continuation_token: str | None


def bulk_request(users: Sequence[str], action: SeatAction) -> dict[str, object]:
    """The body of *Bulk assign and reclaim seats from users*, as it was seen on the wire."""
    return {"usernames": list(users), "seatAction": action}


def read_bulk_result(answer: object, product: ProductKey) -> BulkResult:
    """A *BulkSeatOperationResultSet*."""
    fields = _object(answer, "BulkSeatOperationResultSet")
    return BulkResult(
        seats=tuple(read_seat(item, product) for item in _items(fields, "seatDetails")),
        failed=tuple(_failed_seat(item) for item in _items(fields, "failedSeatOperations")),
    )


def read_seat_page(answer: object, product: ProductKey | None) -> SeatPage:
    """A *SeatDetailsResultSet*; `product` stands in for a seat that does not name its own."""
    fields = _object(answer, "SeatDetailsResultSet")
    return SeatPage(
        items=tuple(read_seat(item, product) for item in _items(fields, "seats")),
        continuation_token=_text(fields, "continuationToken"),
    )


def read_inventory_page(answer: object) -> InventoryPage:
    """An *InventoryResultSet*."""
    fields = _object(answer, "InventoryResultSet")
    return InventoryPage(
        items=tuple(_inventory_entry(item) for item in _items(fields, "inventoryEntries")),
        continuation_token=_text(fields, "continuationToken"),
    )


def read_seat(answer: object, product: ProductKey | None) -> Seat:
    """A *SeatDetails*; a state the reference does not list counts as held, which takes nothing."""
    fields = _object(answer, "SeatDetails")
    key = _field(fields, "productKey")
    own = _product_key(key) if key is not None else product
    if own is None:
        raise UnreadableAnswer("The service's answer lacks productKey in SeatDetails.")
    state = _text(fields, "state") or "active"
    return Seat(
        product=own,
        user=_required(fields, "assignedTo", "SeatDetails"),
        active=state.lower() != "revoked",
        assigned_at=_text(fields, "dateAssigned"),
    )


def _failed_seat(answer: object) -> FailedSeat:
    fields = _object(answer, "FailedSeatRequest")
    return FailedSeat(
        user=_required(fields, "userName", "FailedSeatRequest"),
        reason=_text(fields, "failureReason") or "the service gives no reason",
    )


def _inventory_entry(answer: object) -> InventoryEntry:
    fields = _object(answer, "InventoryEntryDetails")
    return InventoryEntry(
        product=_product_key(_field(fields, "productKey")),
        capacity=_number(fields, "seatCapacity"),
        available=_number(fields, "availableSeats"),
        license_type=(_text(fields, "licenseType") or "").lower(),
        distribution_policy=(_text(fields, "distributionPolicy") or "").lower(),
        status=(_text(fields, "status") or "").lower(),
        last_modified=_text(fields, "lastModified"),
    )


def _product_key(answer: object) -> ProductKey:
    fields = _object(answer, "ProductKey")
    return ProductKey(
        product_id=_required(fields, "productId", "ProductKey"),
        sku_id=_required(fields, "skuId", "ProductKey"),
    )


def _object(value: object, structure: str) -> Mapping[str, object]:
    if isinstance(value, dict):
        return value
    raise UnreadableAnswer(
        f"The service's answer has {_kind(value)} where the reference has {structure}."
    )


def _items(fields: Mapping[str, object], name: str) -> Sequence[object]:
    """A list, where a missing or null one means that it is empty."""
    value = _field(fields, name)
    if value is None:
        return ()
    if isinstance(value, list):
        return value
    raise UnreadableAnswer(f"The service's answer has {_kind(value)} as {name}, not a list.")


def _field(fields: Mapping[str, object], name: str) -> object:
    """A property, whatever its capitals; None when it is missing or null."""
    if name in fields:
        return fields[name]
    wanted = name.lower()
    return next((value for key, value in fields.items() if key.lower() == wanted), None)


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = _field(fields, name)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    raise UnreadableAnswer(f"The service's answer has {_kind(value)} as {name}, not a text.")


def _required(fields: Mapping[str, object], name: str, structure: str) -> str:
    value = _text(fields, name)
    if value is None:
        raise UnreadableAnswer(f"The service's answer lacks {name} in {structure}.")
    return value


def _number(fields: Mapping[str, object], name: str) -> int:
    value = _field(fields, name)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise UnreadableAnswer(
        f"The service's answer has {_kind(value)} as {name}, not a whole number."
    )


def _kind(value: object) -> str:
    """What a JSON value is, in JSON's own words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    names = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number"}
    return names[type(value)]
