"""What people do to a program without meaning a seat: move, join, remove, take up a stranger."""

from __future__ import annotations

import re
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
from tests.end_to_end.runners import Engine, Outcome
from tests.support.administrator import Administrator

SHARED = "ownership='shared'"

COMPONENT = """
class Team(pulumi.ComponentResource):
    def __init__(self, name, users):
        super().__init__("contoso:index:Team", name)
        SeatAssignment(
            "office", product_id="9NBLGGH4R2R6", sku_id="0016", users=users,
            opts=pulumi.ResourceOptions(
                parent=self, aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)]
            ),
        )

Team("sales", {users!r})
"""


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


def test_a_rename_with_fewer_users_is_a_takeover_of_an_exclusive_product(
    start: Start, administrator: Administrator
) -> None:
    """The new resource meets holders whom it does not declare: refused, unlike with an alias."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(10))))
    run.apply()
    administrator.forget_requests()
    write_program(run.folder, program(assignment("kontor", people(9))))
    refused = run.up()
    assert refused.exit_code != 0
    assert (
        f"would reclaim 1 seat of 10 from users whom the program does not declare: {people(10)[9]}"
        in (refused.text)
    )
    assert administrator.writes() == []
    run.apply(program(assignment("kontor", people(9), more=alias("office"))))
    assert administrator.holders(OFFICE) == set(people(9))


def test_a_move_into_a_component_with_an_alias_is_no_change(
    start: Start, administrator: Administrator
) -> None:
    """The resource stays what it is, and later drift is told on its new row."""
    administrator.set_world({"inventory": [entry()]})
    users = people(10)
    run = start(program(assignment("office", users)))
    run.apply()
    administrator.forget_requests()
    write_program(run.folder, program(COMPONENT.replace("{users!r}", repr(users))))
    moved = run.up()
    assert moved.ok, moved.text
    assert "deleted" not in moved.text
    assert administrator.writes() == []
    administrator.reclaim(OFFICE, users[0])
    assert {name for name, said in run.messages() if "1 user lost a seat" in said} == {"office"}


@needs_engine
@pytest.mark.release
def test_a_tainted_resource_takes_nobodys_seat(
    engine: Callable[..., Engine], administrator: Administrator
) -> None:
    """`pulumi state taint` and `up`, also where the old one goes before the new one comes."""
    administrator.set_world({"inventory": [entry()]})
    first = "opts=pulumi.ResourceOptions(delete_before_replace=True)"
    run = engine(program(assignment("office", people(8), more=first)))
    run.apply()
    administrator.forget_requests()
    tainted = run.run("state", "taint", run.urn("office"), "--yes")
    assert tainted.ok, tainted.text
    done = run.up()
    assert "replaced" in done.text
    assert administrator.writes() == []
    assert administrator.holders(OFFICE) == set(people(8))


def test_two_assignments_of_one_product_become_one(
    start: Start, administrator: Administrator
) -> None:
    """Version 0.1.0 allowed two. A user cannot move between them; joined, nobody else loses one."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("sales", people(5), more=SHARED)))
    run.apply()
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

    run.apply(program(assignment("support", people(9, first=1), more=SHARED)))
    (only,) = administrator.writes()
    assert only["body"] == {"usernames": people(1), "seatAction": "reclaim"}
    assert administrator.holders(OFFICE) == set(people(9, first=1))


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
    assert "user00002@contoso.com); 0 → 3 held, 2,000 → 1,997 of 2,000 free" in preview.text
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(MINECRAFT) == set(people(3))


def test_what_is_retained_needs_no_approval(start: Start, administrator: Administrator) -> None:
    """`retain_on_delete` is applied first; then the block goes and everybody keeps their seat."""
    administrator.set_world({"inventory": [entry()]})
    keep = "opts=pulumi.ResourceOptions(retain_on_delete=True)"
    run = start(program(assignment("office", people(5))))
    run.apply()
    run.apply(program(assignment("office", people(5), more=keep)))
    run.apply(program())
    assert administrator.holders(OFFICE) == set(people(5))


@needs_engine
def test_protect_keeps_the_resource(
    engine: Callable[..., Engine], administrator: Administrator
) -> None:
    """Pulumi's own option: a destroy fails and no seat is reclaimed."""
    administrator.set_world({"inventory": [entry()]})
    protect = "opts=pulumi.ResourceOptions(protect=True)"
    run = engine(program(assignment("office", people(3), more=protect)))
    run.apply()
    assert run.destroy().exit_code != 0
    assert administrator.holders(OFFICE) == set(people(3))


def test_a_stranger_who_is_declared_is_no_stranger_any_more(
    start: Start, administrator: Administrator
) -> None:
    """Found by a refresh, then written into the roster, as the page on drift advises."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(3))), project=WITH_REFRESH)
    run.apply()
    administrator.assign(OFFICE, "mallory@contoso.com")
    assert run.refresh().ok
    roster = [*people(3), "mallory@contoso.com"]
    run.apply(program(assignment("office", roster, more="reclaim_limit=1")))
    assert "lost a seat" not in run.preview().text
    gone = run.destroy()
    assert gone.ok, gone.text
    assert administrator.holders(OFFICE) == set()
