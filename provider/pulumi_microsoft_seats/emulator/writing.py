"""Writing answers as the reference's section "Data structures" spells them, in camelCase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .ledger import Entry, Seat


def product_key(product_id: str, sku_id: str) -> dict[str, str]:
    """ProductKey."""
    return {"productId": product_id, "skuId": sku_id}


def seat_details(seat: Seat, state: str = "active") -> dict[str, Any]:
    """SeatDetails; `state` is `active` or `revoked`."""
    return {
        "assignedTo": seat.user,
        "dateAssigned": seat.assigned,
        "state": state,
        "productKey": product_key(seat.product_id, seat.sku_id),
    }


def seat_page(seats: Iterable[Seat], token: str | None) -> dict[str, Any]:
    """SeatDetailsResultSet; `token` is None on the last page."""
    return _page("seats", [seat_details(seat) for seat in seats], token)


def inventory_page(entries: Iterable[Entry], token: str | None) -> dict[str, Any]:
    """InventoryResultSet; `token` is None on the last page."""
    return _page("inventoryEntries", [_entry_details(entry) for entry in entries], token)


def bulk_result(
    entry: Entry,
    action: str,
    seats: Iterable[Seat],
    failures: Mapping[str, str],
) -> dict[str, Any]:
    """BulkSeatOperationResultSet; `failures` has a reason for each user, spelled as it was sent."""
    # Assumed: a reclaimed seat is answered with the state `revoked`, then gone from every listing.
    state = "active" if action == "assign" else "revoked"
    return {
        "seatDetails": [seat_details(seat, state) for seat in seats],
        "failedSeatOperations": [
            {
                "failureReason": reason,
                "productKey": product_key(entry.product_id, entry.sku_id),
                "userName": user,
            }
            for user, reason in failures.items()
        ],
    }


def _entry_details(entry: Entry) -> dict[str, Any]:
    return {
        "productKey": product_key(entry.product_id, entry.sku_id),
        "seatCapacity": entry.seat_capacity,
        "availableSeats": entry.available,
        "lastModified": entry.last_modified,
        "licenseType": entry.license_type,
        "distributionPolicy": entry.distribution_policy,
        "status": entry.status,
    }


def _page(name: str, items: list[dict[str, Any]], token: str | None) -> dict[str, Any]:
    return {name: items} if token is None else {name: items, "continuationToken": token}
