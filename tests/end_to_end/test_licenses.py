"""What a team sees of its licences, from the first list to the last."""

from __future__ import annotations

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import WITH_REFRESH, Start, on_both
from tests.end_to_end.licences import F1, licence, licences, sku, tenant, written
from tests.end_to_end.programs import people

OFF = "disabled_plans=['YAMMER_ENTERPRISE']"


@on_both
def test_a_thousand_holders_read_as_what_changes(start: Start, emulator: Emulator) -> None:
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
    world = tenant([*staff, *joining, *by_group], e3, groups=groups)
    first = licences(licence("e3", [*staff, *by_group], more=OFF))
    run = start(first, world=world, project=WITH_REFRESH)
    run.apply()
    assert written(emulator) == []

    emulator.give_license("SPE_E3", staff[10])
    leaving = {staff[7], staff[999]}
    after = [user for user in staff if user not in leaving] + joining
    preview = run.look(licences(licence("e3", [*after, *by_group], more=OFF)))
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

    done = run.apply()
    assert "SPE_E3: 3 assigned, 1 changed plans, 2 reclaimed" in done.text
    parts = written(emulator)
    assert len(parts) == 6
    assert parts[-1]["batch"] < 3
    assert emulator.license_holders("SPE_E3") == set(after)
    assert emulator.plans_off("SPE_E3", staff[10]) == {"YAMMER_ENTERPRISE"}
    emulator.forget_requests()
    assert "unchanged" in run.apply().text
    assert written(emulator) == []


@on_both
def test_a_licences_life_on_one_stack(start: Start, emulator: Emulator) -> None:
    """Drift, a renamed person, another SKU, a removal past the limit, and the end of it all."""
    staff = people(8)
    world = tenant([*staff, "nora@contoso.com"], sku(), sku("SPE_F1", F1))
    run = start(licences(licence("e3", staff, more=OFF)), world=world, project=WITH_REFRESH)
    run.apply()
    assert emulator.license_holders("SPE_E3") == set(staff)

    emulator.give_license("SPE_E3", "nora@contoso.com", ["YAMMER_ENTERPRISE"])
    emulator.take_license("SPE_E3", staff[1])
    emulator.give_license("SPE_E3", staff[4], ["TEAMS1"])
    emulator.rename_user(staff[2], "zoe@contoso.com")
    emulator.forget_requests()
    preview = run.look()
    assert f"outside this program, 1 user lost a seat: {staff[1]}" in preview.text
    assert "outside this program, 1 user gained a seat: nora@contoso.com" in preview.text
    assert f"+ {staff[4]} (YAMMER_ENTERPRISE on, TEAMS1 off)" in preview.text
    assert f"nothing is taken for it: {staff[2]} is zoe@contoso.com by now" in preview.text
    assert written(emulator) == []
    run.apply()
    assert len(written(emulator)) == 3
    held = {"zoe@contoso.com" if user == staff[2] else user for user in staff}
    assert emulator.license_holders("SPE_E3") == held
    assert emulator.plans_off("SPE_E3", staff[4]) == {"YAMMER_ENTERPRISE"}

    emulator.forget_requests()
    refused = run.fail(licences(licence("e3", staff, sku="SPE_F1")))
    assert "Replacing SPE_E3 by SPE_F1 would reclaim 8 seats of SPE_E3" in refused.text
    removed = run.fail(licences())
    assert "Deleting this assignment would reclaim 8 of its 8 seats of SPE_E3" in removed.text
    assert written(emulator) == []
    assert emulator.license_holders("SPE_E3") == held

    run.environment["MICROSOFT_SEATS_APPROVE"] = refused.approval
    run.apply(licences(licence("e3", staff, sku="SPE_F1")))
    assert emulator.license_holders("SPE_E3") == set()
    assert emulator.license_holders("SPE_F1") == held
    run.environment["MICROSOFT_SEATS_APPROVE"] = run.destroy().approval
    assert run.destroy().ok
    assert emulator.license_holders("SPE_F1") == set()
