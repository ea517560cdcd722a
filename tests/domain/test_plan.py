"""Which seats an update gives and takes, for any declared and held users."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.model import Ownership, ProductKey
from pulumi_microsoft_seats.domain.plan import SeatPlan, answered_for, plan_seats

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
Users = frozenset[str]

_users = st.frozensets(st.sampled_from([f"{name}@contoso.com" for name in "abcdefghij"]))
_ownerships = st.sampled_from(["exclusive", "shared"])
_products = st.builds(
    ProductKey, st.sampled_from(["9N1", "9n1", "9N1/1"]), st.sampled_from(["1", "1/1", "x"])
)
_few = st.frozensets(st.sampled_from(["a@x.com", "b@x.com"])).map(lambda some: tuple(sorted(some)))
_plans = st.builds(SeatPlan, _products, assign=_few, reclaim=_few, held=st.integers(0, 9))


def _end(plan: SeatPlan, held: Users) -> Users:
    """Who holds a seat once a plan was carried out."""
    return held - frozenset(plan.reclaim) | frozenset(plan.assign)


def test_exclusive_ownership_takes_every_seat_that_is_not_declared() -> None:
    """As an IAM binding does; users are sorted."""
    plan = plan_seats(
        OFFICE,
        "exclusive",
        declared=frozenset({"dan", "cy", "ada"}),
        declared_before=frozenset(),
        held=frozenset({"ada", "zoe", "bob"}),
    )
    assert plan == SeatPlan(OFFICE, assign=("cy", "dan"), reclaim=("bob", "zoe"), held=3)


def test_shared_ownership_takes_only_seats_it_declared_before() -> None:
    """As an IAM member does: Zoe's seat is somebody else's business."""
    plan = plan_seats(
        OFFICE,
        "shared",
        declared=frozenset({"ada", "cy"}),
        declared_before=frozenset({"ada", "bob", "gone"}),
        held=frozenset({"ada", "zoe", "bob"}),
    )
    assert plan == SeatPlan(OFFICE, assign=("cy",), reclaim=("bob",), held=2)


@given(declared=_users, before=_users, held=_users)
def test_after_an_exclusive_plan_exactly_the_declared_users_hold_a_seat(
    declared: Users, before: Users, held: Users
) -> None:
    """Whoever held one before."""
    plan = plan_seats(OFFICE, "exclusive", declared=declared, declared_before=before, held=held)
    assert _end(plan, held) == declared
    assert plan.held == len(held)


@given(declared=_users, before=_users, held=_users)
def test_after_a_shared_plan_the_declared_hold_a_seat_and_those_dropped_hold_none(
    declared: Users, before: Users, held: Users
) -> None:
    """Dropped is who was declared before and no longer is."""
    plan = plan_seats(OFFICE, "shared", declared=declared, declared_before=before, held=held)
    end = _end(plan, held)
    assert end >= declared
    assert not end & (before - declared)
    assert plan.held == len(held & before)


@given(declared=_users, before=_users, held=_users)
def test_a_shared_plan_never_touches_anybody_outside_what_it_declares_or_declared(
    declared: Users, before: Users, held: Users
) -> None:
    """Neither in the plan nor in its result."""
    plan = plan_seats(OFFICE, "shared", declared=declared, declared_before=before, held=held)
    ours = declared | before
    assert {*plan.assign, *plan.reclaim} <= ours
    assert _end(plan, held) - ours == held - ours


@given(ownership=_ownerships, declared=_users, before=_users, held=_users)
def test_a_plan_gives_only_seats_that_are_not_held_and_takes_only_seats_that_are(
    ownership: Ownership, declared: Users, before: Users, held: Users
) -> None:
    """And nobody is on both lists, or on one twice."""
    plan = plan_seats(OFFICE, ownership, declared=declared, declared_before=before, held=held)
    assert not held & frozenset(plan.assign)
    assert held >= frozenset(plan.reclaim)
    assert list(plan.assign) == sorted(set(plan.assign))
    assert list(plan.reclaim) == sorted(set(plan.reclaim))


@given(ownership=_ownerships, declared=_users, before=_users, held=_users)
def test_once_carried_out_a_plan_has_nothing_left_to_do(
    ownership: Ownership, declared: Users, before: Users, held: Users
) -> None:
    """The second run of a program changes nothing."""
    first = plan_seats(OFFICE, ownership, declared=declared, declared_before=before, held=held)
    again = plan_seats(
        OFFICE,
        ownership,
        declared=declared,
        declared_before=declared,
        held=_end(first, held),
    )
    assert not again
    assert (again.assign, again.reclaim) == ((), ())


@given(declared=_users, before=_users, held=_users)
def test_a_resource_answers_for_all_seats_or_only_for_those_of_its_own_users(
    declared: Users, before: Users, held: Users
) -> None:
    """What it reports is held, and under shared ownership never somebody else's."""

    def answered(ownership: Ownership) -> Users:
        return answered_for(ownership, declared=declared, declared_before=before, held=held)

    assert answered("exclusive") == held
    assert answered("shared") == {user for user in held if user in declared or user in before}


def test_a_plan_is_true_when_anything_will_happen() -> None:
    """Either list is enough."""
    assert SeatPlan(OFFICE, assign=("ada",), reclaim=(), held=0)
    assert SeatPlan(OFFICE, assign=(), reclaim=("ada",), held=1)
    assert not SeatPlan(OFFICE, assign=(), reclaim=(), held=5)


def test_the_digest_of_a_plan_never_changes_between_releases() -> None:
    """Approvals stand in configurations: computed once with `sha256sum`, not with our code."""
    plan = SeatPlan(
        OFFICE,
        assign=("ada@contoso.com", "grace@contoso.com"),
        reclaim=("bob@contoso.com",),
        held=7,
    )
    assert plan.digest == "c02dee530757"


@given(_plans, _plans)
def test_two_digests_are_equal_exactly_when_product_and_both_lists_are(
    one: SeatPlan, other: SeatPlan
) -> None:
    """Moving a user from one list to the other counts; how many seats are held does not."""
    same = (one.product, one.assign, one.reclaim) == (other.product, other.assign, other.reclaim)
    assert (one.digest == other.digest) == same


def test_assigning_and_reclaiming_the_same_user_have_different_digests() -> None:
    """An approval of one is none of the other."""
    giving = SeatPlan(OFFICE, assign=("ada",), reclaim=(), held=0)
    taking = SeatPlan(OFFICE, assign=(), reclaim=("ada",), held=0)
    assert giving.digest != taking.digest


def test_products_whose_ids_hold_a_slash_are_not_mistaken_for_each_other() -> None:
    """Both are written `9N/1/0016`, and an approval of one is none of the other."""
    one = SeatPlan(ProductKey("9N/1", "0016"), assign=("ada",), reclaim=(), held=0)
    other = SeatPlan(ProductKey("9N", "1/0016"), assign=("ada",), reclaim=(), held=0)
    assert str(one.product) == str(other.product)
    assert one.digest != other.digest


def test_an_approval_holds_whatever_the_capitals_of_the_product() -> None:
    """It is the same product, so it is the same plan."""
    shouted = SeatPlan(ProductKey("9NBLGGH4R2R6", "00AB"), assign=("ada",), reclaim=(), held=0)
    quiet = SeatPlan(ProductKey("9nblggh4r2r6", "00ab"), assign=("ada",), reclaim=(), held=0)
    assert shouted.digest == quiet.digest
