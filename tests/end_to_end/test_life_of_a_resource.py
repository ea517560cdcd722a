"""Adopting, sharing, replacing, keeping, destroying: what happens to whose seats."""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import PROJECT, WITH_REFRESH, Start, write_program
from tests.end_to_end.programs import MINECRAFT, OFFICE, assignment, entry, people, program
from tests.support.administrator import Administrator

STRANGERS = {"nora@contoso.com", "omar@contoso.com"}


def test_seats_that_are_held_already_are_adopted(
    start: Start, administrator: Administrator
) -> None:
    """Creating over existing seats assigns only what is missing."""
    users = people(30)
    administrator.set_world({"inventory": [entry(seats=users[:28])]})
    run = start(program(assignment("office", users)))
    done = run.up()
    assert done.ok, done.text
    (only,) = administrator.writes()
    assert only["body"] == {"usernames": users[28:], "seatAction": "assign"}


def test_taking_a_product_over_needs_an_approval_for_those_who_lose(
    start: Start, administrator: Administrator
) -> None:
    """The preview is refused, names users and digest, and goes through once it is approved."""
    administrator.set_world({"inventory": [entry(seats=sorted(STRANGERS))]})
    run = start(program(assignment("office", people(30))))
    refused = run.up()
    assert refused.exit_code != 0
    assert "would reclaim 2 seats of 2 from users whom the program does not declare" in refused.text
    losing = "not in the lines below, 2 users lose a seat: nora@contoso.com, omar@contoso.com"
    assert losing in refused.text
    assert "Traceback" not in refused.text
    assert administrator.writes() == []

    run.environment["MICROSOFT_SEATS_APPROVE"] = f"{'0' * 32},{refused.approval}"
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set(people(30))


def test_more_reclaims_than_the_limit_need_an_approval(
    start: Start, administrator: Administrator
) -> None:
    """Past the limit the preview fails but shows the plan; an approval of another set is none."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(10))), project=WITH_REFRESH)
    assert run.up().ok
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

    write_program(run.folder, program(assignment("office", people(6))))
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set(people(6))


def test_a_shared_product_keeps_the_seats_of_others(
    start: Start, administrator: Administrator
) -> None:
    """Only users this resource declares, or declared before, gain or lose; and so on destroy."""
    administrator.set_world({"inventory": [entry(seats=sorted(STRANGERS))]})
    shared = "ownership='shared', reclaim_limit=1"
    run = start(program(assignment("office", people(4), more=shared)), project=WITH_REFRESH)
    assert run.up().ok
    assert administrator.holders(OFFICE) == STRANGERS | set(people(4))
    assert run.outputs_of("office")["assigned_count"] == 4

    administrator.assign(OFFICE, "late@contoso.com")
    assert "unchanged" in run.preview().text
    write_program(run.folder, program(assignment("office", people(2), more=shared)))
    done = run.up()
    assert done.ok, done.text
    everybody_else = {*STRANGERS, "late@contoso.com"}
    assert administrator.holders(OFFICE) == everybody_else | set(people(2))

    gone = run.destroy()
    assert gone.ok, gone.text
    assert administrator.holders(OFFICE) == everybody_else


def test_a_refused_reclaim_of_a_shared_product_is_retried(
    start: Start, administrator: Administrator
) -> None:
    """A user who was dropped but kept the seat is reclaimed next time, with no refresh."""
    administrator.set_world({"inventory": [entry()]})
    shared = "ownership='shared', reclaim_limit=1"
    run = start(program(assignment("office", people(3), more=shared)))
    assert run.up().ok
    stays = people(3)[2]
    administrator.inject({"fault": "refuse_users", "users": [stays], "reason": "Busy"})
    write_program(run.folder, program(assignment("office", people(2), more=shared)))
    failed = run.up()
    assert failed.exit_code != 0
    assert f"1 user was not served: Busy ({stays})" in failed.text
    administrator.inject()
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set(people(2))


def test_a_seat_that_another_program_gave_since_is_not_taken(
    start: Start, administrator: Administrator
) -> None:
    """A user moves from this shared assignment to somebody else's: the seat stays."""
    administrator.set_world({"inventory": [entry()]})
    shared = "ownership='shared', reclaim_limit=1"
    run = start(program(assignment("office", people(3), more=shared)))
    assert run.up().ok
    write_program(run.folder, program(assignment("office", people(2), more=shared)))
    assert run.up().ok
    moved = people(3)[2]
    administrator.assign(OFFICE, moved)
    again = run.up()
    assert again.ok, again.text
    assert moved in administrator.holders(OFFICE)


def test_another_product_replaces_the_resource(start: Start, administrator: Administrator) -> None:
    """The new product's seats are assigned before the old one's are reclaimed."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})
    run = start(program(assignment("office", people(3))))
    assert run.up().ok
    administrator.forget_requests()
    anyone = assignment("office", people(3), product=MINECRAFT, more="reclaim_limit=1")
    write_program(run.folder, program(anyone))
    replaced = run.up()
    assert replaced.ok, replaced.text
    assert [(write["path"], write["body"]["seatAction"]) for write in administrator.writes()] == [
        (f"/V1/Inventory/{MINECRAFT}/Seats", "assign"),
        (f"/V1/Inventory/{OFFICE}/Seats", "reclaim"),
    ]


@pytest.mark.parametrize("project", [PROJECT, WITH_REFRESH], ids=["plain", "refresh always"])
def test_destroy_reclaims_the_declared_seats_only(
    start: Start, administrator: Administrator, project: str
) -> None:
    """A seat that somebody else gave since is not this resource's to take, refreshed or not."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(30), more="reclaim_limit=1")), project=project)
    assert run.up().ok
    administrator.assign(OFFICE, "late@contoso.com")
    assert run.refresh().ok
    administrator.assign(OFFICE, "later@contoso.com")
    gone = run.destroy()
    assert gone.ok, gone.text
    assert administrator.holders(OFFICE) == {"late@contoso.com", "later@contoso.com"}


def test_a_refused_destroy_keeps_the_resource(start: Start, administrator: Administrator) -> None:
    """One sentence says whose seat is left; the next destroy takes just that one."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(30), more="reclaim_limit=1")))
    assert run.up().ok
    stays = people(30)[4]
    administrator.inject({"fault": "refuse_users", "users": [stays], "reason": "Busy"})
    failed = run.destroy()
    assert failed.exit_code != 0
    assert f"9NBLGGH4R2R6/0016: 1 user was not served: Busy ({stays})" in failed.text
    assert "Traceback" not in failed.text
    administrator.inject()
    administrator.forget_requests()
    assert run.destroy().ok
    (only,) = administrator.writes()
    assert only["body"] == {"usernames": [stays], "seatAction": "reclaim"}


def test_retain_on_delete_keeps_the_seats(start: Start, administrator: Administrator) -> None:
    """Pulumi's own option: the resource leaves the state, the users keep their seats."""
    administrator.set_world({"inventory": [entry()]})
    keep = "opts=pulumi.ResourceOptions(retain_on_delete=True)"
    run = start(program(assignment("office", people(3), more=keep)))
    assert run.up().ok
    gone = run.destroy()
    assert gone.ok, gone.text
    assert administrator.holders(OFFICE) == set(people(3))


def test_protect_keeps_the_resource(start: Start, administrator: Administrator) -> None:
    """Pulumi's own option: a destroy fails and no seat is reclaimed."""
    administrator.set_world({"inventory": [entry()]})
    protect = "opts=pulumi.ResourceOptions(protect=True)"
    run = start(program(assignment("office", people(3), more=protect)))
    assert run.up().ok
    refused = run.destroy()
    assert refused.exit_code != 0
    assert administrator.holders(OFFICE) == set(people(3))


def test_a_product_that_vanished_is_gone(start: Start, administrator: Administrator) -> None:
    """A refresh drops the resource; when the product is back, it is created again."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(3))), project=WITH_REFRESH)
    assert run.up().ok
    administrator.set_world({"inventory": [entry(MINECRAFT)]})
    refreshed = run.refresh()
    assert refreshed.ok, refreshed.text
    assert not [r for r in run.resources() if r["urn"].endswith("::office")]
    assert "not in the organisation's inventory" in run.preview().text
    administrator.set_world({"inventory": [entry()]})
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set(people(3))


def test_get_reads_without_owning(start: Start, administrator: Administrator) -> None:
    """Whoever holds a seat is read, nothing is written, and a destroy takes nothing."""
    administrator.set_world({"inventory": [entry(seats=sorted(STRANGERS))]})
    run = start(
        program(
            "existing = SeatAssignment.get('existing', product_id='9NBLGGH4R2R6', sku_id='0016')",
            "pulumi.export('holders', existing.users)",
            "pulumi.export('count', existing.assigned_count)",
        )
    )
    done = run.up()
    assert done.ok, done.text
    assert all(stranger in done.text for stranger in STRANGERS)
    assert run.destroy().ok
    assert administrator.writes() == []


def test_no_secret_is_stored(start: Start, administrator: Administrator) -> None:
    """Neither the client secret nor a token is anywhere in what Pulumi stores."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(3))))
    assert run.up().ok
    assert people(1)[0] in run.state_text()
    assert run.environment["AZURE_CLIENT_SECRET"] not in run.state_text()
    assert "Bearer" not in run.state_text()


def test_an_assignment_inside_a_component(start: Start, administrator: Administrator) -> None:
    """A resource with a parent has its warnings and errors on its own row, and works the same."""
    administrator.set_world({"inventory": [entry()]})
    component = """
class Team(pulumi.ComponentResource):
    def __init__(self, name, users):
        super().__init__("contoso:index:Team", name)
        self.seats = SeatAssignment(
            "office", product_id="9NBLGGH4R2R6", sku_id="0016", users=users,
            opts=pulumi.ResourceOptions(parent=self),
        )

Team("sales", {users!r})
"""
    run = start(program(component.replace("{users!r}", repr(people(10)))))
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set(people(10))
    write_program(run.folder, program(component.replace("{users!r}", repr(people(5)))))
    refused = run.preview()
    assert refused.exit_code != 0
    assert "would lose 5 of the 10 seats" in refused.text
    urn = next(r["inputs"]["__urn"] for r in run.resources() if r["urn"].endswith("::office"))
    assert urn in {resource["urn"] for resource in run.resources()}
