"""Declared users whom the service would not serve."""

from __future__ import annotations

import pytest

from tests.plugin.licences.directory import LicenseStack, both, licence
from tests.plugin.world import ADA, Declare, warnings_in

EVE = "eve@contoso.com"


@both
@pytest.mark.parametrize("secret", [False, True])
def test_they_are_no_part_of_the_plan_and_end_as_failures(
    stack: LicenseStack, said: list[str], declare: Declare, *, secret: bool
) -> None:
    """The others are served, and the next preview shows nothing to do."""
    stack.world.add(EVE, location=None)
    more = {"__secret": True} if secret else {}
    wanted = declare(ADA, EVE, "nobody@contoso.com", **more)
    stack.up(wanted)
    assert stack.world.writes == [("assign", "SPE_E3", ADA)]
    reasons = list(stack.outputs["failures"].values())
    assert [reason.partition(",")[0] for reason in reasons] == [
        "the user has no usage location",
        "the tenant has no such user; check the name",
    ]
    (warning,) = warnings_in(said)
    assert warning.startswith("warning: SPE_E3: 2 declared users cannot be served: ")
    assert ("nobody@contoso.com" in warning) is not secret
    assert not stack.up(wanted)
    stack.refresh()
    assert not stack.up(wanted)


def test_they_are_served_once_nothing_is_in_the_way(stack: LicenseStack) -> None:
    stack.world.add(EVE, location=None)
    stack.up(licence(ADA, EVE))
    stack.world.person(EVE).location = "DE"
    assert stack.up(licence(ADA, EVE))
    assert stack.world.direct() == {ADA, EVE}
    assert stack.outputs["failures"] == {}


def test_whose_service_plans_cannot_be_switched_is_told_before(
    stack: LicenseStack, said: list[str]
) -> None:
    """Who has a licence and no usage location: nothing is tried, and no share is counted."""
    stack.world.add(EVE, location=None)
    stack.world.give(EVE)
    stack.up(licence(ADA, EVE, limit=0.0, disabled_plans=["TEAMS1"]))
    assert stack.world.writes == [("assign", "SPE_E3", ADA)]
    assert stack.outputs["failures"].keys() == {EVE}
    ((_, users),) = stack.inputs["__told"]["unswitched"].items()
    assert users == f"{EVE}\n"
    (warning,) = warnings_in(said)
    assert warning.startswith("warning: SPE_E3: 1 declared user cannot be served: ")
