"""Which reclaims of a shared assignment are still to be done, by the date of each seat."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN
from pulumi.runtime import rpc

from pulumi_microsoft_seats.domain.model import ProductKey, Seat
from pulumi_microsoft_seats.pending_reclaims import (
    given_anew,
    planned_reclaims,
    reclaims_input,
    reclaims_output,
    still_pending,
)
from pulumi_microsoft_seats.reconcile.snapshot import Snapshot

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
ADA, BOB, CY, ZOE = (f"{name}@contoso.com" for name in ("ada", "bob", "cy", "zoe"))
MONDAY, TODAY = "2017-04-24T09:30:00Z", "2026-11-22T12:00:00Z"
PENDING = {"__reclaiming": f"{ADA}\t{MONDAY}\n{BOB}\t{MONDAY}\n{CY}\t\n"}
"""Two seats with a date, and one whose date the service did not say."""


def _snapshot(**dates: str | None) -> Snapshot:
    """Who holds a seat, and since when."""
    seats = (
        Seat(OFFICE, f"{name.title()}@Contoso.com", assigned_at=date)
        for name, date in dates.items()
    )
    return Snapshot(seats)


def test_planned_reclaims_are_written_down_with_the_date_of_each_seat() -> None:
    """A user and a date a line, a tab between: the text that stands in every state."""
    snapshot = _snapshot(ada=MONDAY, bob=TODAY, cy=None)
    assert reclaims_input([ADA, BOB, CY], snapshot) == {
        "__reclaiming": f"{ADA}\t{MONDAY}\n{BOB}\t{TODAY}\n{CY}\t\n"
    }


def test_nobody_to_reclaim_is_no_property() -> None:
    """Rather than an empty one, which would show as a change."""
    assert reclaims_input([], _snapshot(ada=MONDAY)) == {}


def test_what_is_written_down_is_read_back() -> None:
    """Every user of it, with or without a date."""
    assert planned_reclaims(PENDING) == {ADA, BOB, CY}
    written = reclaims_input([ADA, CY], _snapshot(ada=MONDAY, cy=None))
    assert planned_reclaims(written) == {ADA, CY}


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"__reclaiming": None},
        {"__reclaiming": ""},
        {"__reclaiming": rpc.UNKNOWN},
        {"__reclaiming": UNKNOWN},
    ],
)
def test_where_nothing_is_written_down_nobody_is_planned(properties: dict[str, Any]) -> None:
    """An older state, and a value that is not known."""
    assert planned_reclaims(properties) == frozenset()
    assert still_pending(properties, _snapshot(ada=MONDAY)) == frozenset()
    assert given_anew(properties, _snapshot(ada=MONDAY)) == frozenset()
    assert reclaims_output(properties, [ADA]) == {}


def test_a_reclaim_is_pending_as_long_as_that_very_seat_is_held() -> None:
    """Ada's is; Bob's is gone; Zoe's was never to be taken."""
    snapshot = _snapshot(ada=MONDAY, zoe=MONDAY)
    assert still_pending(PENDING, snapshot) == {ADA}
    assert given_anew(PENDING, snapshot) == frozenset()


def test_a_seat_with_another_date_was_given_by_somebody_else() -> None:
    """And so was one that no longer has any."""
    snapshot = _snapshot(ada=TODAY, bob=None)
    assert still_pending(PENDING, snapshot) == frozenset()
    assert given_anew(PENDING, snapshot) == {ADA, BOB}


@pytest.mark.parametrize("date", [None, TODAY])
def test_a_seat_that_had_no_date_may_have_been_given_by_somebody_else(date: str | None) -> None:
    """Nobody can tell, so it is left alone."""
    assert still_pending(PENDING, _snapshot(cy=date)) == frozenset()
    assert given_anew(PENDING, _snapshot(cy=date)) == {CY}


def test_those_who_are_left_are_written_down_again_with_the_date_they_had() -> None:
    """Sorted; users that were never planned are not added."""
    assert reclaims_output(PENDING, {BOB, ADA, ZOE}) == {
        "__reclaiming": f"{ADA}\t{MONDAY}\n{BOB}\t{MONDAY}\n"
    }
    assert reclaims_output(PENDING, {CY}) == {"__reclaiming": f"{CY}\t\n"}
    assert reclaims_output(PENDING, {ZOE}) == {}
