"""Answers about seats and the inventory, made of what the ledger knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .structures import (
    BulkSeatOperationResultSet,
    FailedSeatRequest,
    InventoryEntryDetails,
    ProductKey,
    SeatDetails,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .records import Entry, Seat
    from .structures import DistributionPolicy, InventoryStatus, LicenseType, SeatState


def seat_details(seat: Seat, state: SeatState = "active") -> SeatDetails:
    """SeatDetails."""
    return SeatDetails(seat.user, seat.assigned, state, ProductKey(seat.product_id, seat.sku_id))


def entry_details(entry: Entry) -> InventoryEntryDetails:
    """InventoryEntryDetails."""
    return InventoryEntryDetails(
        product_key=ProductKey(entry.product_id, entry.sku_id),
        seat_capacity=entry.seat_capacity,
        available_seats=entry.available,
        last_modified=entry.last_modified,
        license_type=cast("LicenseType", entry.license_type),
        distribution_policy=cast("DistributionPolicy", entry.distribution_policy),
        status=cast("InventoryStatus", entry.status),
    )


def bulk_result(
    entry: Entry,
    action: str,
    seats: Iterable[Seat],
    failures: Mapping[str, str],
) -> BulkSeatOperationResultSet:
    """BulkSeatOperationResultSet; `failures` has a reason for each user, spelled as it was sent."""
    # Assumed: a reclaimed seat is answered with the state `revoked`, then gone from every listing.
    state: SeatState = "active" if action == "assign" else "revoked"
    key = ProductKey(entry.product_id, entry.sku_id)
    return BulkSeatOperationResultSet(
        seat_details=tuple(seat_details(seat, state) for seat in seats),
        failed_seat_operations=tuple(
            FailedSeatRequest(reason, key, user) for user, reason in failures.items()
        ),
    )
