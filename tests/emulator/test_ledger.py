"""The rules of seats, without a server."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_microsoft_seats.emulator import EmulatorError, InventoryEntry, World
from pulumi_microsoft_seats.emulator.ledger import Ledger
from pulumi_microsoft_seats.emulator.products import parse_product
from pulumi_microsoft_seats.emulator.records import Entry

if TYPE_CHECKING:
    from pathlib import Path

USERS = [f"{name}@contoso.com" for name in ("ada", "ADA", "grace", "mary", "edith", "ida")]
BULK_CALLS = st.lists(
    st.tuples(
        st.sampled_from(["assign", "reclaim"]),
        st.lists(st.sampled_from(USERS), max_size=25),
    ),
    max_size=30,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a data file may be."""
    return tmp_path / "store.db"


def current(ledger: Ledger) -> Entry:
    entry = ledger.entry("A", "1")
    assert entry is not None
    return entry


@settings(max_examples=150, deadline=None)
@given(calls=BULK_CALLS, capacity=st.integers(0, 5), policy=st.sampled_from(["restricted", "open"]))
def test_any_bulk_calls_leave_the_seats_a_set_within_the_capacity(
    calls: list[tuple[str, list[str]]],
    capacity: int,
    policy: str,
) -> None:
    """The ledger agrees, after each user, with a set that refuses to grow beyond the capacity."""
    ledger = Ledger()
    ledger.replace(World((InventoryEntry("A", "1", capacity, policy),)))
    holders: set[str] = set()
    for action, users in calls:
        expected: list[bool] = []
        for user in map(str.lower, users):
            if action == "reclaim":
                expected.append(user in holders)
                holders.discard(user)
                continue
            if policy == "open" or len(holders) < capacity:
                holders.add(user)
            expected.append(user in holders)
        change = ledger.assign if action == "assign" else ledger.reclaim
        seats = change(current(ledger), users)
        assert [seat is not None for seat in seats] == expected
        listed = {seat.user.lower() for seat in ledger.seats(current(ledger), "", 100)}
        assert listed == holders
        assert current(ledger).held == len(holders)
        assert policy == "open" or len(holders) <= capacity
    ledger.close()


def test_a_file_keeps_everything(path: Path) -> None:
    world = World(
        (InventoryEntry("A", "1", seats=("ada@contoso.com",)),), users=("ada@contoso.com",)
    )
    first = Ledger(path)
    first.replace(world)
    first.close()
    second = Ledger(path)
    kept = second.world()
    second.close()
    assert kept == world


def test_a_file_that_another_emulator_has_open_is_refused(path: Path) -> None:
    first = Ledger(path)
    with pytest.raises(EmulatorError, match="or stop the emulator that has it open"):
        Ledger(path)
    first.close()


def test_a_file_of_something_else_is_refused(path: Path) -> None:
    path.write_text("not a database" * 100, encoding="utf-8")
    with pytest.raises(EmulatorError, match="cannot be used"):
        Ledger(path)


def test_a_file_in_a_folder_that_does_not_exist_is_refused(path: Path) -> None:
    with pytest.raises(EmulatorError, match=r"cannot be opened: .*; check the path\."):
        Ledger(path / "store.db")


def test_a_file_keeps_what_was_declared_about_a_product(path: Path) -> None:
    product = parse_product({"details": {"category": "Business"}}, "A", "1")
    world = World((InventoryEntry("A", "1", product=product),))
    first = Ledger(path)
    first.replace(world)
    first.close()
    second = Ledger(path)
    kept, category = second.world(), second.product(current(second)).details.category
    second.close()
    assert kept == world
    assert category == "Business"


VERSION_1 = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    entry_key TEXT NOT NULL UNIQUE,
    product_id TEXT NOT NULL,
    sku_id TEXT NOT NULL,
    seat_capacity INTEGER NOT NULL,
    distribution_policy TEXT NOT NULL,
    license_type TEXT NOT NULL,
    status TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    held INTEGER NOT NULL
);
CREATE TABLE seat (
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    user_key TEXT NOT NULL,
    user_name TEXT NOT NULL,
    assigned TEXT NOT NULL,
    PRIMARY KEY (entry_id, user_key)
) WITHOUT ROWID;
CREATE INDEX seat_of_user ON seat (user_key, entry_id);
CREATE TABLE directory (id INTEGER PRIMARY KEY);
CREATE TABLE directory_user (
    user_key TEXT PRIMARY KEY,
    user_name TEXT NOT NULL,
    position INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO entry VALUES
    (1, 'a/1', 'A', '1', 5, 'restricted', 'online', 'active', '2026-01-01T00:00:00.000000Z', 1);
INSERT INTO seat VALUES (1, 'ada@contoso.com', 'Ada@contoso.com', '2026-01-01T00:00:00.000000Z');
PRAGMA application_id = 1397047636;
PRAGMA user_version = 1;
"""


def test_a_file_of_the_first_version_keeps_everything(path: Path) -> None:
    """It is brought up to date when it is opened, and stays so; its products are made up."""
    written = sqlite3.connect(path)
    written.executescript(VERSION_1)
    written.close()
    for _ in range(2):
        ledger = Ledger(path)
        world, details = ledger.world(), ledger.product(current(ledger)).details
        ledger.close()
        assert world == World((InventoryEntry("A", "1", 5, seats=("Ada@contoso.com",)),))
        assert (details.product_key.product_id, details.product_key.sku_id) == ("A", "1")


def test_a_file_of_a_later_version_is_refused(path: Path) -> None:
    Ledger(path).close()
    later = sqlite3.connect(path)
    later.execute("PRAGMA user_version = 99")
    later.close()
    with pytest.raises(EmulatorError, match="was not written by this version of the emulator, nor"):
        Ledger(path)
