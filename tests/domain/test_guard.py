"""Which plans need a person's approval before anybody loses a seat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.errors import ReclaimRefused, RefusedPlan
from pulumi_microsoft_seats.domain.guard import guard_plan, guard_reclaims
from pulumi_microsoft_seats.domain.model import InventoryEntry, ProductKey
from pulumi_microsoft_seats.domain.plan import SeatPlan

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")


def _plan(losing: int, held: int, *, gaining: int = 0) -> SeatPlan:
    return SeatPlan(
        OFFICE,
        assign=tuple(f"new{number:04}@contoso.com" for number in range(gaining)),
        reclaim=tuple(f"user{number:04}@contoso.com" for number in range(losing)),
        held=held,
    )


def _refusal(plan: SeatPlan, *, limit: float | None = 0.3, adopting: bool = False) -> str:
    with pytest.raises(ReclaimRefused) as refused:
        guard_reclaims(plan, limit=limit, adopting=adopting, approved=frozenset({"0123456789ab"}))
    return str(refused.value)


def _allow(plan: SeatPlan, *, limit: float | None = 0.3, adopting: bool = False) -> None:
    guard_reclaims(plan, limit=limit, adopting=adopting, approved=frozenset())


@given(st.integers(2, 400), st.data())
def test_exactly_the_limit_is_allowed_and_one_more_is_refused(
    held: int, data: st.DataObject
) -> None:
    """At every limit that a number of seats can meet exactly."""
    allowed = data.draw(st.integers(1, held - 1))
    _allow(_plan(allowed, held), limit=allowed / held)
    _refusal(_plan(allowed + 1, held), limit=allowed / held)


def test_the_default_limit_met_exactly_is_allowed() -> None:
    """3 of 10 seats is no more than 0.3, 4 of 13 is."""
    _allow(_plan(3, 10))
    _refusal(_plan(4, 13))


@pytest.mark.parametrize("held", [1, 2, 1000])
def test_one_reclaim_is_always_allowed(held: int) -> None:
    """Even at a limit of 0, even where it is the only seat."""
    _allow(_plan(1, held), limit=0)


def test_two_reclaims_are_refused_at_a_limit_of_zero() -> None:
    """However many seats are held."""
    _refusal(_plan(2, 100_000), limit=0)


def test_a_limit_of_one_allows_everything() -> None:
    """Except when a product is taken over, see below."""
    _allow(_plan(50, 50), limit=1)


def test_assigns_need_no_approval() -> None:
    """Only a seat that is taken away hurts somebody, whether at an adoption or later."""
    _allow(_plan(0, 10, gaining=500), limit=0)
    _allow(_plan(0, 10, gaining=500), limit=0, adopting=True)


def test_a_refusal_says_how_many_and_who_and_how_to_approve() -> None:
    """The whole sentence, digest and command included."""
    plan = _plan(4, 10)
    assert _refusal(plan) == (
        "9NBLGGH4R2R6/0016 would lose 4 of the 10 seats that this assignment answers for, 40%, "
        "more than its reclaim_limit of 30%: user0000@contoso.com, user0001@contoso.com, "
        "user0002@contoso.com, user0003@contoso.com; to approve exactly this, run: "
        "pulumi config set microsoft-seats:approve " + plan.digest
    )


def test_of_many_users_the_first_ten_are_named() -> None:
    """The rest is counted, and thousands are written with commas."""
    said = _refusal(_plan(1200, 2400))
    assert "would lose 1,200 of the 2,400 seats that this assignment answers for, 50%," in said
    assert "user0009@contoso.com and 1,190 more;" in said
    assert "user0010" not in said


def test_taking_a_product_over_needs_an_approval_for_a_single_seat() -> None:
    """One is always allowed, but not from somebody the program has never declared."""
    plan = _plan(1, 200)
    assert _refusal(plan, limit=1, adopting=True) == (
        "Taking over 9NBLGGH4R2R6/0016 would reclaim 1 seat of 200 from users whom the program "
        "does not declare: user0000@contoso.com; to approve exactly this, run: "
        "pulumi config set microsoft-seats:approve " + plan.digest
    )


@pytest.mark.parametrize("adopting", [False, True])
def test_an_approved_plan_is_allowed(*, adopting: bool) -> None:
    """By its digest, beside others."""
    plan = _plan(9, 10)
    guard_reclaims(
        plan, limit=0, adopting=adopting, approved=frozenset({"0123456789ab", plan.digest})
    )


def test_the_approval_of_another_set_of_users_does_not_count() -> None:
    """An approval is never a blanket."""
    approved = frozenset({_plan(8, 10).digest, _plan(9, 10, gaining=1).digest})
    with pytest.raises(ReclaimRefused):
        guard_reclaims(_plan(9, 10), limit=0.3, adopting=False, approved=approved)


def test_a_share_just_above_the_limit_is_told_apart_from_it() -> None:
    """Nobody reads that 30% is more than 30%."""
    assert "30.04%, more than its reclaim_limit of 30%" in _refusal(_plan(751, 2500))


def test_while_the_limit_is_not_known_nothing_is_more_than_it() -> None:
    """It may depend on a resource that is not created yet; the update judges it."""
    _allow(_plan(50, 50), limit=None)


def test_taking_a_product_over_needs_an_approval_while_the_limit_is_not_known() -> None:
    """An adoption is judged without it."""
    assert _refusal(_plan(1, 200), limit=None, adopting=True).startswith("Taking over ")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """A plan short of seats that would also take some says both, the digest to approve last."""
    plan = _plan(1, 1, gaining=2)
    entry = InventoryEntry(OFFICE, 1, 0, "online", "restricted", "active")
    with pytest.raises(RefusedPlan) as refused:
        guard_plan(plan, entry, limit=0.3, adopting=True, approved=frozenset())
    short, _, taking = str(refused.value).partition(" off the list. ")
    assert "is 1 seat short" in short
    assert taking.startswith("Taking over ")
    assert taking.endswith(f"microsoft-seats:approve {plan.digest}")
