"""Resources that are renamed, moved, replaced by themselves or joined take nobody's seat."""

from __future__ import annotations

import re

import pytest

from tests.end_to_end.conftest import (
    OnTheEngine,
    Start,
    on_both,
    on_the_engine_for_a_release,
)
from tests.end_to_end.programs import (
    OFFICE,
    alias,
    assignment,
    entry,
    known_later,
    people,
    program,
)
from tests.end_to_end.runners import Outcome
from tests.support.administrator import Administrator

SHARED = "ownership='shared'"
USERS = people(10)
LOST = f"{OFFICE}: outside this program, 1 user lost a seat: {USERS[0]}"

COMPONENT = f"""
class Team(pulumi.ComponentResource):
    def __init__(self, name, users):
        super().__init__("contoso:index:Team", name)
        SeatAssignment(
            "office", product_id="9NBLGGH4R2R6", sku_id="0016", users=users,
            opts=pulumi.ResourceOptions(
                parent=self, aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)]
            ),
        )

Team("sales", {USERS!r})
"""


@on_both
def test_a_rename_and_a_forced_replacement_take_nobodys_seat(
    begin: Start, administrator: Administrator
) -> None:
    """The new resource adopts, and the old one's deletion finds everybody declared."""
    run = begin(program(assignment("office", USERS)))
    run.apply(program(assignment("kontor", USERS)))
    replaced = run.up(replace=[run.urn("kontor")])
    assert "replaced" in replaced.text
    assert administrator.writes() == []
    assert administrator.holders(OFFICE) == set(USERS)
    ours = [r for r in run.resources() if r["type"].endswith("SeatAssignment")]
    assert [r["urn"].split("::")[-1] for r in ours] == ["kontor"]
    assert ours[0]["outputs"]["seats"].split() == USERS
    preview = run.look()
    assert "outside this program" not in preview.text
    assert "to update" not in preview.text


def test_an_alias_keeps_what_is_known_of_the_old_name(
    begin: Start, administrator: Administrator
) -> None:
    """Drift is told on the row of the new name; who is dropped at once is judged by the limit.

    Without an alias the new resource would meet a holder whom it does not declare, and is refused.
    """
    run = begin(program(assignment("office", USERS)))
    refused = run.fail(program(assignment("kontor", USERS[:9])))
    taken = "would reclaim 1 seat of 10 from users whom the program does not declare"
    assert f"{taken}: {USERS[9]}" in refused.text
    administrator.reclaim(OFFICE, USERS[0])
    administrator.forget_requests()

    run.write(program(assignment("kontor", USERS[:9], more=alias("office"))))
    assert {name for name, said in run.messages() if LOST in said} == {"kontor"}
    run.apply()
    assert administrator.moves() == [(OFFICE, "reclaim"), (OFFICE, "assign")]
    assert administrator.holders(OFFICE) == set(USERS[:9])


def test_a_move_into_a_component_with_an_alias_is_no_change(
    begin: Start, administrator: Administrator
) -> None:
    """The resource stays what it is, and later drift is told on its new row."""
    run = begin(program(assignment("office", USERS)))
    assert "deleted" not in run.apply(program(COMPONENT)).text
    assert administrator.writes() == []
    administrator.reclaim(OFFICE, USERS[0])
    assert {name for name, said in run.messages() if LOST in said} == {"office"}


@on_the_engine_for_a_release
def test_a_tainted_resource_takes_nobodys_seat(
    engine: OnTheEngine, administrator: Administrator
) -> None:
    """`pulumi state taint` and `up`, also where the old one goes before the new one comes."""
    first = "opts=pulumi.ResourceOptions(delete_before_replace=True)"
    run = engine(program(assignment("office", USERS, more=first)))
    run.apply()
    administrator.forget_requests()
    tainted = run.run("state", "taint", run.urn("office"), "--yes")
    assert tainted.ok, tainted.text
    assert "replaced" in run.up().text
    assert administrator.writes() == []
    assert administrator.holders(OFFICE) == set(USERS)


def assert_refused_by_both_names(refused: Outcome, *names: str) -> None:
    """Two assignments of one product: one sentence, with both names and the product."""
    one, other = sorted(names)
    said = " ".join(refused.text.split())
    both = f"'{one}' and '{other}'|'{other}' and '{one}'"
    assert re.search(
        rf"SeatAssignment ({both}) both declare seats of {OFFICE}", said, re.IGNORECASE
    ), refused.text


def test_two_assignments_of_one_product_become_one(
    begin: Start, administrator: Administrator
) -> None:
    """Version 0.1.0 allowed two. A user cannot move between them; joined, nobody else loses one."""
    run = begin(program(assignment("sales", USERS[:5], more=SHARED)))
    run.write(program(assignment("support", USERS[5:], more=SHARED)))
    both = run.up(targets=[run.urn("support")])
    assert both.ok, both.text
    assert run.outputs_of("sales")["assigned_count"] == 5
    administrator.forget_requests()

    refused = run.fail(
        program(
            assignment("sales", USERS[:4], more=SHARED),
            assignment("support", USERS[4:], more=SHARED),
        )
    )
    assert_refused_by_both_names(refused, "sales", "support")
    assert administrator.writes() == []

    run.apply(program(assignment("support", USERS[1:], more=SHARED)))
    (only,) = administrator.writes()
    assert only["body"] == {"usernames": USERS[:1], "seatAction": "reclaim"}
    assert administrator.holders(OFFICE) == set(USERS[1:])


@on_both
def test_none_of_several_for_a_product_is_judged_alone(
    start: Start, administrator: Administrator
) -> None:
    """As a loop over departments makes them: no approval is offered for what only looks a loss."""
    world = {"inventory": [entry(seats=USERS)]}
    loop = (
        "for team, users in enumerate(TEAMS):\n"
        "    SeatAssignment(f'team-{team}', product_id='9NBLGGH4R2R6', sku_id='0016', users=users)"
    )
    run = start(program(f"TEAMS = {[USERS[:2], USERS[2:6], USERS[6:]]!r}", loop), world=world)
    refused = run.preview()
    assert not refused.ok
    assert "declare a product once in a program" in refused.text
    assert "to approve exactly this" not in refused.text
    assert not run.update().ok
    assert administrator.writes() == []


@pytest.mark.parametrize("known", [True, False], ids=["at the preview", "at the update"])
def test_ids_of_outputs_are_one_product_as_well(
    start: Start, administrator: Administrator, *, known: bool
) -> None:
    """Refused as soon as the ids are known, and before the second one changes a seat."""
    later = known_later("office", "9NBLGGH4R2R6")
    product_id = "pulumi.Output.from_input('9nblggh4r2r6')" if known else later
    again = f"SeatAssignment('again', product_id={product_id}, sku_id='0016', users={USERS[:4]!r})"
    run = start(program(assignment("office", USERS[4:7]), again))
    refused = run.fail()
    assert_refused_by_both_names(refused, "again", "office")
    assert administrator.holders(OFFICE) == (set() if known else set(USERS[4:7]))
