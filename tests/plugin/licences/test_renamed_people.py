"""A person with another name is the same one, whatever else was renamed, moved or made anew."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.plugin import deletion, lifecycle
from pulumi_microsoft_seats.plugin.check import check
from pulumi_microsoft_seats.plugin.kinds import LICENSE_ASSIGNMENT
from pulumi_microsoft_seats.plugin.properties import SeatProperties, parse
from tests.plugin.licences.directory import LICENSE_URN, LicenseStack, both, licence
from tests.plugin.world import ADA, BOB, Declare, Properties, warnings_in

LOVELACE = "ada.lovelace@contoso.com"


@both
def test_a_list_with_the_name_of_yesterday_makes_no_second_person(
    stack: LicenseStack, said: list[str], declare: Declare
) -> None:
    """Where the program says the new name: nobody gained anything, nor is called otherwise."""
    stack.up(declare(ADA, BOB))
    stack.world.stop_the_index()
    stack.world.rename(ADA, LOVELACE)
    stack.world.writes.clear()
    said.clear()
    stack.up(declare(LOVELACE, BOB))
    assert not stack.up(declare(LOVELACE, BOB))
    assert (stack.world.writes, warnings_in(said)) == ([], [])
    assert stack.outputs["seats"] == f"{LOVELACE}\n{BOB}\n"


@pytest.mark.parametrize("refreshes", [False, True])
@both
def test_a_resource_and_a_person_are_renamed_in_one_edit(
    stack: LicenseStack, declare: Declare, *, refreshes: bool
) -> None:
    """The old resource is deleted, and takes nothing from whom the new one declares."""
    stack.up(declare(ADA, BOB))
    stack.world.rename(ADA, LOVELACE)
    stack.world.writes.clear()
    session = stack.world.phase()
    if refreshes:
        lifecycle.read(session, _parsed(stack.outputs))
    news = declare(LOVELACE, BOB, __urn=f"{LICENSE_URN}-licences")
    inputs = news | check(session, parse({}, LICENSE_ASSIGNMENT), _parsed(news))
    outputs = lifecycle.apply(session, _parsed(inputs))
    deletion.delete(session, _parsed(stack.outputs))
    assert stack.world.writes == []
    assert outputs["seats"] == f"{LOVELACE}\n{BOB}\n"


def test_two_resources_may_call_a_person_by_two_names(stack: LicenseStack) -> None:
    """One moves on to E5 and is read by its old name; the other declares the new one."""
    stack.up(licence(ADA))
    stack.world.rename(ADA, LOVELACE)
    stack.world.writes.clear()
    session = stack.world.phase()
    moved = licence(LOVELACE, sku="SPE_E5")
    check(session, _parsed(stack.inputs), _parsed(moved))
    news = licence(LOVELACE, __urn=f"{LICENSE_URN}-licences")
    added = check(session, parse({}, LICENSE_ASSIGNMENT), _parsed(news))
    assert "plan" not in added


def test_what_one_product_calls_a_person_is_no_matter_of_another(
    stack: LicenseStack, said: list[str]
) -> None:
    """Of two lists one has the new name already; both keep their licences."""
    stack.up(licence(ADA))
    other = LicenseStack(stack.world)
    other.up(licence(ADA, sku="SPE_E5"))
    stack.world.rename(ADA, LOVELACE)
    session = stack.world.phase()
    said.clear()
    old = check(session, _parsed(other.inputs), _parsed(licence(ADA, sku="SPE_E5")))
    urn = f"{LICENSE_URN}-licences"
    new = check(session, _parsed(stack.inputs), _parsed(licence(LOVELACE, __urn=urn)))
    assert not {"plan"} & (old.keys() | new.keys())
    assert len(warnings_in(said)) == 1


def test_a_name_that_somebody_else_has_by_now_means_that_one(
    stack: LicenseStack, said: list[str]
) -> None:
    """The preview shows that the one gains what the other loses."""
    stack.up(licence(ADA, BOB))
    stack.world.rename(ADA, LOVELACE)
    stack.world.add(ADA)
    said.clear()
    stack.up(licence(ADA, BOB))
    assert stack.world.direct() == {ADA, BOB}
    assert not any("by now" in line for line in said)
    assert not stack.up(licence(ADA, BOB))


def test_two_holders_of_one_name_in_turn_are_two_people(stack: LicenseStack) -> None:
    """Also where both are in the list."""
    stack.up(licence(ADA, BOB))
    stack.world.rename(ADA, LOVELACE)
    stack.world.add(ADA)
    stack.world.give(ADA)
    stack.up(licence(ADA, BOB))
    assert stack.world.direct() == {ADA, BOB}


def test_a_person_who_was_made_anew_is_served_anew(stack: LicenseStack) -> None:
    """Deleted and created again: the name is the same, the id is not."""
    stack.up(licence(ADA, BOB))
    stack.world.delete(ADA)
    stack.world.add(ADA)
    assert stack.up(licence(ADA, BOB))
    assert stack.world.direct() == {ADA, BOB}
    assert not stack.up(licence(ADA, BOB))


def _parsed(properties: Properties) -> SeatProperties:
    return parse(properties, LICENSE_ASSIGNMENT)
