"""`disabled_plans` and `enabled_plans`, for everybody declared."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import InputError, RefusedPlan
from pulumi_microsoft_seats.graph.refusals import RequestRefused
from pulumi_microsoft_seats.plugin import lifecycle
from pulumi_microsoft_seats.plugin.check import check
from pulumi_microsoft_seats.plugin.properties import parse
from tests.plugin.licences.directory import (
    E3,
    EXCHANGE,
    FORMS,
    TEAMS,
    LicenseStack,
    licence,
    shared_licence,
)
from tests.plugin.world import ADA, BOB, unknowns


def test_a_change_of_plans_is_made_in_place(stack: LicenseStack, said: list[str]) -> None:
    """One call a user, nobody is without the licence in between, and a line says which."""
    stack.up(licence(ADA, disabled_plans=["TEAMS1"]))
    stack.world.writes.clear()
    assert stack.up(licence(ADA, disabled_plans=["exchange_s_enterprise"]))
    assert stack.world.writes == [("change", "SPE_E3", ADA)]
    assert stack.world.person(ADA).paths == {(E3, None): {EXCHANGE}}
    assert (
        f"info: SPE_E3: service plans of 1 user change, TEAMS1 on, EXCHANGE_S_ENTERPRISE off: {ADA}"
    ) in said
    assert not stack.up(licence(ADA, disabled_plans=["exchange_s_enterprise"]))


def test_plans_that_are_not_spoken_of_stay_as_they_are(stack: LicenseStack) -> None:
    """Somebody switched Ada's off by hand, and is right until the program says otherwise."""
    stack.world.give(ADA, off=[TEAMS])
    stack.up(licence(ADA))
    assert not stack.up(licence(ADA))
    assert stack.world.person(ADA).paths == {(E3, None): {TEAMS}}
    stack.up(licence(ADA, disabled_plans=[]))
    assert stack.world.person(ADA).paths == {(E3, None): frozenset()}


def test_a_service_that_is_added_later_shows_where_plans_are_chosen(stack: LicenseStack) -> None:
    """It is on for everybody by itself; under `disabled_plans` that is as declared."""
    stack.up(licence(ADA, enabled_plans=["TEAMS1", EXCHANGE.upper()]))
    stack.world.plans[FORMS] = "FORMS_PLAN_E5"
    assert "plan" not in stack.preview(licence(ADA, disabled_plans=[]))
    assert stack.up(licence(ADA, enabled_plans=["TEAMS1", EXCHANGE]))
    assert stack.world.person(ADA).paths == {(E3, None): {FORMS}}


def test_drift_of_plans_is_a_line_of_the_diff(stack: LicenseStack) -> None:
    """Behind the holder's name, gone again once it is mended."""
    wanted = licence(ADA, BOB, disabled_plans=["TEAMS1"])
    stack.up(wanted)
    stack.world.give(BOB, off=[EXCHANGE])
    stack.refresh()
    line = f"{BOB} (TEAMS1 on, EXCHANGE_S_ENTERPRISE off)"
    assert stack.inputs["seats"] == f"{ADA}\n{line}\n"
    stack.world.writes.clear()
    assert stack.up(wanted)
    assert stack.world.writes == [("change", "SPE_E3", BOB)]
    assert stack.outputs["seats"] == f"{ADA}\n{BOB}\n"
    assert not stack.up(wanted)


def test_plans_that_could_not_be_switched_are_on_the_line_too(stack: LicenseStack) -> None:
    """The next preview shows them again."""
    stack.up(licence(ADA, BOB, disabled_plans=[]))
    stack.world.refused[BOB] = RequestRefused("No.", reason="not today")
    stack.up(licence(ADA, BOB, disabled_plans=["TEAMS1"]))
    assert stack.outputs["seats"] == f"{ADA}\n{BOB} (TEAMS1 on)\n"
    assert stack.outputs["failures"] == {BOB: "not today"}
    assert "plan" in stack.preview(licence(ADA, BOB, disabled_plans=["TEAMS1"]))


def test_switching_off_for_many_needs_an_approval(stack: LicenseStack) -> None:
    """Switching on does not."""
    stack.up(licence(ADA, BOB, limit=0.3))
    off = licence(ADA, BOB, limit=0.3, disabled_plans=["TEAMS1"])
    refusal = stack.preview(off)["__refusal"]
    assert refusal["sentence"].startswith("SPE_E3 would have service plans switched off (TEAMS1) ")
    with pytest.raises(RefusedPlan):
        stack.up(off)
    assert stack.up(off, refusal["approval"])
    assert stack.up(licence(ADA, BOB, limit=0.3, disabled_plans=[]))


def test_plans_of_holders_who_were_nobodys_are_held_to_the_limit_too(stack: LicenseStack) -> None:
    """Of a shared assignment that finds them there already, and so far answers for nobody."""
    stack.world.give(ADA, BOB)
    off = shared_licence(ADA, BOB, disabled_plans=["TEAMS1"]) | {"reclaim_limit": 0.3}
    assert "for 2 of the 2 users" in stack.preview(off)["__refusal"]["sentence"]
    assert stack.up({**off, "reclaim_limit": 1.0})


def test_the_plans_that_a_group_gives_are_its_own(stack: LicenseStack) -> None:
    """Nothing is written for Bob, who has it through a group alone."""
    stack.world.join(BOB)
    wanted = licence(ADA, BOB, disabled_plans=["TEAMS1"])
    stack.up(wanted)
    assert stack.world.writes == [("assign", "SPE_E3", ADA)]
    assert not stack.up(wanted)


def test_a_plan_that_the_licence_does_not_have_is_named(stack: LicenseStack) -> None:
    with pytest.raises(InputError, match=r"disabled_plans names 1 plan .*SPE_E3.*YAMMER"):
        stack.preview(licence(ADA, disabled_plans=["YAMMER"]))


@unknowns
@pytest.mark.parametrize("among", [False, True], ids=["the list", "a name in it"])
def test_plans_that_are_not_known_yet_are_out_of_date(
    stack: LicenseStack,
    unknown: object,
    among: bool,  # noqa: FBT001 - a parameter
) -> None:
    """A preview in which they depend on another resource shows an update, and no traceback."""
    stack.up(licence(ADA, disabled_plans=["TEAMS1"]))
    news = licence(ADA, disabled_plans=["TEAMS1", unknown] if among else unknown)
    session = stack.world.phase()
    olds = parse(stack.outputs, stack.kind)
    inputs = news | check(session, olds, parse(news, stack.kind))
    assert lifecycle.is_out_of_date(session, olds, parse(inputs, stack.kind))
