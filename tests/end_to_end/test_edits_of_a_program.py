"""What people do to a program without meaning a seat: rename, move, replace, split, merge."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.end_to_end.conftest import Start, needs_engine, write_program
from tests.end_to_end.programs import (
    MINECRAFT,
    OFFICE,
    assignment,
    entry,
    known_later,
    people,
    program,
)
from tests.end_to_end.runners import Engine, Outcome, Rehearsed, Runner
from tests.support.administrator import Administrator

SHARED = "ownership='shared'"

COMPONENT = """
class Team(pulumi.ComponentResource):
    def __init__(self, name, users):
        super().__init__("contoso:index:Team", name)
        SeatAssignment(
            "office", product_id="9NBLGGH4R2R6", sku_id="0016", users=users,
            opts=pulumi.ResourceOptions(parent=self{more}),
        )

Team("sales", {users!r})
"""
FROM_THE_ROOT = ", aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)]"


def alias(name: str) -> str:
    """The argument that says what a resource was called before."""
    return f"opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name={name!r})])"


def in_a_component(users: list[str], more: str = "") -> str:
    """A program whose assignment `office` is inside a component."""
    return program(COMPONENT.replace("{users!r}", repr(users)).replace("{more}", more))


def assert_refused_by_both_names(refused: Outcome, *names: str) -> None:
    """Two assignments of one product: one sentence, with both names and the product."""
    assert refused.exit_code != 0
    one, other = sorted(names)
    said = " ".join(refused.text.split())
    both = f"'{one}' and '{other}'|'{other}' and '{one}'"
    assert re.search(
        rf"SeatAssignment ({both}) both declare seats of {OFFICE}", said, re.IGNORECASE
    ), refused.text
    assert "/pulumi_microsoft_seats/" not in refused.text, "a traceback of ours"


def assert_nobody_moved(
    run: Runner, administrator: Administrator, done: Outcome, users: list[str], **names: str
) -> None:
    """Nothing was written, the service and the state agree, and there is nothing left to do."""
    assert done.ok, done.text
    assert administrator.writes() == []
    assert administrator.holders(OFFICE) == set(users)
    ours = [r for r in run.resources() if r["type"].endswith("SeatAssignment")]
    assert [r["urn"].split("::")[-1] for r in ours] == [names["only"]]
    assert ours[0]["outputs"]["seats"].split() == users
    preview = run.preview()
    assert preview.ok, preview.text
    assert "outside this program" not in preview.text
    assert "to update" not in preview.text


def test_a_rename_takes_nobodys_seat(start: Start, administrator: Administrator) -> None:
    """Without an alias: the new resource adopts, and the old one's deletion finds them declared."""
    administrator.set_world({"inventory": [entry()]})
    users = people(10)
    run = start(program(assignment("office", users)))
    assert run.up().ok
    administrator.forget_requests()
    write_program(run.folder, program(assignment("kontor", users)))
    assert_nobody_moved(run, administrator, run.up(), users, only="kontor")


def test_a_rename_with_fewer_users_takes_theirs(
    rehearse: Callable[..., Rehearsed], administrator: Administrator
) -> None:
    """Of a shared product just those whom nobody declares any more."""
    administrator.set_world({"inventory": [entry(seats=["other@contoso.com"])]})
    run = rehearse(program(assignment("office", people(10), more=SHARED)))
    assert run.up().ok
    write_program(run.folder, program(assignment("kontor", people(9), more=SHARED)))
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == {"other@contoso.com", *people(9)}


def test_a_rename_with_fewer_users_is_a_takeover_of_an_exclusive_product(
    rehearse: Callable[..., Rehearsed], administrator: Administrator
) -> None:
    """The new resource meets holders whom it does not declare: refused, unlike with an alias."""
    administrator.set_world({"inventory": [entry()]})
    run = rehearse(program(assignment("office", people(10))))
    assert run.up().ok
    administrator.forget_requests()
    write_program(run.folder, program(assignment("kontor", people(9))))
    refused = run.up()
    assert refused.exit_code != 0
    assert (
        f"would reclaim 1 seat of 10 from users whom the program does not declare: {people(10)[9]}"
        in (refused.text)
    )
    assert administrator.writes() == []
    write_program(run.folder, program(assignment("kontor", people(9), more=alias("office"))))
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set(people(9))


def test_a_rename_with_an_alias_keeps_drift_on_the_new_name(
    start: Start, administrator: Administrator
) -> None:
    """What drifted is said on the row of the resource as it is called now, and is put right."""
    administrator.set_world({"inventory": [entry()]})
    users = people(10)
    run = start(program(assignment("office", users)))
    assert run.up().ok
    administrator.reclaim(OFFICE, users[0])
    administrator.forget_requests()
    write_program(run.folder, program(assignment("kontor", users, more=alias("office"))))
    lost = f"{OFFICE}: outside this program, 1 user lost a seat: {users[0]}"
    assert {name for name, said in run.messages() if lost in said} == {"kontor"}
    done = run.up()
    assert done.ok, done.text
    (only,) = administrator.writes()
    assert only["body"] == {"usernames": [users[0]], "seatAction": "assign"}
    administrator.forget_requests()
    assert_nobody_moved(run, administrator, run.up(), users, only="kontor")


def test_a_move_into_a_component_takes_nobodys_seat(
    rehearse: Callable[..., Rehearsed], administrator: Administrator
) -> None:
    """Without an alias it is a rename."""
    administrator.set_world({"inventory": [entry()]})
    users = people(10)
    run = rehearse(program(assignment("office", users)))
    assert run.up().ok
    administrator.forget_requests()
    write_program(run.folder, in_a_component(users))
    assert_nobody_moved(run, administrator, run.up(), users, only="office")


def test_a_move_into_a_component_with_an_alias_is_no_change(
    start: Start, administrator: Administrator
) -> None:
    """The resource stays what it is, and later drift is told on its new row."""
    administrator.set_world({"inventory": [entry()]})
    users = people(10)
    run = start(program(assignment("office", users)))
    assert run.up().ok
    administrator.forget_requests()
    write_program(run.folder, in_a_component(users, FROM_THE_ROOT))
    moved = run.up()
    assert "deleted" not in moved.text
    assert_nobody_moved(run, administrator, moved, users, only="office")
    administrator.reclaim(OFFICE, users[0])
    assert {name for name, said in run.messages() if "1 user lost a seat" in said} == {"office"}


def test_a_forced_replacement_takes_nobodys_seat(
    start: Start, administrator: Administrator
) -> None:
    """`pulumi up --replace`: the seats are adopted by the resource that replaces itself."""
    administrator.set_world({"inventory": [entry()]})
    users = people(8)
    run = start(program(assignment("office", users)))
    assert run.up().ok
    administrator.forget_requests()
    done = run.up(replace=[run.urn("office")])
    assert "replaced" in done.text
    assert_nobody_moved(run, administrator, done, users, only="office")


@needs_engine
def test_a_tainted_resource_takes_nobodys_seat(
    engine: Callable[..., Engine], administrator: Administrator
) -> None:
    """`pulumi state taint` and `up`, also where the old one goes before the new one comes."""
    administrator.set_world({"inventory": [entry()]})
    users = people(8)
    first = "opts=pulumi.ResourceOptions(delete_before_replace=True)"
    run = engine(program(assignment("office", users, more=first)))
    assert run.up().ok
    administrator.forget_requests()
    tainted = run.run("state", "taint", run.urn("office"), "--yes")
    assert tainted.ok, tainted.text
    done = run.up()
    assert "replaced" in done.text
    assert_nobody_moved(run, administrator, done, users, only="office")


def test_one_assignment_split_into_two_is_refused(
    start: Start, administrator: Administrator
) -> None:
    """By the names of both, at the preview, shared or not; nobody loses a seat."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(10), more=SHARED)))
    assert run.up().ok
    administrator.forget_requests()
    write_program(
        run.folder,
        program(
            assignment("sales", people(5), more=SHARED),
            assignment("support", people(5, first=5), more=SHARED),
        ),
    )
    assert_refused_by_both_names(run.up(), "sales", "support")
    assert administrator.writes() == []
    assert run.outputs_of("office")["assigned_count"] == 10


def test_two_assignments_of_one_product_become_one(
    start: Start, administrator: Administrator
) -> None:
    """Version 0.1.0 allowed two. A user cannot move between them; joined, nobody else loses one."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("sales", people(5), more=SHARED)))
    assert run.up().ok
    support = assignment("support", people(5, first=5), more=SHARED)
    write_program(run.folder, program(support))
    both = run.up(targets=[run.urn("support")])
    assert both.ok, both.text
    assert run.outputs_of("sales")["assigned_count"] == 5
    administrator.forget_requests()

    write_program(
        run.folder,
        program(
            assignment("sales", people(4), more=SHARED),
            assignment("support", people(6, first=4), more=SHARED),
        ),
    )
    assert_refused_by_both_names(run.up(), "sales", "support")
    assert administrator.writes() == []

    write_program(run.folder, program(assignment("support", people(9, first=1), more=SHARED)))
    joined = run.up()
    assert joined.ok, joined.text
    (only,) = administrator.writes()
    assert only["body"] == {"usernames": people(1), "seatAction": "reclaim"}
    assert administrator.holders(OFFICE) == set(people(9, first=1))


def test_two_products_become_one(
    rehearse: Callable[..., Rehearsed], administrator: Administrator
) -> None:
    """Everybody gets a seat of the one that stays; the removed one's are under its limit."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})
    run = rehearse(
        program(
            assignment("office", people(3)),
            assignment("minecraft", people(4, first=2), product=MINECRAFT, more="reclaim_limit=1"),
        )
    )
    assert run.up().ok
    write_program(run.folder, program(assignment("office", people(6))))
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set(people(6))
    assert administrator.holders(MINECRAFT) == set()


@pytest.mark.parametrize("known", [True, False], ids=["at the preview", "at the update"])
def test_ids_of_outputs_are_one_product_as_well(
    start: Start, administrator: Administrator, *, known: bool
) -> None:
    """Refused as soon as the ids are known, and before the second one changes a seat."""
    administrator.set_world({"inventory": [entry()]})
    later = known_later("office", "9NBLGGH4R2R6")
    product_id = "pulumi.Output.from_input('9nblggh4r2r6')" if known else later
    again = f"SeatAssignment('again', product_id={product_id}, sku_id='0016', users={people(4)!r})"
    run = start(program(assignment("office", people(3, first=4)), again))
    assert run.preview().ok is not known
    assert_refused_by_both_names(run.up(), "again", "office")
    assert administrator.holders(OFFICE) == (set() if known else set(people(3, first=4)))


def test_a_targeted_update_changes_the_target_alone(
    start: Start, administrator: Administrator
) -> None:
    """The other product's list has changed as well, and waits for an update of everything."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})

    def of(users: list[str]) -> str:
        return program(
            assignment("office", users), assignment("minecraft", users, product=MINECRAFT)
        )

    run = start(of(people(5)))
    assert run.up().ok
    write_program(run.folder, of(people(5, first=1)))
    targeted = run.up(targets=[run.urn("office")])
    assert targeted.ok, targeted.text
    assert administrator.holders(OFFICE) == set(people(5, first=1))
    assert administrator.holders(MINECRAFT) == set(people(5))
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(MINECRAFT) == set(people(5, first=1))
