"""A program declares users, and the seats follow."""

from __future__ import annotations

from tests.end_to_end.conftest import WITH_REFRESH, Start, write_program
from tests.end_to_end.programs import (
    MINECRAFT,
    OFFICE,
    assignment,
    entry,
    known_later,
    people,
    program,
)
from tests.support.administrator import Administrator


def test_a_roster_of_a_thousand_reads_as_the_six_lines_that_change(
    start: Start, administrator: Administrator
) -> None:
    """3 added and 3 removed of 1,000: six `+`/`-` lines, fewer than 80 in all, then it is so."""
    administrator.set_world({"inventory": [entry()]})
    before = people(1000)
    run = start(program(assignment("office", before)), project=WITH_REFRESH)
    first = run.up()
    assert first.ok, first.text
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

    second = run.up()
    assert second.ok, second.text
    assert administrator.holders(OFFICE) == set(after)


def test_a_second_up_writes_nothing(start: Start, administrator: Administrator) -> None:
    """What is as declared is left alone: the emulator's log has no write."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(60))), project=WITH_REFRESH)
    assert run.up().ok
    assert len(administrator.writes()) == 3
    administrator.forget_requests()
    again = run.up()
    assert again.ok, again.text
    assert "unchanged" in again.text
    assert administrator.writes() == []
    assert administrator.requests() != []
    assert "Drift found" not in run.preview().text


def test_drift_shows_without_a_change_of_the_program(
    start: Start, administrator: Administrator
) -> None:
    """Seats changed behind the program's back are `-`/`+` lines of a preview, and repaired."""
    administrator.set_world({"inventory": [entry()]})
    users = people(40)
    run = start(program(assignment("office", users)), project=WITH_REFRESH)
    assert run.up().ok
    administrator.assign(OFFICE, "mallory@contoso.com")
    administrator.reclaim(OFFICE, users[3])

    preview = run.preview()
    assert preview.ok, preview.text
    assert sorted(preview.changed_users("+")) == ["mallory@contoso.com", users[3]]
    assert sorted(preview.changed_users("-")) == ["mallory@contoso.com", users[3]]
    assert f"outside this program, 1 user lost a seat: {users[3]}" in preview.text
    assert "outside this program, 1 user gained a seat: mallory@contoso.com" in preview.text

    repaired = run.up()
    assert repaired.ok, repaired.text
    assert administrator.holders(OFFICE) == set(users)


def test_drift_is_said_without_a_refresh(start: Start, administrator: Administrator) -> None:
    """Without `refresh: always` the diff has no old side, and a warning says who drifted."""
    administrator.set_world({"inventory": [entry()]})
    users = people(10)
    run = start(program(assignment("office", users)))
    assert run.up().ok
    administrator.reclaim(OFFICE, users[0])
    preview = run.preview()
    assert "1 to update" in preview.text
    assert f"outside this program, 1 user lost a seat: {users[0]}" in preview.text
    assert run.up().ok
    assert administrator.holders(OFFICE) == set(users)
    assert "outside this program" not in run.preview().text


def test_two_products_in_one_program(start: Start, administrator: Administrator) -> None:
    """1,000 and 30 users of two products, by two resources, with the fewest calls there can be."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})
    run = start(
        program(
            assignment("office", people(1000)),
            assignment("minecraft", people(30), product=MINECRAFT),
        )
    )
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set(people(1000))
    assert administrator.holders(MINECRAFT) == set(people(30))
    sizes = [len(write["body"]["usernames"]) for write in administrator.writes()]
    assert sorted(sizes) == [5] + [25] * 41


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
    done = run.up()
    assert done.ok, done.text
    (only,) = administrator.writes()
    assert set(only["body"]["usernames"]) == unknown
    assert administrator.holders(OFFICE) == set(users)
    assert run.outputs_of("office")["failures"] == {}


def test_two_failed_assignments_are_both_named(start: Start, administrator: Administrator) -> None:
    """The program fails after all of them have been heard, not at the first."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)], "users": people(5)})
    run = start(
        program(
            assignment("office", [*people(5), "no.one@contoso.com"]),
            assignment("minecraft", [*people(5), "no.two@contoso.com"], product=MINECRAFT),
        )
    )
    failed = run.up()
    assert failed.exit_code != 0
    assert "User not found (no.one@contoso.com)" in failed.text
    assert "User not found (no.two@contoso.com)" in failed.text
    assert "2 seat assignments are not as declared" in failed.text
    assert "Traceback" not in failed.text


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
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(MINECRAFT) == set(people(3))


def test_users_of_another_assignment(start: Start, administrator: Administrator) -> None:
    """Whoever holds a seat of one product is declared for another: known at the preview already."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})
    run = start(
        program(
            assignment("office", people(3)),
            assignment("minecraft", "office.users", product=MINECRAFT),
        )
    )
    preview = run.preview()
    assert preview.ok, preview.text
    assert "CFQ7TTC0K5DR/0002: 0 seats held, 2,000 of 2,000 free; with this plan 3" in preview.text
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(MINECRAFT) == set(people(3))


def test_a_product_that_depends_on_another_resource(
    start: Start, administrator: Administrator
) -> None:
    """A product that is not known at a preview is judged once it is."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})
    late = (
        "late = SeatAssignment('late', "
        f"product_id={known_later('office', 'CFQ7TTC0K5DR')}, sku_id='0002', users={people(2)!r})"
    )
    run = start(program(assignment("office", people(3)), late))
    preview = run.preview()
    assert preview.ok, preview.text
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(MINECRAFT) == set(people(2))


def test_reclaims_go_before_assigns(start: Start, administrator: Administrator) -> None:
    """A full product changes hands: the seats that are freed are the ones that are assigned."""
    administrator.set_world({"inventory": [entry(seat_capacity=10)]})
    run = start(program(assignment("office", people(10))))
    assert run.up().ok
    administrator.forget_requests()
    after = [*people(8), "new.one@contoso.com", "new.two@contoso.com"]
    write_program(run.folder, program(assignment("office", after)))
    done = run.up()
    assert done.ok, done.text
    assert [write["body"]["seatAction"] for write in administrator.writes()] == [
        "reclaim",
        "assign",
    ]
    assert administrator.holders(OFFICE) == set(after)
