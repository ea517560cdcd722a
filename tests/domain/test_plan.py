"""Which seats an update gives and takes, for any declared and held users."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.model import Ownership, ProductKey, Seat
from pulumi_microsoft_seats.domain.plan import Losses, SeatPlan, plan_seats
from pulumi_microsoft_seats.reconcile.snapshot import Snapshot
from tests.support.plans import MONDAY, OFFICE, TENANT, plan_of

VISIO = ProductKey("9VISIO000001", "0010")
Users = frozenset[str]

_users = st.frozensets(st.sampled_from([f"{name}@contoso.com" for name in "abcdefghij"]))
_ownerships = st.sampled_from(["exclusive", "shared"])


def _planned(ownership: Ownership, declared: Users, own: Users, held: Users) -> SeatPlan:
    seats = Snapshot([Seat(OFFICE, user, assigned_at=MONDAY) for user in held])
    return plan_seats(TENANT, OFFICE, ownership, seats, declared=declared, own=own)


def _end(plan: SeatPlan, held: Users) -> Users:
    """Who holds a seat once a plan was carried out."""
    return held - frozenset(plan.reclaim) | frozenset(plan.assign)


def test_exclusive_ownership_takes_every_seat_that_is_not_declared() -> None:
    """As an IAM binding does; users are sorted, each seat that is taken has its date."""
    plan = _planned(
        "exclusive",
        declared=frozenset({"dan", "cy", "ada"}),
        own=frozenset(),
        held=frozenset({"ada", "zoe", "bob"}),
    )
    assert plan == SeatPlan(
        TENANT, OFFICE, assign=("cy", "dan"), reclaim={"bob": MONDAY, "zoe": MONDAY}, held=3
    )
    assert list(plan.reclaim) == ["bob", "zoe"]


def test_shared_ownership_takes_only_seats_of_its_own() -> None:
    """As an IAM member does: Zoe's seat is somebody else's business."""
    plan = _planned(
        "shared",
        declared=frozenset({"ada", "cy"}),
        own=frozenset({"ada", "bob", "gone"}),
        held=frozenset({"ada", "zoe", "bob"}),
    )
    assert plan == SeatPlan(TENANT, OFFICE, assign=("cy",), reclaim={"bob": MONDAY}, held=2)


@given(declared=_users, own=_users, held=_users)
def test_after_an_exclusive_plan_exactly_the_declared_users_hold_a_seat(
    declared: Users, own: Users, held: Users
) -> None:
    """Whoever held one before, and it answers for all of them."""
    plan = _planned("exclusive", declared, own, held)
    assert _end(plan, held) == declared
    assert plan.held == len(held)


@given(declared=_users, own=_users, held=_users)
def test_after_a_shared_plan_the_declared_hold_a_seat_and_those_dropped_hold_none(
    declared: Users, own: Users, held: Users
) -> None:
    """Dropped is whose seat is its own and who is not declared; it answers for its own alone."""
    plan = _planned("shared", declared, own, held)
    end = _end(plan, held)
    assert end >= declared
    assert not end & (own - declared)
    assert plan.held == len(held & own)


@given(declared=_users, own=_users, held=_users)
def test_a_shared_plan_never_touches_anybody_who_is_not_declared_nor_its_own(
    declared: Users, own: Users, held: Users
) -> None:
    """Neither in the plan nor in its result."""
    plan = _planned("shared", declared, own, held)
    ours = declared | own
    assert {*plan.assign, *plan.reclaim} <= ours
    assert _end(plan, held) - ours == held - ours


@given(ownership=_ownerships, declared=_users, own=_users, held=_users)
def test_a_plan_gives_only_seats_that_are_not_held_and_takes_only_seats_that_are(
    ownership: Ownership, declared: Users, own: Users, held: Users
) -> None:
    """And nobody is on one list twice."""
    plan = _planned(ownership, declared, own, held)
    assert not held & frozenset(plan.assign)
    assert held >= plan.reclaim.keys()
    assert list(plan.assign) == sorted(set(plan.assign))


@given(ownership=_ownerships, declared=_users, own=_users, held=_users)
def test_once_carried_out_a_plan_has_nothing_left_to_do(
    ownership: Ownership, declared: Users, own: Users, held: Users
) -> None:
    """The second run of a program changes nothing."""
    first = _planned(ownership, declared, own, held)
    again = _planned(ownership, declared, declared, _end(first, held))
    assert not again
    assert (again.assign, again.reclaim) == ((), {})


def test_a_plan_is_true_when_anything_will_happen() -> None:
    """Either list is enough, and so is a seat of the product that is replaced."""
    assert plan_of(assign=["ada"])
    assert plan_of(reclaim=["ada"])
    assert not plan_of(held=5)
    nobody, eve = Losses(VISIO, {}, held=0), Losses(VISIO, {"eve": MONDAY}, held=1)
    assert not SeatPlan(TENANT, OFFICE, (), {}, held=0, replaced=nobody)
    assert SeatPlan(TENANT, OFFICE, (), {}, held=0, replaced=eve)
