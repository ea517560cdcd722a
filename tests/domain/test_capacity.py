"""Whether a product has seats enough for a plan."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import CapacityExceeded
from pulumi_microsoft_seats.domain.guard import guard_capacity
from pulumi_microsoft_seats.domain.model import Capacity
from pulumi_microsoft_seats.domain.plan import SeatPlan
from tests.support.plans import plan_of


def _plan(gaining: int, losing: int = 0) -> SeatPlan:
    return plan_of(
        assign=[f"new{number}" for number in range(gaining)],
        reclaim=[f"old{number}" for number in range(losing)],
    )


def _with(available: int | None, total: int = 5000) -> Capacity:
    return Capacity(total, available, held=None)


@pytest.mark.parametrize(
    ("gaining", "losing", "free"), [(3, 0, 3), (3, 1, 2), (3, 3, 0), (3, 9, 0), (0, 0, 0)]
)
def test_just_enough_seats_are_enough(gaining: int, losing: int, free: int) -> None:
    """Seats that are reclaimed are free by the time the assigns start."""
    guard_capacity(_plan(gaining, losing), _with(free))


@pytest.mark.parametrize(("gaining", "losing", "free"), [(4, 0, 3), (4, 1, 2), (4, 3, 0)])
def test_one_seat_too_few_is_refused(gaining: int, losing: int, free: int) -> None:
    """Before anything is changed."""
    with pytest.raises(CapacityExceeded, match="is 1 seat short"):
        guard_capacity(_plan(gaining, losing), _with(free))


def test_the_refusal_says_how_many_are_missing_and_what_was_counted() -> None:
    """The whole sentence, in the plural and with thousands."""
    with pytest.raises(CapacityExceeded) as refused:
        guard_capacity(_plan(2500, 100), _with(1200))
    assert str(refused.value).startswith(
        "9NBLGGH4R2R6/0016 is 1,200 seats short, 1,200 users would go without: 2,500 users would "
        "gain one, 1,200 of 5,000 are free for this assignment and 100 would be reclaimed first; "
        "buy more seats or take 1,200 users of these off the list: "
    )


def test_a_product_without_limit_is_never_short() -> None:
    """Whatever was bought."""
    guard_capacity(_plan(1000), _with(None, 0))


@pytest.mark.parametrize(("gaining", "losing"), [(0, 2), (1, 1), (1, 2)])
def test_an_update_that_needs_no_seat_more_is_never_short(gaining: int, losing: int) -> None:
    """Not even where more seats are held than were bought: it leads out of that."""
    guard_capacity(_plan(gaining, losing), _with(-5, 10))
