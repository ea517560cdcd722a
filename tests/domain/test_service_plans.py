"""Service plans: which shall be off, and what that changes for whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.errors import InputError
from pulumi_microsoft_seats.domain.service_plans import WantedPlans, wanted_plans

NAMES = {"id-1": "EXCHANGE", "id-4": "TEAMS1", "id-6": "FORMS"}
COMPANY = {"id-9": "AUDIT"}
plans = st.frozensets(st.sampled_from(sorted(NAMES)))


def _off(**declared: list[str]) -> frozenset[str]:
    given = {"disabled": None, "enabled": None, **declared}
    wanted = wanted_plans(NAMES, COMPANY, **given, of="SPE_E3")
    assert wanted is not None
    return wanted.off


def test_plans_are_left_alone_unless_they_are_spoken_of() -> None:
    """No list is another thing than an empty one."""
    assert wanted_plans(NAMES, COMPANY, disabled=None, enabled=None, of="SPE_E3") is None
    assert _off(disabled=[]) == frozenset()
    assert _off(enabled=[]) == NAMES.keys()


@pytest.mark.parametrize("word", ["TEAMS1", "teams1", " Teams1 ", "id-4", "ID-4"])
def test_a_plan_is_named_by_its_name_or_its_id_in_any_capitals(word: str) -> None:
    assert _off(disabled=[word]) == {"id-4"}
    assert _off(enabled=[word]) == {"id-1", "id-6"}


def test_all_that_is_no_plan_of_the_licence_is_named_with_those_it_has() -> None:
    with pytest.raises(InputError) as refused:
        _off(enabled=["TEAMS1", "YAMMER", "SWAY"])
    assert str(refused.value) == (
        "enabled_plans names 2 plans that SPE_E3 does not have: YAMMER, SWAY; it has EXCHANGE, "
        "FORMS, TEAMS1."
    )


@given(off=plans, now=plans)
def test_a_change_says_what_is_switched_and_a_remark_the_way_back(
    off: frozenset[str], now: frozenset[str]
) -> None:
    """Nothing where all is as wanted; otherwise one is the mirror of the other, by name."""
    wanted = WantedPlans(off, NAMES)
    change = wanted.change(now)
    if off == now:
        assert (change, wanted.remark(now)) == (None, "")
        return
    assert change is not None
    assert set(change.on) == {NAMES[plan] for plan in now - off}
    assert set(change.off) == {NAMES[plan] for plan in off - now}
    assert wanted.remark(now) == str(WantedPlans(now, NAMES).change(off))


@pytest.mark.parametrize("word", ["AUDIT", " audit", "ID-9"])
@pytest.mark.parametrize("argument", ["disabled", "enabled"])
def test_a_plan_for_companies_is_refused_by_name(argument: str, word: str) -> None:
    """It belongs to the licence, so that the tenant lacks it would be no answer."""
    with pytest.raises(InputError) as refused:
        _off(**{argument: ["TEAMS1", word]})
    assert str(refused.value) == (
        f"{argument}_plans names 1 plan that SPE_E3 has for the company as a whole, and that "
        f"cannot be switched for a user: {word}; take it off the list."
    )


@given(off=plans, now=plans, others=st.frozensets(st.sampled_from(["id-9", "gone"])))
def test_what_nobody_can_switch_is_no_change(
    off: frozenset[str], now: frozenset[str], others: frozenset[str]
) -> None:
    """A plan for companies, or one that the licence has lost, would show in each preview."""
    wanted = WantedPlans(off, NAMES)
    assert wanted.change(now | others) == wanted.change(now)
    assert wanted.remark(now | others) == wanted.remark(now)
