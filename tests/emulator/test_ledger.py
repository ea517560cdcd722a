"""The rules of seats, without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_microsoft_seats.emulator import EmulatorError, InventoryEntry, World
from pulumi_microsoft_seats.emulator.ledger import Entry, Ledger

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
    with pytest.raises(EmulatorError, match="cannot be opened"):
        Ledger(path / "store.db")
