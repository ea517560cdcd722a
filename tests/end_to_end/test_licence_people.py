"""People are ids: a name may change, a person may go, and nobody's licence is taken for it."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import Start
from tests.end_to_end.licences import licence, licences, tenant, written
from tests.end_to_end.programs import alias, people
from tests.end_to_end.runners import Runner

pytestmark = pytest.mark.release  # quickly held by tests/plugin/licences, and by a licence's life

STAFF = people(8)
OLD, NEW = STAFF[2], "zoe.married@contoso.com"
WITH_NEW = [NEW if user == OLD else user for user in STAFF]


def says_nothing_of_drift(text: str) -> bool:
    """Whether nobody is said to have gained or lost anything."""
    return "outside this program" not in text and "holds none any more" not in text


@pytest.fixture
def employed(begin: Start, emulator: Emulator) -> Start:
    """Starts a program whose staff has licences already; then OLD becomes NEW."""

    def begun(program: str) -> Runner:
        run = begin(program, world=tenant([*STAFF, "nora@contoso.com"]))
        emulator.rename_user(OLD, NEW)
        emulator.forget_requests()
        return run

    return begun


@pytest.mark.parametrize("more", ["", "ownership='shared'"], ids=["exclusive", "shared"])
def test_a_renamed_user_keeps_the_licence(employed: Start, emulator: Emulator, more: str) -> None:
    """By the old name through preview, up and refresh; the new name is said, and may be written."""
    run = employed(licences(licence("e3", STAFF, more=more)))
    for outcome in (run.preview(), run.up(), run.refresh(), run.up()):
        assert outcome.ok, outcome.text
        assert says_nothing_of_drift(outcome.text), outcome.text
    assert f"another name, and nothing is taken for it: {OLD} is {NEW} by now" in run.look().text
    assert run.outputs_of("e3")["seats"].split() == STAFF

    corrected = run.look(licences(licence("e3", WITH_NEW, more=more)))
    assert (corrected.changed_users("+"), corrected.changed_users("-")) == ([NEW], [OLD])
    assert says_nothing_of_drift(corrected.text), corrected.text
    assert (
        f"1 user is declared by a new name, and nothing is taken or given for it: {OLD} is {NEW}"
    ) in corrected.text
    run.apply()
    assert written(emulator) == []
    assert run.outputs_of("e3")["seats"].split() == sorted(WITH_NEW)
    assert emulator.license_holders("SPE_E3") == set(WITH_NEW)


@pytest.mark.parametrize("more", ["", alias("e3")], ids=["without an alias", "with an alias"])
def test_resource_and_person_renamed_at_once(
    employed: Start, emulator: Emulator, more: str
) -> None:
    """Nobody loses anything."""
    run = employed(licences(licence("e3", STAFF)))
    run.apply(licences(licence("office", WITH_NEW, more=more)))
    assert written(emulator) == []
    assert emulator.license_holders("SPE_E3") == set(WITH_NEW)


def test_a_deleted_user_is_told_and_the_others_are_served(
    employed: Start, emulator: Emulator
) -> None:
    """In the preview by name, and with one line of the up; nothing is taken from anybody."""
    run = employed(licences(licence("e3", STAFF)))
    emulator.delete_user(STAFF[5])
    preview = run.look(licences(licence("e3", [*STAFF, "nora@contoso.com"])))
    why = f"the tenant has no such user; check the name ({STAFF[5]})"
    assert f"1 declared user cannot be served: {why}" in preview.text
    assert f"outside this program, 1 user lost a seat: {STAFF[5]}" in preview.text
    assert f"1 user was not served: {why}" in run.fail().text
    assert len(written(emulator)) == 1
    assert "nora@contoso.com" in emulator.license_holders("SPE_E3")
    emulator.forget_requests()
    refreshed = run.refresh()
    assert refreshed.ok, refreshed.text
    there = [user for user in [*STAFF, "nora@contoso.com"] if user != STAFF[5]]
    run.apply(licences(licence("e3", there)))
    assert written(emulator) == []
