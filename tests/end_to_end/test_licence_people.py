"""People are ids: a name may change, a person may go, and nobody's licence is taken for it."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.emulator.graph.graph_seed import Person
from tests.end_to_end.conftest import Start, write_program
from tests.end_to_end.licences import F1, licence, licences, sku, tenant, written
from tests.end_to_end.programs import people
from tests.end_to_end.runners import Runner
from tests.support.administrator import Administrator

pytestmark = pytest.mark.release  # quickly held by tests/plugin/licences, and in a story

STAFF = people(8)
OLD, NEW = STAFF[2], "zoe.married@contoso.com"
WITH_NEW = [NEW if user == OLD else user for user in STAFF]
SOMEBODY_ELSE = "6f1c0c9e-2f0a-4a60-9a51-3d7f5c1b0001"
SHARED = "ownership='shared'"


def says_nothing_of_drift(text: str) -> bool:
    """Whether nobody is said to have gained or lost anything."""
    return "outside this program" not in text and "holds none any more" not in text


@pytest.fixture
def employed(start: Start, administrator: Administrator, emulator: Emulator) -> Start:
    """Starts a program whose staff has licences already; then OLD becomes NEW."""

    def begun(program: str, *licenses: dict[str, object]) -> Runner:
        administrator.set_world(tenant([*STAFF, "nora@contoso.com"], *licenses))
        run = start(program)
        assert run.up().ok
        emulator.rename_user(OLD, NEW)
        emulator.forget_requests()
        return run

    return begun


@pytest.mark.parametrize("more", ["", SHARED], ids=["exclusive", "shared"])
def test_a_renamed_user_keeps_the_licence(employed: Start, emulator: Emulator, more: str) -> None:
    """By the old name through preview, up and refresh; the new name is said."""
    run = employed(licences(licence("e3", STAFF, more=more)))
    for outcome in (run.preview(), run.up(), run.refresh(), run.up()):
        assert outcome.ok, outcome.text
        assert says_nothing_of_drift(outcome.text), outcome.text
    assert f"another name, and nothing is taken for it: {OLD} is {NEW} by now" in run.preview().text
    assert written(emulator) == []
    assert run.outputs_of("e3")["seats"].split() == STAFF

    write_program(run.folder, licences(licence("e3", WITH_NEW, more=more)))
    corrected = run.preview()
    assert corrected.ok, corrected.text
    assert (corrected.changed_users("+"), corrected.changed_users("-")) == ([NEW], [OLD])
    assert says_nothing_of_drift(corrected.text), corrected.text
    assert (
        f"1 user is declared by a new name, and nothing is taken or given for it: {OLD} is {NEW}"
    ) in corrected.text
    assert run.up().ok
    assert written(emulator) == []
    assert run.outputs_of("e3")["seats"].split() == sorted(WITH_NEW)
    assert emulator.license_holders("SPE_E3") == set(WITH_NEW)


@pytest.mark.parametrize("more", ["", SHARED], ids=["exclusive", "shared"])
def test_a_renamed_user_who_leaves_loses_the_licence(
    employed: Start, emulator: Emulator, more: str
) -> None:
    """Known by the name of before, and found by the id."""
    run = employed(licences(licence("e3", STAFF, more=more)))
    write_program(run.folder, licences(licence("e3", [u for u in STAFF if u != OLD], more=more)))
    preview = run.preview()
    assert says_nothing_of_drift(preview.text), preview.text
    assert preview.changed_users("-") == [OLD]
    assert run.up().ok
    assert emulator.license_holders("SPE_E3") == set(STAFF) - {OLD}
    assert len(written(emulator)) == 1


def test_a_renamed_user_is_found_when_all_is_destroyed(employed: Start, emulator: Emulator) -> None:
    """By the id: the name that state has belongs to nobody."""
    run = employed(licences(licence("e3", STAFF, more="reclaim_limit=1")))
    gone = run.destroy()
    assert gone.ok, gone.text
    assert emulator.license_holders("SPE_E3") == set()


@pytest.mark.parametrize("more", ["", SHARED], ids=["exclusive", "shared"])
@pytest.mark.parametrize("alias", ["", "opts=pulumi.ResourceOptions(aliases=['e3'])"])
def test_resource_and_person_renamed_at_once(
    employed: Start, emulator: Emulator, more: str, alias: str
) -> None:
    """With an alias or without: nobody loses anything."""
    run = employed(licences(licence("e3", STAFF, more=more)))
    both = ", ".join(filter(None, [more, alias]))
    write_program(run.folder, licences(licence("office", WITH_NEW, more=both)))
    done = run.up()
    assert done.ok, done.text
    assert written(emulator) == []
    assert emulator.license_holders("SPE_E3") == set(WITH_NEW)


def test_a_new_name_in_one_list_and_the_old_one_in_another(
    employed: Start, emulator: Emulator
) -> None:
    """Two licences of one person, of which the program has corrected one list."""
    f1 = sku("SPE_F1", F1)
    run = employed(licences(licence("e3", STAFF), licence("f1", STAFF, sku="SPE_F1")), sku(), f1)
    write_program(run.folder, licences(licence("e3", WITH_NEW), licence("f1", STAFF, sku="SPE_F1")))
    for outcome in (run.preview(), run.up(), run.refresh(), run.up()):
        assert outcome.ok, outcome.text
        assert says_nothing_of_drift(outcome.text), outcome.text
    assert written(emulator) == []
    for each in ("SPE_E3", "SPE_F1"):
        assert emulator.license_holders(each) == set(WITH_NEW)


@pytest.mark.parametrize("more", ["", SHARED], ids=["exclusive", "shared"])
def test_a_person_declared_by_both_names_is_one_person(
    employed: Start, emulator: Emulator, more: str
) -> None:
    """Also once the old name goes: nothing is written for it."""
    run = employed(licences(licence("e3", STAFF, more=more)))
    write_program(run.folder, licences(licence("e3", [*STAFF, NEW], more=more)))
    done = run.up()
    assert done.ok, done.text
    assert written(emulator) == []
    write_program(run.folder, licences(licence("e3", WITH_NEW, more=more)))
    assert run.up().ok
    assert written(emulator) == []
    assert emulator.license_holders("SPE_E3") == set(WITH_NEW)


@pytest.mark.parametrize("more", ["", SHARED], ids=["exclusive", "shared"])
def test_a_name_that_somebody_else_has_by_now_means_the_other_one(
    employed: Start, emulator: Emulator, more: str
) -> None:
    """The name in the program is what a reviewer reads: its new owner gets the licence."""
    run = employed(licences(licence("e3", STAFF, more=more)))
    emulator.add_user(Person(OLD, id=SOMEBODY_ELSE))
    done = run.up()
    assert done.ok, done.text
    assert OLD in emulator.license_holders("SPE_E3")
    assert (NEW in emulator.license_holders("SPE_E3")) is (more == SHARED)
    emulator.forget_requests()
    assert run.up().ok
    assert written(emulator) == []


def test_a_deleted_user_is_told_and_the_others_are_served(
    employed: Start, emulator: Emulator
) -> None:
    """In the preview by name, and with one line of the up; nothing is taken from anybody."""
    run = employed(licences(licence("e3", STAFF)))
    emulator.delete_user(STAFF[5])
    write_program(run.folder, licences(licence("e3", [*STAFF, "nora@contoso.com"])))
    why = f"the tenant has no such user; check the name ({STAFF[5]})"
    preview = run.preview()
    assert preview.ok, preview.text
    assert f"1 declared user cannot be served: {why}" in preview.text
    assert f"outside this program, 1 user lost a seat: {STAFF[5]}" in preview.text
    done = run.up()
    assert done.exit_code != 0
    assert f"1 user was not served: {why}" in done.text
    assert len(written(emulator)) == 1
    assert "nora@contoso.com" in emulator.license_holders("SPE_E3")
    emulator.forget_requests()
    refreshed = run.refresh()
    assert refreshed.ok, refreshed.text
    write_program(
        run.folder,
        licences(licence("e3", [u for u in [*STAFF, "nora@contoso.com"] if u != STAFF[5]])),
    )
    assert run.up().ok
    assert written(emulator) == []
