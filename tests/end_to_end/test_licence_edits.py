"""Edits of a program that declares licences: what each shows, takes and leaves."""

from __future__ import annotations

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import Start
from tests.end_to_end.licences import E3, F1, licence, licences, sku, tenant, written
from tests.end_to_end.programs import OFFICE, assignment, entry, known_later, people
from tests.support.administrator import Administrator

STAFF = people(8)
NORA = "nora@contoso.com"
EVERYBODY = [*STAFF, NORA]
SHARED = "ownership='shared', reclaim_limit=1"
GROUP = "Licensed staff"


def test_another_spelling_of_the_sku_is_no_change(begin: Start, emulator: Emulator) -> None:
    """Part number or GUID, in any capitals; with a GUID the part number is still what is said."""
    run = begin(licences(licence("e3", STAFF)), world=tenant(EVERYBODY))
    for spelled in (E3.upper(), " spe_e3 "):
        said = run.apply(licences(licence("e3", STAFF, sku=spelled))).text
        assert "(update)" not in said
        assert "replace" not in said
    assert written(emulator) == []
    said = run.look(licences(licence("e3", EVERYBODY, sku=E3))).text
    assert f"SPE_E3: 1 gains ({NORA}); 8 → 9 held" in said
    assert run.outputs_of("e3")["sku_id"] == E3


def test_a_service_plan_that_another_resource_tells(begin: Start, emulator: Emulator) -> None:
    """Known late, it is an update in the preview, which switches it for everybody declared."""
    world = tenant(STAFF, sku(direct=STAFF), sku("SPE_F1", F1))
    run = begin(licences(licence("f1", STAFF[:1], sku="SPE_F1"), licence("e3", STAFF)), world=world)
    late = licence(
        "e3", STAFF, more=f"reclaim_limit=1, disabled_plans=[{known_later('f1', 'TEAMS1')}]"
    )
    preview = run.look(licences(licence("f1", STAFF[:2], sku="SPE_F1"), late))
    assert preview.text.count("(update)") == 2
    run.apply()
    assert run.outputs_of("e3")["disabled_plans"] == ["TEAMS1"]
    assert len([part for part in written(emulator) if part["body"]["addLicenses"]]) == 9


def test_service_plans_that_are_declared_no_longer_stay(begin: Start, emulator: Emulator) -> None:
    """Which its row says: the engine's diff alone looks as if they were switched on."""
    off = licence("e3", STAFF, more="disabled_plans=['TEAMS1']")
    run = begin(licences(off), world=tenant(STAFF))
    said = run.look(licences(licence("e3", STAFF))).text
    assert "SPE_E3: service plans are declared no longer, and stay as they are for" in said
    run.apply()
    assert emulator.plans_off("SPE_E3", STAFF[0]) == {"TEAMS1"}
    assert "declared no longer" not in run.look().text
    assert written(emulator) == []


def test_what_a_group_gives_stays(begin: Start, emulator: Emulator) -> None:
    """Dropped from the program: by both paths the direct one goes, by a group alone nothing."""
    world = tenant(
        EVERYBODY,
        sku(direct=[STAFF[0]], groups=[GROUP]),
        groups=[{"name": GROUP, "members": STAFF[:2]}],
    )
    run = begin(licences(licence("e3", STAFF)), world=world)
    assert run.outputs_of("e3")["inherited"] == [STAFF[1]]
    preview = run.look(licences(licence("e3", STAFF[2:])))
    assert preview.changed_users("-") == STAFF[:2]
    assert (
        f"1 user loses the direct licence and keeps it through a group: {STAFF[0]}"
    ) in preview.text
    assert (
        f"of the - lines, 1 user has it through a group alone and keeps it: {STAFF[1]}"
    ) in preview.text
    assert "holds none any more" not in preview.text
    run.apply()
    assert emulator.license_holders("SPE_E3") == set(STAFF[2:])
    assert emulator.license_holders("SPE_E3", through=GROUP) == set(STAFF[:2])


def test_the_store_and_a_licence_in_one_program(
    begin: Start, administrator: Administrator, emulator: Emulator
) -> None:
    """Each is asked at its own service, and a removal takes what is its own alone."""
    office = assignment("office", STAFF[:3])
    run = begin(licences(licence("e3", STAFF), office), world=tenant(STAFF, inventory=[entry()]))
    assert emulator.license_holders("SPE_E3") == set(STAFF)
    assert administrator.holders(OFFICE) == set(STAFF[:3])
    run.look()
    refused = run.fail(licences(office))
    assert "Deleting this assignment would reclaim 8 of its 8 seats of SPE_E3" in refused.text
    assert emulator.license_holders("SPE_E3") == set(STAFF)


def test_others_share_a_licence(begin: Start, emulator: Emulator) -> None:
    """Who is nobody's business stays so, through up, refresh and removal."""
    world = tenant(EVERYBODY, sku(direct=[NORA]))
    run = begin(licences(licence("e3", STAFF[:3], more=SHARED)), world=world)
    assert "nora" not in run.refresh().text
    run.apply(licences(licence("e3", STAFF[1:4], more=SHARED)))
    assert emulator.license_holders("SPE_E3") == {NORA, *STAFF[1:4]}
    assert run.destroy().ok
    assert emulator.license_holders("SPE_E3") == {NORA}


def test_a_sku_that_is_gone_has_nothing_to_reclaim(
    begin: Start, administrator: Administrator
) -> None:
    """A preview names it and takes it for no replacement; destroy succeeds; refresh drops it."""
    gone = tenant(STAFF, sku("SPE_F1", F1))
    run = begin(licences(licence("e3", STAFF)), world=tenant(STAFF))
    administrator.set_world(gone)
    refused = run.fail()
    assert "sku is 'SPE_E3', which the tenant does not have; the nearest" in refused.text
    assert "replace" not in refused.text
    destroyed = run.destroy()
    assert destroyed.ok, destroyed.text
    assert "SPE_E3 is no longer in the inventory, so there are no seats left" in destroyed.text

    administrator.set_world(tenant(STAFF))
    run.apply()
    administrator.set_world(gone)
    assert run.refresh().ok
    assert not [r for r in run.resources() if r["urn"].endswith("::e3")]


def test_get_reads_without_owning(begin: Start, emulator: Emulator) -> None:
    """By part number or GUID; who has it by a group is among them."""
    again = "e3 = LicenseAssignment.get('e3', sku={!r})\npulumi.export('held', e3.users)\n"
    world = tenant(
        EVERYBODY,
        sku(direct=STAFF[:2], groups=[GROUP]),
        groups=[{"name": GROUP, "members": STAFF[2:3]}],
    )
    run = begin(licences(again.format("spe_e3")), world=world)
    outputs = run.outputs_of("e3")
    assert outputs["seats"].split() == STAFF[:3]
    assert (outputs["inherited"], outputs["sku_id"]) == ([STAFF[2]], E3)
    run.apply(licences(again.format(E3)))
    assert run.destroy().ok
    assert written(emulator) == []


def test_whoever_is_moved_to_a_licence_that_cannot_be_given_is_named(
    begin: Start, emulator: Emulator
) -> None:
    """Whichever of the two is declared first: each row has only half of it."""

    def moving(*order: str) -> str:
        declared = {
            "e3": licence("e3", STAFF[1:], more="reclaim_limit=1"),
            "f1": licence("f1", STAFF[:1], sku="SPE_F1"),
        }
        return licences(*(declared[name] for name in order))

    world = tenant(STAFF, sku(direct=STAFF), sku("SPE_F1", F1))
    run = begin(licences(licence("e3", STAFF), licence("f1", [], sku="SPE_F1")), world=world)
    emulator.set_usage_location(STAFF[0], None)
    for order in ("e3", "f1"), ("f1", "e3"):
        preview = run.look(moving(*order)).text
        said = f"1 user loses SPE_E3 and cannot be given SPE_F1: {STAFF[0]}"
        assert preview.count(f"warning: {said}\n") == 1, preview


def test_a_secret_roster_names_nobody(begin: Start, emulator: Emulator) -> None:
    """No name and no id, of whoever has a plan switched, another name, or no licence at all."""

    def secretly(users: list[str], more: str = "") -> str:
        return licences(licence("e3", f"pulumi.Output.secret({users!r})", more=more))

    run = begin(secretly(STAFF), world=tenant(EVERYBODY))
    ids = [emulator.user_id(user) for user in STAFF]
    emulator.rename_user(STAFF[2], "zoe@contoso.com")
    emulator.delete_user(STAFF[3])
    emulator.set_usage_location(NORA, None)
    run.write(secretly(EVERYBODY, "disabled_plans=['YAMMER_ENTERPRISE']"))
    said = [run.preview(), run.up(), run.refresh()]
    assert "2 declared users cannot be served" in said[0].text
    for outcome in said:
        assert "@contoso.com" not in outcome.text, outcome.text
        assert not [id_ for id_ in ids if id_ in outcome.text]
