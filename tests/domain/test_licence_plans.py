"""Plans of licences: service plans, other paths, users who cannot be served."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulumi_microsoft_seats.domain.drift import Drift, drift_between
from pulumi_microsoft_seats.domain.errors import CapacityExceeded, ReclaimRefused
from pulumi_microsoft_seats.domain.guard import guard_capacity, guard_reclaims, needs_of
from pulumi_microsoft_seats.domain.model import Capacity, Holding, Ownership, ProductKey, Seat
from pulumi_microsoft_seats.domain.plan import SeatPlan, plan_seats
from pulumi_microsoft_seats.domain.service_plans import PlanChange, WantedPlans
from pulumi_microsoft_seats.reconcile.snapshot import Snapshot

E3 = ProductKey("1b7a8c40-5a11-4d0e-8a10-00000000e3e3", name="SPE_E3")
ADA, BOB, CY, DAN, EVE = (f"{name}@contoso.com" for name in ("ada", "bob", "cy", "dan", "eve"))
MONDAY = "2026-11-02T12:00:00Z"
NO_TEAMS = WantedPlans(frozenset({"teams"}), {"teams": "TEAMS1", "forms": "FORMS"})
OFF, ON = PlanChange(on=(), off=("TEAMS1",)), PlanChange(on=("TEAMS1",), off=())


def _snapshot() -> Snapshot:
    """Ada has it directly, Bob through a group, Cy by both; Eve cannot have it."""
    snapshot = Snapshot(
        [
            Seat(E3, ADA, assigned_at=MONDAY),
            Seat(E3, BOB, through=("staff",), is_direct=False),
            Seat(
                E3, CY, assigned_at=MONDAY, through=("staff",), disabled_plans=frozenset({"forms"})
            ),
        ]
    )
    snapshot.learn([Holding(EVE, None, "no usage location")])
    return snapshot


def _plan(
    *declared: str, ownership: Ownership = "exclusive", wanted: WantedPlans | None = None
) -> SeatPlan:
    return plan_seats(
        "a-tenant",
        E3,
        ownership,
        _snapshot(),
        declared=frozenset(declared),
        own=frozenset({ADA, BOB, CY}),
        wanted=wanted,
    )


@pytest.mark.parametrize("ownership", ["exclusive", "shared"])
def test_only_direct_licences_are_given_and_taken(ownership: Ownership) -> None:
    """Whoever has one through a group neither gains nor loses any."""
    plan = _plan(BOB, DAN, ownership=ownership)
    assert (plan.assign, plan.reclaim) == ((DAN,), {ADA: MONDAY, CY: MONDAY})
    assert (plan.held, plan.still_served, plan.freed) == (2, frozenset({CY}), 1)


def test_whoever_cannot_be_served_is_named_and_no_part_of_the_plan() -> None:
    """Nor is it a loss or a reason for anything that nobody declares them."""
    plan = _plan(ADA, CY, EVE)
    assert plan.hindered == {EVE: "no usage location"}
    assert not plan
    assert _plan(ADA, CY).hindered == {}


def test_plans_are_switched_for_declared_holders_of_a_direct_licence() -> None:
    """Nobody else's are ours to switch; where no plans are spoken of, nobody's."""
    plan = _plan(ADA, BOB, DAN, wanted=NO_TEAMS)
    assert plan.change == {ADA: OFF}
    assert plan.disabled_plans == frozenset({"teams"})
    assert _plan(ADA, BOB, CY, wanted=NO_TEAMS).change[CY] == PlanChange(("FORMS",), ("TEAMS1",))
    silent = _plan(ADA, BOB, CY)
    assert (silent.change, silent.disabled_plans, bool(silent)) == ({}, None, False)


def test_a_change_of_plans_is_something_to_do_without_any_seat_more() -> None:
    plan = _plan(ADA, BOB, CY, wanted=NO_TEAMS)
    assert plan
    assert (plan.users, plan.more_seats, plan.switched_off) == (frozenset({ADA, CY}), 0, [ADA, CY])


def test_a_digest_tells_plans_that_are_off_from_plans_that_are_left_alone() -> None:
    """And each user's switches from each other's."""
    plan = _plan(ADA, CY, wanted=NO_TEAMS)
    others = [
        replace(plan, disabled_plans=frozenset[str]()),
        replace(plan, change={ADA: OFF}),
        replace(plan, change={ADA: OFF, CY: ON}),
        replace(plan, change={}, disabled_plans=None),
        plan,
    ]
    assert len({each.digest for each in others}) == 5
    assert replace(plan, hindered={EVE: "gone"}).digest == plan.digest


@pytest.mark.parametrize(
    ("changed", "limit", "needs"),
    [
        ([OFF, OFF], 0.3, {"plans"}),
        ([OFF, OFF], 0.5, set()),
        ([OFF], 0.0, set()),
        ([ON, ON, ON, ON], 0.0, set()),
        ([OFF, OFF], None, set()),
    ],
    ids=["above the limit", "at the limit", "one is allowed", "switching on", "limit not known"],
)
def test_switching_off_is_under_the_limit_as_reclaims_are(
    changed: list[PlanChange], limit: float | None, needs: set[str]
) -> None:
    change = dict(zip((ADA, BOB, CY, DAN), changed, strict=False))
    plan = SeatPlan("a-tenant", E3, (), {}, held=4, change=change, disabled_plans=NO_TEAMS.off)
    assert needs_of(plan, limit=limit, takes_over=True) == needs


def test_what_is_lost_and_what_is_switched_off_is_refused_in_one_sentence() -> None:
    plan = SeatPlan(
        "a-tenant",
        E3,
        (),
        {ADA: "", BOB: ""},
        held=4,
        change={CY: PlanChange((), ("TEAMS1", "FORMS")), DAN: OFF},
        needs=frozenset({"limit", "plans"}),
    )
    with pytest.raises(ReclaimRefused) as refused:
        guard_reclaims(plan, limit=0.25, approved=frozenset())
    assert str(refused.value) == (
        "SPE_E3 would lose 2 of the 4 seats that this assignment answers for, 50%, more than its "
        f"reclaim_limit of 25%: {ADA}, {BOB}; and SPE_E3 would have service plans switched off "
        "(FORMS, TEAMS1) for 2 of the 4 users that this assignment answers for, 50%, more than its "
        f"reclaim_limit of 25%: {CY}, {DAN}"
    )
    guard_reclaims(plan, limit=0.25, approved=frozenset({plan.digest}))


def test_a_licence_that_stays_through_a_group_frees_no_unit() -> None:
    """Of two that are reclaimed one is still consumed, so the second newcomer goes without."""
    plan = SeatPlan(
        "a-tenant",
        E3,
        assign=(DAN, EVE),
        reclaim={ADA: "", CY: ""},
        held=2,
        still_served=frozenset({CY}),
    )
    guard_capacity(plan, Capacity(2, 1, 2))
    with pytest.raises(CapacityExceeded, match=r"1 user would go without.* 1 would be reclaimed"):
        guard_capacity(plan, Capacity(2, 0, 2))


def test_a_licence_that_came_over_to_a_group_is_neither_lost_nor_gained() -> None:
    """Under exclusive ownership others' inherited ones are no drift either."""
    drift = drift_between(
        "exclusive",
        recorded=frozenset({ADA, BOB, CY}),
        held=frozenset({ADA}),
        inherited=frozenset({BOB, EVE}),
    )
    assert drift == Drift(lost=(CY,))
