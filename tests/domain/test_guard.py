"""Which plans need a person's approval before anybody loses a seat, and which lack seats."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.approval import Refusal
from pulumi_microsoft_seats.domain.errors import CapacityExceeded, ReclaimRefused, RefusedPlan
from pulumi_microsoft_seats.domain.guard import guard_capacity, guard_plan, guard_reclaims, needs_of
from pulumi_microsoft_seats.domain.model import Capacity, ProductKey
from pulumi_microsoft_seats.domain.plan import Losses, SeatPlan
from tests.support.plans import MONDAY, plan_of

VISIO = ProductKey("9VISIO000001", "0010")
OTHER = "0123456789abcdef0123456789abcdef"
"""The digest of no plan."""


def _users(count: int, name: str = "user") -> list[str]:
    return [f"{name}{number:04}@contoso.com" for number in range(count)]


def _plan(losing: int, held: int, *, gaining: int = 0) -> SeatPlan:
    return plan_of(_users(gaining, "new"), _users(losing), held=held)


def _replacing(losing: int, held: int) -> SeatPlan:
    lost = dict.fromkeys(_users(losing), MONDAY)
    return replace(_plan(0, 0), replaced=Losses(VISIO, lost, held))


def _judged(plan: SeatPlan, *, limit: float | None = 0.3, takes_over: bool = False) -> SeatPlan:
    return replace(plan, needs=needs_of(plan, limit=limit, takes_over=takes_over))


def _refusal(
    plan: SeatPlan, *, limit: float | None = 0.3, takes_over: bool = False
) -> ReclaimRefused:
    judged = _judged(plan, limit=limit, takes_over=takes_over)
    with pytest.raises(ReclaimRefused) as refused:
        guard_reclaims(judged, limit=limit, approved=frozenset({OTHER}))
    assert refused.value.approval == judged.digest
    return refused.value


def _allow(plan: SeatPlan, *, limit: float | None = 0.3, takes_over: bool = False) -> None:
    judged = _judged(plan, limit=limit, takes_over=takes_over)
    guard_reclaims(judged, limit=limit, approved=frozenset())


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
    """Even at a limit of 0, even where it is the only seat; of a replaced product as well."""
    _allow(_plan(1, held), limit=0)
    _allow(_replacing(1, held), limit=0)


def test_two_reclaims_are_refused_at_a_limit_of_zero() -> None:
    """However many seats are held."""
    _refusal(_plan(2, 100_000), limit=0)


def test_a_limit_of_one_allows_everything() -> None:
    """Except when a product is taken over, see below."""
    _allow(_plan(50, 50), limit=1)
    _allow(_replacing(50, 50), limit=1)


def test_assigns_need_no_approval() -> None:
    """Only a seat that is taken away hurts somebody, whether at an adoption or later."""
    _allow(_plan(0, 10, gaining=500), limit=0)
    _allow(_plan(0, 10, gaining=500), limit=0, takes_over=True)


def test_a_refusal_says_how_many_and_who() -> None:
    """The whole sentence; the digest that approves it is beside it."""
    assert str(_refusal(_plan(4, 10))) == (
        "9NBLGGH4R2R6/0016 would lose 4 of the 10 seats that this assignment answers for, 40%, "
        "more than its reclaim_limit of 30%: user0000@contoso.com, user0001@contoso.com, "
        "user0002@contoso.com, user0003@contoso.com"
    )


def test_a_person_reads_a_refusal_with_the_command_that_approves_it() -> None:
    """At its end, ready to be copied; where nothing can approve it there is none."""
    assert str(Refusal("Too few seats.")) == "Too few seats."
    assert str(Refusal("9N/1 would lose 4 seats: ada@contoso.com", OTHER)) == (
        "9N/1 would lose 4 seats: ada@contoso.com; to approve exactly this, run: "
        "pulumi config set microsoft-seats:approve 0123456789abcdef0123456789abcdef"
    )


def test_of_many_users_the_first_ten_are_named() -> None:
    """The rest is counted, and thousands are written with commas."""
    said = str(_refusal(_plan(1200, 2400)))
    assert "would lose 1,200 of the 2,400 seats that this assignment answers for, 50%," in said
    assert said.endswith("user0009@contoso.com and 1,190 more")
    assert "user0010" not in said


def test_taking_a_product_over_needs_an_approval_for_a_single_seat() -> None:
    """One is always allowed, but not from somebody the program has never declared."""
    assert str(_refusal(_plan(1, 200), limit=1, takes_over=True)) == (
        "Taking over 9NBLGGH4R2R6/0016 would reclaim 1 seat of 200 from users whom the program "
        "does not declare: user0000@contoso.com"
    )


def test_what_a_replacement_takes_of_the_old_product_is_held_to_the_limit() -> None:
    """The share of what the old resource holds, not of the new product."""
    _allow(_replacing(3, 10))
    assert str(_refusal(_replacing(4, 10))) == (
        "Replacing 9VISIO000001/0010 by 9NBLGGH4R2R6/0016 would reclaim 4 seats of "
        "9VISIO000001/0010, more than the reclaim_limit of 30%: user0000@contoso.com, "
        "user0001@contoso.com, user0002@contoso.com, user0003@contoso.com"
    )


def test_a_takeover_that_replaces_another_product_says_both() -> None:
    """Of one approval: the digest is of the whole plan."""
    plan = replace(_replacing(2, 2), reclaim={"zoe@contoso.com": MONDAY}, held=4)
    assert str(_refusal(plan, takes_over=True)) == (
        "Replacing 9VISIO000001/0010 by 9NBLGGH4R2R6/0016 would reclaim 2 seats of "
        "9VISIO000001/0010, more than the reclaim_limit of 30%: user0000@contoso.com, "
        "user0001@contoso.com; and Taking over 9NBLGGH4R2R6/0016 would reclaim 1 seat of 4 from "
        "users whom the program does not declare: zoe@contoso.com"
    )


@pytest.mark.parametrize("takes_over", [False, True])
def test_an_approved_plan_is_allowed(*, takes_over: bool) -> None:
    """By its digest, beside others."""
    plan = _judged(_plan(9, 10), limit=0, takes_over=takes_over)
    guard_reclaims(plan, limit=0, approved=frozenset({OTHER, plan.digest}))


def test_the_approval_of_another_set_of_users_does_not_count() -> None:
    """An approval is never a blanket."""
    others = (_plan(8, 10), _plan(9, 10, gaining=1))
    approved = frozenset(_judged(plan).digest for plan in others)
    with pytest.raises(ReclaimRefused):
        guard_reclaims(_judged(_plan(9, 10)), limit=0.3, approved=approved)


def test_the_approval_of_a_limit_approves_no_takeover_of_the_same_users() -> None:
    """Nor the other way round: what was asked is a part of what was answered."""
    over, limited = _judged(_plan(9, 10), takes_over=True), _judged(_plan(9, 10))
    for plan, approved in ((over, limited), (limited, over)):
        with pytest.raises(ReclaimRefused):
            guard_reclaims(plan, limit=0.3, approved=frozenset({approved.digest}))


def test_while_the_limit_is_not_known_nothing_is_more_than_it() -> None:
    """It may depend on a resource that is not created yet; the update judges it."""
    _allow(_plan(50, 50), limit=None)
    _allow(_replacing(50, 50), limit=None)


def test_taking_a_product_over_needs_an_approval_while_the_limit_is_not_known() -> None:
    """An adoption is judged without it."""
    assert str(_refusal(_plan(1, 200), limit=None, takes_over=True)).startswith("Taking over ")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    """A plan short of seats that would also take some says both, and what would approve it."""
    plan = _judged(_plan(1, 1, gaining=2), takes_over=True)
    capacity = Capacity(total=1, available=0, held=1)
    with pytest.raises(RefusedPlan) as refused:
        guard_plan(plan, capacity, limit=0.3, approved=frozenset())
    short, _, taking = str(refused.value).partition(" Taking over ")
    assert "is 1 seat short" in short
    assert taking.startswith("9NBLGGH4R2R6/0016 would reclaim 1 seat")
    assert refused.value.approval == plan.digest


def _with(available: int | None, total: int = 5000) -> Capacity:
    return Capacity(total, available, held=None)


@pytest.mark.parametrize(
    ("gaining", "losing", "free"), [(3, 0, 3), (3, 1, 2), (3, 3, 0), (3, 9, 0), (0, 0, 0)]
)
def test_just_enough_seats_are_enough(gaining: int, losing: int, free: int) -> None:
    """Seats that are reclaimed are free by the time the assigns start."""
    guard_capacity(_plan(losing, losing, gaining=gaining), _with(free))


@pytest.mark.parametrize(("gaining", "losing", "free"), [(4, 0, 3), (4, 1, 2), (4, 3, 0)])
def test_one_seat_too_few_is_refused(gaining: int, losing: int, free: int) -> None:
    """Before anything is changed."""
    with pytest.raises(CapacityExceeded, match="is 1 seat short"):
        guard_capacity(_plan(losing, losing, gaining=gaining), _with(free))


def test_the_refusal_says_how_many_are_missing_and_what_was_counted() -> None:
    """The whole sentence, in the plural and with thousands."""
    with pytest.raises(CapacityExceeded) as refused:
        guard_capacity(_plan(100, 100, gaining=2500), _with(1200))
    assert str(refused.value).startswith(
        "9NBLGGH4R2R6/0016 is 1,200 seats short, 1,200 users would go without: 2,500 users would "
        "gain one, 1,200 of 5,000 are free for this assignment and 100 would be reclaimed first; "
        "buy more seats or take 1,200 users of these off the list: "
    )


def test_a_product_without_limit_is_never_short() -> None:
    """Whatever was bought."""
    guard_capacity(_plan(0, 0, gaining=1000), _with(None, 0))


@pytest.mark.parametrize(("gaining", "losing"), [(0, 2), (1, 1), (1, 2)])
def test_an_update_that_needs_no_seat_more_is_never_short(gaining: int, losing: int) -> None:
    """Not even where more seats are held than were bought: it leads out of that."""
    guard_capacity(_plan(losing, losing, gaining=gaining), _with(-5, 10))
