"""What we rely on the engine for, each in one story that the rehearsal tells as well."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.end_to_end.conftest import WITH_REFRESH, Start, needs_engine, write_program
from tests.end_to_end.programs import (
    MINECRAFT,
    OFFICE,
    alias,
    assignment,
    entry,
    known_later,
    people,
    program,
)
from tests.end_to_end.runners import Engine, Outcome, Rehearsed, Runner
from tests.support.administrator import Administrator

STRANGERS = {"nora@contoso.com", "omar@contoso.com"}


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


def test_a_roster_of_a_thousand_reads_as_the_six_lines_that_change(
    start: Start, administrator: Administrator
) -> None:
    """3 added and 3 removed of 1,000: six `+`/`-` lines, fewer than 80 in all; then it is so.

    A second up writes nothing.
    """
    administrator.set_world({"inventory": [entry()]})
    before = people(1000)
    run = start(program(assignment("office", before)), project=WITH_REFRESH)
    run.apply()
    assert administrator.holders(OFFICE) == set(before)

    removed, added = {before[7], before[500], before[999]}, set(people(3, first=5000))
    after = [user for user in before if user not in removed] + sorted(added)
    write_program(run.folder, program(assignment("office", after)))
    preview = run.preview()
    assert preview.ok, preview.text
    assert set(preview.changed_users("+")) == added
    assert set(preview.changed_users("-")) == removed
    assert len(preview.text.splitlines()) < 80
    assert administrator.holders(OFFICE) == set(before)

    run.apply()
    assert administrator.holders(OFFICE) == set(after)
    administrator.forget_requests()
    again = run.up()
    assert again.ok, again.text
    assert "unchanged" in again.text
    assert "outside this program" not in again.text
    assert administrator.writes() == []
    assert administrator.requests() != []


def test_drift_shows_without_a_change_of_the_program(
    start: Start, administrator: Administrator
) -> None:
    """Seats changed behind the program's back are `-`/`+` lines of a preview, and repaired."""
    administrator.set_world({"inventory": [entry()]})
    users = people(40)
    run = start(program(assignment("office", users)), project=WITH_REFRESH)
    run.apply()
    administrator.assign(OFFICE, "mallory@contoso.com")
    administrator.reclaim(OFFICE, users[3])

    preview = run.preview()
    assert preview.ok, preview.text
    assert sorted(preview.changed_users("+")) == ["mallory@contoso.com", users[3]]
    assert sorted(preview.changed_users("-")) == ["mallory@contoso.com", users[3]]
    assert f"outside this program, 1 user lost a seat: {users[3]}" in preview.text
    assert "outside this program, 1 user gained a seat: mallory@contoso.com" in preview.text

    run.apply()
    assert administrator.holders(OFFICE) == set(users)


def test_a_product_that_vanished_is_gone(start: Start, administrator: Administrator) -> None:
    """A refresh drops the resource; when the product is back, it is created again."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(3))))
    run.apply()
    (before,) = [r for r in run.resources() if r["urn"].endswith("::office")]
    administrator.assign(OFFICE, "mallory@contoso.com")
    assert run.refresh().ok
    (found,) = [r for r in run.resources() if r["urn"].endswith("::office")]
    assert "mallory@contoso.com" in found["inputs"]["seats"]
    assert found["inputs"]["plan"] == before["inputs"]["plan"], "a refresh shows no -plan"
    administrator.set_world({"inventory": [entry(MINECRAFT)]})
    refreshed = run.refresh()
    assert refreshed.ok, refreshed.text
    assert not [r for r in run.resources() if r["urn"].endswith("::office")]
    assert "not in the organisation's inventory" in run.preview().text
    administrator.set_world({"inventory": [entry()]})
    run.apply()
    assert administrator.holders(OFFICE) == set(people(3))


def test_more_reclaims_than_the_limit_need_an_approval(
    start: Start, administrator: Administrator
) -> None:
    """Past the limit the preview fails but shows the plan; an approval of another set is none."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(10))), project=WITH_REFRESH)
    run.apply()
    administrator.forget_requests()
    write_program(run.folder, program(assignment("office", people(6))))
    refused = run.preview()
    assert refused.exit_code != 0
    assert refused.changed_users("-") == people(4, first=6)
    assert (
        "would lose 4 of the 10 seats that this assignment answers for, 40%, more than its "
        "reclaim_limit of 30%"
    ) in refused.text
    run.environment["MICROSOFT_SEATS_APPROVE"] = refused.approval
    write_program(run.folder, program(assignment("office", people(5))))
    another = run.up()
    assert another.exit_code != 0
    assert administrator.writes() == []

    run.apply(program(assignment("office", people(6))))
    assert administrator.holders(OFFICE) == set(people(6))


def removed(run: Runner) -> Outcome:
    """The block is gone from the program, as after a bad merge."""
    write_program(run.folder, program())
    return run.up()


def destroyed(run: Runner) -> Outcome:
    """`pulumi destroy`, which does not run the program."""
    return run.destroy()


@pytest.mark.parametrize("remove", [removed, destroyed])
def test_a_removal_stands_under_the_limit(
    start: Start, administrator: Administrator, remove: Callable[[Runner], Outcome]
) -> None:
    """Refused before its first call, with everything that is needed to decide; then approved."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(12))))
    run.apply()
    administrator.forget_requests()
    refused = remove(run)
    assert refused.exit_code != 0
    said = " ".join(refused.text.split())
    assert f"12 of its 12 seats of {OFFICE}, 100%, more than its reclaim_limit of 30%" in said
    assert ", ".join(people(10)) + " and 2 more" in said
    assert "retain_on_delete" in said
    assert "/pulumi_microsoft_seats/" not in said, "a traceback of ours"
    assert administrator.writes() == []
    assert run.outputs_of("office")["assigned_count"] == 12

    run.environment["MICROSOFT_SEATS_APPROVE"] = refused.approval
    administrator.assign(OFFICE, "late@contoso.com")
    done = remove(run)
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == {"late@contoso.com"}


def assert_nobody_moved(
    run: Runner, administrator: Administrator, done: Outcome, users: list[str], *, only: str
) -> None:
    """Nothing was written, and service and state agree on the users of the only resource."""
    assert done.ok, done.text
    assert administrator.writes() == []
    assert administrator.holders(OFFICE) == set(users)
    ours = [r for r in run.resources() if r["type"].endswith("SeatAssignment")]
    assert [r["urn"].split("::")[-1] for r in ours] == [only]
    assert ours[0]["outputs"]["seats"].split() == users


def test_a_rename_and_a_forced_replacement_take_nobodys_seat(
    start: Start, administrator: Administrator
) -> None:
    """The new resource adopts, and the old one's deletion finds everybody declared."""
    administrator.set_world({"inventory": [entry()]})
    users = people(10)
    run = start(program(assignment("office", users)))
    run.apply()
    administrator.forget_requests()
    write_program(run.folder, program(assignment("kontor", users)))
    assert_nobody_moved(run, administrator, run.up(), users, only="kontor")

    replaced = run.up(replace=[run.urn("kontor")])
    assert "replaced" in replaced.text
    assert_nobody_moved(run, administrator, replaced, users, only="kontor")
    preview = run.preview()
    assert preview.ok, preview.text
    assert "outside this program" not in preview.text
    assert "to update" not in preview.text


def test_a_rename_with_an_alias_keeps_drift_on_the_new_name(
    start: Start, administrator: Administrator
) -> None:
    """What drifted is said on the row of the resource as it is called now, and is put right."""
    administrator.set_world({"inventory": [entry()]})
    users = people(10)
    run = start(program(assignment("office", users)))
    run.apply()
    administrator.reclaim(OFFICE, users[0])
    administrator.forget_requests()
    write_program(run.folder, program(assignment("kontor", users, more=alias("office"))))
    lost = f"{OFFICE}: outside this program, 1 user lost a seat: {users[0]}"
    assert {name for name, said in run.messages() if lost in said} == {"kontor"}
    run.apply()
    (only,) = administrator.writes()
    assert only["body"] == {"usernames": [users[0]], "seatAction": "assign"}
    administrator.forget_requests()
    assert_nobody_moved(run, administrator, run.up(), users, only="kontor")


def test_another_product_is_refused_at_the_preview(
    start: Start, administrator: Administrator
) -> None:
    """A typo in `product_id` is a replacement: the old product's losses are named and judged.

    Approved, the new product's seats are assigned before the old one's are reclaimed.
    """
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})
    run = start(program(assignment("office", people(5))))
    run.apply()
    administrator.forget_requests()
    write_program(run.folder, program(assignment("office", people(6, first=1), product=MINECRAFT)))
    refused = run.up()
    assert refused.exit_code != 0
    said = " ".join(refused.text.split())
    assert f"would reclaim 5 seats of {OFFICE}, more than the reclaim_limit of 30%" in said
    assert ", ".join(people(5)) in said
    assert administrator.writes() == []

    run.environment["MICROSOFT_SEATS_APPROVE"] = refused.approval
    done = run.up()
    assert done.ok, done.text
    assert [(write["path"], write["body"]["seatAction"]) for write in administrator.writes()] == [
        (f"/V1/Inventory/{MINECRAFT}/Seats", "assign"),
        (f"/V1/Inventory/{OFFICE}/Seats", "reclaim"),
    ]
    assert administrator.holders(OFFICE) == set()
    assert administrator.holders(MINECRAFT) == set(people(6, first=1))


def test_a_secret_roster_is_named_nowhere(start: Start, administrator: Administrator) -> None:
    """Adoption, failures, drift, refusals, removal: each says how many, and names nobody."""

    def secretly(users: list[str]) -> str:
        return program(assignment("office", f"pulumi.Output.secret({users!r})"))

    users = people(10)
    administrator.set_world({"inventory": [entry(seats=users[:2])], "users": users[:9]})
    run = start(secretly(users))
    failed = run.up()
    assert failed.exit_code != 0
    assert "2 users hold a seat already" in failed.text
    assert "1 user was not served: User not found" in failed.text

    administrator.reclaim(OFFICE, users[0])
    administrator.set_world({**administrator.world(), "users": [*users, "mallory@contoso.com"]})
    administrator.assign(OFFICE, "mallory@contoso.com")
    write_program(run.folder, secretly(users[:3]))
    refused = run.up()
    assert refused.exit_code != 0
    assert "1 user lost a seat" in refused.text
    assert "1 user gained a seat" in refused.text
    assert "more than its reclaim_limit" in refused.text

    undone = run.destroy()
    assert undone.exit_code != 0
    assert "more than its reclaim_limit" in undone.text
    for outcome in (failed, refused, undone):
        assert "@contoso.com" not in outcome.text


def test_a_wrong_address_makes_nothing_gone(start: Start, administrator: Administrator) -> None:
    """A gateway that answers 404 to everything: state stays, and a destroy does not succeed."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(3), more="reclaim_limit=1")))
    run.apply()
    before = run.resources()
    right = run.environment["MICROSOFT_SEATS_BASE_URL"]
    run.environment["MICROSOFT_SEATS_BASE_URL"] = right.replace("/V1", "/V2")
    for outcome in (run.refresh(), run.destroy()):
        assert outcome.exit_code != 0
        assert "There is no such service: 404 when reading the inventory" in outcome.text
        assert "baseUrl" in outcome.text
        assert "Traceback" not in outcome.text
    assert run.resources() == before
    run.environment["MICROSOFT_SEATS_BASE_URL"] = right
    done = run.destroy()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set()


def test_half_success_is_recorded_and_only_the_rest_is_retried(
    start: Start, administrator: Administrator
) -> None:
    """2 of 60 refused: one line names both, 58 are held and in state, one call makes it whole."""
    users = people(60)
    unknown = {users[10], users[45]}
    known = [user for user in users if user not in unknown]
    administrator.set_world({"inventory": [entry()], "users": known})
    run = start(program(assignment("office", users)))
    failed = run.up()
    assert failed.exit_code != 0
    said = (
        f"2 users were not served: User not found ({users[10]}, {users[45]}); correct the cause "
        "and run again"
    )
    assert said in failed.text
    assert "Traceback" not in failed.text
    assert administrator.holders(OFFICE) == set(known)
    outputs = run.outputs_of("office")
    assert outputs["seats"].split("\n")[:-1] == known
    assert outputs["assigned_count"] == 58
    assert outputs["failures"] == dict.fromkeys(unknown, "User not found")

    world = administrator.world()
    administrator.set_world({"inventory": world["inventory"], "users": users})
    administrator.forget_requests()
    run.apply()
    (only,) = administrator.writes()
    assert set(only["body"]["usernames"]) == unknown
    assert administrator.holders(OFFICE) == set(users)
    assert run.outputs_of("office")["failures"] == {}


def test_users_that_depend_on_another_resource(start: Start, administrator: Administrator) -> None:
    """Users that are not known at a preview are assigned once they are."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})
    run = start(
        program(
            assignment("office", people(3)),
            assignment("minecraft", known_later("office", people(3)), product=MINECRAFT),
        )
    )
    preview = run.preview()
    assert preview.ok, preview.text
    assert administrator.writes() == []
    run.apply()
    assert administrator.holders(MINECRAFT) == set(people(3))


def test_a_shared_product_keeps_the_seats_of_others(
    start: Start, administrator: Administrator
) -> None:
    """Only users this resource declares, or declared before, gain or lose; and so on destroy."""
    administrator.set_world({"inventory": [entry(seats=sorted(STRANGERS))]})
    shared = "ownership='shared', reclaim_limit=1"
    run = start(program(assignment("office", people(4), more=shared)), project=WITH_REFRESH)
    run.apply()
    assert administrator.holders(OFFICE) == STRANGERS | set(people(4))
    assert run.outputs_of("office")["assigned_count"] == 4

    administrator.assign(OFFICE, "late@contoso.com")
    assert "unchanged" in run.preview().text
    run.apply(program(assignment("office", people(2), more=shared)))
    everybody_else = {*STRANGERS, "late@contoso.com"}
    assert administrator.holders(OFFICE) == everybody_else | set(people(2))
    gone = run.destroy()
    assert gone.ok, gone.text
    assert administrator.holders(OFFICE) == everybody_else


def test_get_reads_without_owning(start: Start, administrator: Administrator) -> None:
    """Whoever holds a seat is read, nothing is written, and a destroy takes nothing."""
    administrator.set_world({"inventory": [entry(seats=sorted(STRANGERS))]})
    run = start(
        program(
            "existing = SeatAssignment.get('existing', product_id='9NBLGGH4R2R6', sku_id='0016')",
            "pulumi.export('holders', existing.users)",
        )
    )
    done = run.up()
    assert done.ok, done.text
    assert all(stranger in done.text for stranger in STRANGERS)
    assert run.destroy().ok
    assert administrator.writes() == []
