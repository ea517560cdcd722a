"""Edits of a program that declares licences: what each shows, takes and leaves."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import Start, write_program
from tests.end_to_end.licences import E3, F1, licence, licences, sku, tenant, written
from tests.end_to_end.programs import OFFICE, assignment, entry, people
from tests.end_to_end.runners import Runner
from tests.support.administrator import Administrator

STAFF = people(8)
SHARED = "ownership='shared'"
YAMMER = "YAMMER_ENTERPRISE"


@pytest.fixture
def licensed(start: Start, administrator: Administrator, emulator: Emulator) -> Start:
    """Starts a program whose `up` is over."""

    def begun(program: str, *licenses: dict[str, object], **more: object) -> Runner:
        administrator.set_world(tenant([*STAFF, "nora@contoso.com"], *licenses, **more))
        run = start(program)
        done = run.up()
        assert done.ok, done.text
        emulator.forget_requests()
        return run

    return begun


def edited(run: Runner, *declarations: str) -> str:
    """What an `up` says of another program, which has to succeed."""
    write_program(run.folder, licences(*declarations))
    done = run.up()
    assert done.ok, done.text
    return done.text


@pytest.mark.parametrize("more", ["", SHARED], ids=["exclusive", "shared"])
def test_another_spelling_of_the_sku_is_no_change(
    licensed: Start, emulator: Emulator, more: str
) -> None:
    """Part number or GUID, in any capitals; with a GUID the part number is still what is said."""
    run = licensed(licences(licence("e3", STAFF, more=more)))
    for spelled in ("spe_e3", E3, E3.upper(), " SPE_E3 "):
        said = edited(run, licence("e3", STAFF, sku=spelled, more=more))
        assert "(update)" not in said
        assert "replace" not in said
    assert written(emulator) == []
    said = edited(run, licence("e3", [*STAFF, "nora@contoso.com"], sku=E3, more=more))
    assert "SPE_E3: 1 gains (nora@contoso.com); 8 → 9 held" in said
    assert run.outputs_of("e3")["sku_id"] == E3


def test_another_sku_replaces_under_the_guard(licensed: Start, emulator: Emulator) -> None:
    """The old one's losses are part of the plan; approved, everybody has the new one instead."""
    f1 = sku("SPE_F1", F1)
    run = licensed(licences(licence("e3", STAFF)), sku(), f1)
    write_program(run.folder, licences(licence("e3", STAFF, sku="SPE_F1")))
    refused = run.up()
    assert refused.exit_code != 0
    assert "Replacing SPE_E3 by SPE_F1 would reclaim 8 seats of SPE_E3, more than" in refused.text
    assert written(emulator) == []
    run.environment["MICROSOFT_SEATS_APPROVE"] = refused.approval
    done = run.up()
    assert done.ok, done.text
    assert emulator.license_holders("SPE_E3") == set()
    assert emulator.license_holders("SPE_F1") == set(STAFF)
    assert len(written(emulator)) == 16


@pytest.mark.release
def test_plans_are_switched_in_place_and_left_alone_again(
    licensed: Start, emulator: Emulator
) -> None:
    """None named, some, all on, some on, and none named again: nobody is without the licence."""
    run = licensed(licences(licence("e3", STAFF[:4], more="reclaim_limit=1")))

    def off() -> set[frozenset[str]]:
        assert emulator.license_holders("SPE_E3") == set(STAFF[:4])
        return {emulator.plans_off("SPE_E3", user) for user in STAFF[:4]}

    def with_plans(argument: str) -> str:
        return edited(run, licence("e3", STAFF[:4], more=f"reclaim_limit=1, {argument}"))

    said = with_plans(f"disabled_plans=['{YAMMER.lower()}', 'TEAMS1']")
    assert "service plans of 4 users change, TEAMS1 off, YAMMER_ENTERPRISE off: " in said
    assert off() == {frozenset({YAMMER, "TEAMS1"})}
    assert "(update)" not in with_plans(f"disabled_plans=['{YAMMER.lower()}', 'TEAMS1']")
    with_plans("disabled_plans=[]")
    assert off() == {frozenset()}
    with_plans("enabled_plans=['EXCHANGE_S_ENTERPRISE']")
    assert off() == {frozenset({YAMMER, "TEAMS1"})}
    emulator.forget_requests()
    with_plans("")
    assert off() == {frozenset({YAMMER, "TEAMS1"})}
    assert written(emulator) == []
    emulator.give_license("SPE_E3", STAFF[0])
    assert "service plans" not in with_plans("")
    assert written(emulator) == []


@pytest.mark.release
def test_switching_plans_off_for_many_needs_an_approval(
    licensed: Start, emulator: Emulator
) -> None:
    """More than the limit's share; switching them on does not."""
    run = licensed(licences(licence("e3", STAFF)))
    write_program(run.folder, licences(licence("e3", STAFF, more=f"disabled_plans=['{YAMMER}']")))
    refused = run.up()
    assert refused.exit_code != 0
    assert (
        f"SPE_E3 would have service plans switched off ({YAMMER}) for 8 of the 8 users that this "
        "assignment answers for, 100%, more than its reclaim_limit of 30%"
    ) in refused.text
    assert written(emulator) == []
    run.environment["MICROSOFT_SEATS_APPROVE"] = refused.approval
    assert run.up().ok
    del run.environment["MICROSOFT_SEATS_APPROVE"]
    edited(run, licence("e3", STAFF, more="disabled_plans=[]"))
    assert {emulator.plans_off("SPE_E3", user) for user in STAFF} == {frozenset()}


@pytest.mark.release
def test_a_plan_that_microsoft_adds_shows_where_the_enabled_ones_are_named(
    licensed: Start, emulator: Emulator
) -> None:
    """It is on for everybody, and the preview says that it will be off."""
    run = licensed(licences(licence("e3", STAFF[:1], more="enabled_plans=['TEAMS1']")))
    emulator.add_plan("SPE_E3", "LOOP")
    preview = run.preview()
    assert f"service plans of 1 user change, LOOP off: {STAFF[0]}" in preview.text
    assert run.up().ok
    assert "LOOP" in emulator.plans_off("SPE_E3", STAFF[0])
    assert emulator.license_holders("SPE_E3") == {STAFF[0]}


@pytest.mark.release
def test_drift_of_people_and_plans_is_repaired(licensed: Start, emulator: Emulator) -> None:
    """Each is a line of the refresh, and the next up undoes it."""
    off = f"disabled_plans=['{YAMMER}']"
    run = licensed(licences(licence("e3", STAFF, more=off)))
    emulator.give_license("SPE_E3", "nora@contoso.com")
    emulator.take_license("SPE_E3", STAFF[1])
    emulator.give_license("SPE_E3", STAFF[4], ["TEAMS1"])
    refreshed = run.refresh()
    assert refreshed.ok, refreshed.text
    assert sorted(refreshed.changed_users("+")) == [
        "nora@contoso.com (YAMMER_ENTERPRISE on)",
        f"{STAFF[4]} (YAMMER_ENTERPRISE on, TEAMS1 off)",
    ]
    assert refreshed.changed_users("-") == [STAFF[1], STAFF[4]]
    done = run.up()
    assert done.ok, done.text
    assert emulator.license_holders("SPE_E3") == set(STAFF)
    assert {emulator.plans_off("SPE_E3", user) for user in STAFF} == {frozenset({YAMMER})}


def test_what_a_group_gives_stays(licensed: Start, emulator: Emulator) -> None:
    """Dropped from the program: by both paths the direct one goes, by a group alone nothing."""
    run = licensed(
        licences(licence("e3", STAFF)),
        sku(direct=[STAFF[0]], groups=["Licensed staff"]),
        groups=[{"name": "Licensed staff", "members": STAFF[:2]}],
    )
    assert run.outputs_of("e3")["inherited"] == [STAFF[1]]
    write_program(run.folder, licences(licence("e3", STAFF[2:])))
    preview = run.preview()
    assert preview.changed_users("-") == STAFF[:2]
    assert (
        f"1 user loses the direct licence and keeps it through a group: {STAFF[0]}"
    ) in preview.text
    assert (
        f"of the - lines, 1 user has it through a group alone and keeps it: {STAFF[1]}"
    ) in preview.text
    assert "holds none any more" not in preview.text
    assert run.up().ok
    assert emulator.license_holders("SPE_E3") == set(STAFF[2:])
    assert emulator.license_holders("SPE_E3", through="Licensed staff") == set(STAFF[:2])


def test_the_store_and_a_licence_in_one_program(
    start: Start, administrator: Administrator, emulator: Emulator
) -> None:
    """Each is asked at its own service, and a broken one leaves the other's resource alone."""
    administrator.set_world(tenant(STAFF, inventory=[entry()]))
    run = start(licences(licence("e3", STAFF), assignment("office", STAFF[:3])))
    done = run.up()
    assert done.ok, done.text
    assert emulator.license_holders("SPE_E3") == set(STAFF)
    assert administrator.holders(OFFICE) == set(STAFF[:3])
    assert run.preview().ok
    write_program(run.folder, licences(assignment("office", STAFF[:3])))
    assert "Deleting this assignment would reclaim 8 of its 8 seats of SPE_E3" in run.up().text
    assert emulator.license_holders("SPE_E3") == set(STAFF)


@pytest.mark.parametrize("more", ["", SHARED], ids=["exclusive", "shared"])
def test_licences_are_kept_where_that_is_wanted(
    licensed: Start, emulator: Emulator, more: str
) -> None:
    """`retain_on_delete`, and then the block is gone."""
    keep = "opts=pulumi.ResourceOptions(retain_on_delete=True)"
    run = licensed(licences(licence("e3", STAFF, more=", ".join(filter(None, [more, keep])))))
    edited(run, "")
    assert emulator.license_holders("SPE_E3") == set(STAFF)
    assert written(emulator) == []


def test_others_share_a_licence(licensed: Start, emulator: Emulator) -> None:
    """Who is nobody's business stays so, through up, refresh and removal."""
    run = licensed(
        licences(licence("e3", STAFF[:3], more=f"{SHARED}, reclaim_limit=1")),
        sku(direct=["nora@contoso.com"]),
    )
    assert "nora" not in run.refresh().text
    edited(run, licence("e3", STAFF[1:4], more=f"{SHARED}, reclaim_limit=1"))
    assert emulator.license_holders("SPE_E3") == {"nora@contoso.com", *STAFF[1:4]}
    assert run.destroy().ok
    assert emulator.license_holders("SPE_E3") == {"nora@contoso.com"}


def test_a_sku_that_is_gone_has_nothing_to_reclaim(
    licensed: Start, administrator: Administrator
) -> None:
    """A preview names it and takes it for no replacement; destroy succeeds; refresh drops it."""
    run = licensed(licences(licence("e3", STAFF)))
    administrator.set_world(tenant(STAFF, sku("SPE_F1", F1)))
    preview = run.preview()
    assert preview.exit_code != 0
    assert "sku is 'SPE_E3', which the tenant does not have; the nearest" in preview.text
    assert "replace" not in preview.text
    gone = run.destroy()
    assert gone.ok, gone.text
    assert "SPE_E3 is no longer in the inventory, so there are no seats left" in gone.text

    administrator.set_world(tenant(STAFF))
    assert run.up().ok
    administrator.set_world(tenant(STAFF, sku("SPE_F1", F1)))
    assert run.refresh().ok
    assert not [r for r in run.resources() if r["urn"].endswith("::e3")]


def test_get_reads_without_owning(licensed: Start, emulator: Emulator) -> None:
    """By part number or GUID; who has it by a group is among them."""
    again = "e3 = LicenseAssignment.get('e3', sku={!r})\npulumi.export('held', e3.users)\n"
    run = licensed(
        licences(again.format("spe_e3")),
        sku(direct=STAFF[:2], groups=["Licensed staff"]),
        groups=[{"name": "Licensed staff", "members": STAFF[2:3]}],
    )
    outputs = run.outputs_of("e3")
    assert outputs["seats"].split() == STAFF[:3]
    assert (outputs["inherited"], outputs["sku_id"]) == ([STAFF[2]], E3)
    edited(run, again.format(E3))
    assert run.destroy().ok
    assert written(emulator) == []


def test_a_secret_roster_names_nobody(licensed: Start, emulator: Emulator) -> None:
    """No name and no id, of whoever has a plan switched, another name, or no licence at all."""

    def secretly(users: list[str], more: str = "") -> str:
        return licence("e3", f"pulumi.Output.secret({users!r})", more=more)

    run = licensed(licences(secretly(STAFF)), sku(), groups=[])
    ids = [emulator.user_id(user) for user in STAFF]
    emulator.rename_user(STAFF[2], "zoe@contoso.com")
    emulator.delete_user(STAFF[3])
    emulator.set_usage_location("nora@contoso.com", None)
    program = secretly([*STAFF, "nora@contoso.com"], f"disabled_plans=['{YAMMER}']")
    write_program(run.folder, licences(program))
    said = [run.preview(), run.up(), run.refresh()]
    assert "2 declared users cannot be served" in said[0].text
    for outcome in said:
        assert "@contoso.com" not in outcome.text, outcome.text
        assert not [id_ for id_ in ids if id_ in outcome.text]
