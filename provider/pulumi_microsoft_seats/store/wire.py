"""JSON of the inventory and its seats to values, and back.

Reading is lenient, because different clients sent and accepted different capitals; writing is the
reference's camelCase. Structure names in the docstrings are the reference's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..domain.errors import UnreadableAnswer
from ..domain.inventory_entry import InventoryEntry
from ..domain.model import BulkResult, FailedSeat, ProductKey, Seat
from ..domain.roster import fold
from ..domain.wording import one_line, shortened
from ..transport.fields import (
    field_of,
    object_of,
    required_number,
    required_text,
    result_of,
    structures_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SeatAction = Literal["assign", "reclaim"]

_LONGEST_REASON = 200


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
    """The body of *Bulk assign and reclaim seats*, as it was seen on the wire."""
    return {"usernames": list(users), "seatAction": action}


def read_bulk_result(answer: object, product: ProductKey) -> BulkResult:
    """A *BulkSeatOperationResultSet*."""
    fields = result_of(answer, "BulkSeatOperationResultSet", "seatDetails", "failedSeatOperations")
    return BulkResult(
        seats=structures_of(fields, "seatDetails", lambda item: read_seat(item, product)),
        failed=structures_of(fields, "failedSeatOperations", _failed_seat),
    )


def read_seat_page(answer: object, product: ProductKey | None) -> SeatPage:
    """A *SeatDetailsResultSet*; of any product when none is given."""
    fields = result_of(answer, "SeatDetailsResultSet", "seats", "continuationToken")
    return SeatPage(
        items=structures_of(fields, "seats", lambda item: read_seat(item, product)),
        continuation_token=text_of(fields, "continuationToken"),
    )


def read_user_seat_page(answer: object, user: str) -> SeatPage:
    """A *SeatDetailsResultSet* of one user's seats; one of somebody else's is an error."""
    page = read_seat_page(answer, None)
    others = [seat.user for seat in page.items if fold(seat.user) != fold(user)]
    if others:
        raise UnreadableAnswer(f"The service's answer has a seat of {shortened(others[0])}.")
    return page


def read_inventory_page(answer: object) -> InventoryPage:
    """An *InventoryResultSet*."""
    fields = result_of(answer, "InventoryResultSet", "inventoryEntries", "continuationToken")
    return InventoryPage(
        items=structures_of(fields, "inventoryEntries", _inventory_entry),
        continuation_token=text_of(fields, "continuationToken"),
    )


def read_seat(answer: object, product: ProductKey | None) -> Seat:
    """A *SeatDetails*.

    A state the reference does not list counts as held, which takes nothing. A product stands in for
    one that the seat does not name; a seat of another one is an error, because taken for this one's
    it would be reclaimed from somebody who never had it.
    """
    fields = object_of(answer, "SeatDetails")
    own = product_key_in(fields, product, "SeatDetails")
    if product is not None and own is not product and own != product:
        raise another_product("a seat", own, product)
    state = text_of(fields, "state") or "active"
    return Seat(
        product=own,
        user=required_text(fields, "assignedTo", "SeatDetails"),
        active=state.lower() != "revoked",
        assigned_at=text_of(fields, "dateAssigned"),
    )


def product_key_in(
    fields: Mapping[str, object], product: ProductKey | None, structure: str
) -> ProductKey:
    """The *ProductKey* of a structure; `product` where it names none."""
    key = field_of(fields, "productKey")
    if product is not None and key == {"productId": product.product_id, "skuId": product.sku_id}:
        return product  # as in nearly all of the hundred thousand seats of a list
    if key is not None:
        return _product_key(key)
    if product is None:
        raise UnreadableAnswer(f"The service's answer lacks productKey in {structure}.")
    return product


def another_product(what: str, own: ProductKey, product: ProductKey) -> UnreadableAnswer:
    """The error that an answer is about another product than the one that was asked about."""
    return UnreadableAnswer(
        f"The service's answer has {what} of {shortened(str(own))} in place of {product}."
    )


def _failed_seat(answer: object) -> FailedSeat:
    fields = object_of(answer, "FailedSeatRequest")
    reason = one_line(text_of(fields, "failureReason") or "")[:_LONGEST_REASON]
    return FailedSeat(
        user=required_text(fields, "userName", "FailedSeatRequest"),
        reason=reason or "the service gives no reason",
    )


def _inventory_entry(answer: object) -> InventoryEntry:
    fields = object_of(answer, "InventoryEntryDetails")
    return InventoryEntry(
        product=product_key_in(fields, None, "InventoryEntryDetails"),
        capacity=required_number(fields, "seatCapacity"),
        available=required_number(fields, "availableSeats"),
        license_type=(text_of(fields, "licenseType") or "").lower(),
        distribution_policy=(text_of(fields, "distributionPolicy") or "").lower(),
        status=(text_of(fields, "status") or "").lower(),
        last_modified=text_of(fields, "lastModified"),
    )


def _product_key(answer: object) -> ProductKey:
    fields = object_of(answer, "ProductKey")
    return ProductKey(
        required_text(fields, "productId", "ProductKey"),
        required_text(fields, "skuId", "ProductKey"),
    )
