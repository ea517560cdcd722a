"""A product that was bought more than once, and is listed so."""

from __future__ import annotations

from pulumi_microsoft_seats.domain.inventory_entry import InventoryEntry, added_up
from pulumi_microsoft_seats.domain.model import Capacity, ProductKey

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
MINECRAFT = ProductKey("CFQ7TTC0K5DR", "0002")


def _entry(
    capacity: int,
    available: int,
    *,
    product: ProductKey = OFFICE,
    policy: str = "restricted",
    status: str = "active",
    modified: str | None = None,
) -> InventoryEntry:
    return InventoryEntry(product, capacity, available, "online", policy, status, modified)


def test_seats_bought_and_free_add_up_whatever_the_capitals() -> None:
    """Nobody is refused for want of a seat that the other order has; products stay apart."""
    again = ProductKey("9nblggh4r2r6", "0016")
    entries = [_entry(10, 4), _entry(7, 7, product=MINECRAFT), _entry(5, 1, product=again)]
    found = added_up([*entries, _entry(5, 1)])
    assert list(found) == [OFFICE, MINECRAFT]
    assert found[OFFICE] == _entry(20, 6)
    assert found[MINECRAFT] == _entry(7, 7, product=MINECRAFT)


def test_an_open_entry_makes_its_product_open() -> None:
    """Whoever needs a seat gets one of it, whatever the other has."""
    unlimited = _entry(5, 5, policy="open")
    for entries in ([_entry(10, 0), unlimited], [unlimited, unlimited]):
        assert added_up(entries)[OFFICE].distribution_policy == "open"
        assert added_up(reversed(entries))[OFFICE].distribution_policy == "open"


def test_the_seats_of_an_open_entry_have_no_limit() -> None:
    """Those of any other have one: the careful reading of a policy nobody has seen."""
    assert _entry(10, 4, policy="open").seats == Capacity(10, None, 6)
    for policy in ("restricted", "unheard of"):
        assert _entry(10, 4, policy=policy).seats == Capacity(10, 4, 6)


def test_what_one_entry_leaves_open_is_not_counted() -> None:
    """An open entry with none free may have given any number."""
    found = added_up([_entry(10, 4), _entry(5, 0, policy="open")])[OFFICE]
    assert found.held is None
    assert found.capacity == 15


def test_a_removed_entry_does_not_hide_an_active_one() -> None:
    """Which says what the product is now, as the latest of several does."""
    removed = _entry(5, 5, status="removed", modified="2026-02-01T00:00:00Z")
    earlier = _entry(5, 5, modified="2025-01-01T00:00:00Z")
    latest = _entry(5, 5, modified="2026-01-01T00:00:00Z")
    found = added_up([earlier, latest, removed])[OFFICE]
    assert (found.status, found.last_modified) == ("active", "2026-01-01T00:00:00Z")
