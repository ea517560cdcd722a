"""What a team sees of its licences, on the engine and in rehearsal: `#14` in stories."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import WITH_REFRESH, Start, needs_engine, write_program
from tests.end_to_end.licences import F1, licence, licences, sku, tenant, written
from tests.end_to_end.programs import people
from tests.end_to_end.runners import Engine, Rehearsed, Runner
from tests.support.administrator import Administrator

OFF = "disabled_plans=['YAMMER_ENTERPRISE']"


@pytest.fixture(
    params=[
        pytest.param(Engine, marks=needs_engine, id="engine"),
        pytest.param(Rehearsed, id="rehearsal"),
    ]
)
def runner_class(request: pytest.FixtureRequest) -> type[Runner]:
    """Both, always."""
    chosen: type[Runner] = request.param
    return chosen


def test_a_thousand_holders_read_as_what_changes(
    start: Start, administrator: Administrator, emulator: Emulator
) -> None:
    """3 join, 2 leave, one has a plan on by hand, 40 have it by a group: six lines, six writes.

    The preview has fewer than 80 lines and says the forty in one sentence; a second up writes
    nothing.
    """
    staff = people(1000)
    joining = people(3, first=5000)
    by_group = people(40, first=7000)
    groups = [{"name": "Licensed staff", "members": by_group}]
    e3 = sku(
        direct=[{"user": user, "disabled_plans": ["YAMMER_ENTERPRISE"]} for user in staff],
        groups=["Licensed staff"],
    )
    administrator.set_world(tenant([*staff, *joining, *by_group], e3, groups=groups))
    run = start(licences(licence("e3", [*staff, *by_group], more=OFF)), project=WITH_REFRESH)
    assert run.up().ok
    assert written(emulator) == []

    emulator.give_license("SPE_E3", staff[10])
    leaving = {staff[7], staff[999]}
    after = [user for user in staff if user not in leaving] + joining
    write_program(run.folder, licences(licence("e3", [*after, *by_group], more=OFF)))
    preview = run.preview()
    assert preview.ok, preview.text
    by_hand = f"{staff[10]} (YAMMER_ENTERPRISE on)"
    # With a refresh in front, what somebody changed is a line of that, and undone in the update.
    assert preview.changed_users("+") == [by_hand, staff[10], *joining]
    assert preview.changed_users("-") == [staff[10], staff[7], by_hand, staff[999]]
    assert f"service plans of 1 user change, YAMMER_ENTERPRISE off: {staff[10]}" in preview.text
    by_somebody = "outside this program, service plans of 1 user were switched: "
    assert preview.text.count("outside this program") == 1
    assert f"{by_somebody}{by_hand}" in preview.text
    assert "holds none any more" not in preview.text
    assert "hold none any more" not in preview.text
    assert len(preview.text.splitlines()) < 80
    assert preview.text.count("40 served by a group") == 1
    row = f"3 gain ({', '.join(joining)}), 2 lose ({staff[7]}, {staff[999]}), 1 changes plans"
    some = ", ".join(sorted(by_group)[:3])
    figures = (
        f"40 served by a group ({some} and 37 more); 1,000 → 1,001 held, 960 → 959 of 2,000 free"
    )
    assert f"SPE_E3: {row} ({staff[10]}), {figures}" in preview.text
    assert written(emulator) == []

    done = run.up()
    assert done.ok, done.text
    assert "SPE_E3: 3 assigned, 1 changed plans, 2 reclaimed" in done.text
    parts = written(emulator)
    assert len(parts) == 6
    assert parts[-1]["batch"] < 3
    assert emulator.license_holders("SPE_E3") == set(after)
    assert emulator.plans_off("SPE_E3", staff[10]) == {"YAMMER_ENTERPRISE"}
    emulator.forget_requests()
    again = run.up()
    assert again.ok, again.text
    assert "unchanged" in again.text
    assert written(emulator) == []


def test_a_licences_life_on_one_stack(
    start: Start, administrator: Administrator, emulator: Emulator
) -> None:
    """Drift, a renamed person, another SKU, a removal past the limit, and the end of it all."""
    staff = people(8)
    f1 = sku("SPE_F1", F1)
    administrator.set_world(tenant([*staff, "nora@contoso.com"], sku(), f1))
    run = start(licences(licence("e3", staff, more=OFF)), project=WITH_REFRESH)
    run.up()
    assert emulator.license_holders("SPE_E3") == set(staff)

    emulator.give_license("SPE_E3", "nora@contoso.com", ["YAMMER_ENTERPRISE"])
    emulator.take_license("SPE_E3", staff[1])
    emulator.give_license("SPE_E3", staff[4], ["TEAMS1"])
    emulator.rename_user(staff[2], "zoe@contoso.com")
    emulator.forget_requests()
    preview = run.preview()
    assert preview.ok, preview.text
    assert f"outside this program, 1 user lost a seat: {staff[1]}" in preview.text
    assert "outside this program, 1 user gained a seat: nora@contoso.com" in preview.text
    assert f"+ {staff[4]} (YAMMER_ENTERPRISE on, TEAMS1 off)" in preview.text
    assert f"nothing is taken for it: {staff[2]} is zoe@contoso.com by now" in preview.text
    assert written(emulator) == []
    done = run.up()
    assert done.ok, done.text
    assert len(written(emulator)) == 3
    held = {"zoe@contoso.com" if user == staff[2] else user for user in staff}
    assert emulator.license_holders("SPE_E3") == held
    assert emulator.plans_off("SPE_E3", staff[4]) == {"YAMMER_ENTERPRISE"}

    emulator.forget_requests()
    write_program(run.folder, licences(licence("e3", staff, sku="SPE_F1")))
    refused = run.preview()
    assert "Replacing SPE_E3 by SPE_F1 would reclaim 8 seats of SPE_E3" in refused.text
    write_program(run.folder, licences())
    removed = run.up()
    assert removed.exit_code != 0
    assert "Deleting this assignment would reclaim 8 of its 8 seats of SPE_E3" in removed.text
    assert written(emulator) == []
    assert emulator.license_holders("SPE_E3") == held

    run.environment["MICROSOFT_SEATS_APPROVE"] = refused.approval
    write_program(run.folder, licences(licence("e3", staff, sku="SPE_F1")))
    done = run.up()
    assert done.ok, done.text
    assert emulator.license_holders("SPE_E3") == set()
    assert emulator.license_holders("SPE_F1") == held
    run.environment["MICROSOFT_SEATS_APPROVE"] = run.destroy().approval
    assert run.destroy().ok
    assert emulator.license_holders("SPE_F1") == set()


@needs_engine
def test_a_saved_plan_holds_for_a_licence(
    engine: Callable[..., Engine], administrator: Administrator, emulator: Emulator
) -> None:
    """What was reviewed is carried out; who else changed plans meanwhile, and nothing is."""
    staff = people(4)
    administrator.set_world(tenant(staff))
    run = engine(licences(licence("e3", staff[:3])))
    assert run.up().ok
    write_program(run.folder, licences(licence("e3", staff, more=f"{OFF}, reclaim_limit=1")))
    saved = run.run("preview", "--save-plan", "plan.json")
    assert saved.ok, saved.text
    emulator.give_license("SPE_E3", staff[0], ["YAMMER_ENTERPRISE"])
    emulator.forget_requests()
    stale = run.run("up", "--yes", "--plan", "plan.json")
    assert stale.exit_code != 0
    assert written(emulator) == []
    emulator.give_license("SPE_E3", staff[0])
    done = run.run("up", "--yes", "--plan", "plan.json")
    assert done.ok, done.text
    assert {emulator.plans_off("SPE_E3", user) for user in staff} == {
        frozenset({"YAMMER_ENTERPRISE"})
    }
