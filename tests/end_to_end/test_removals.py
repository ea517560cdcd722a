"""What takes the seats of a whole assignment: a removed block, a destroy, another product."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.end_to_end.conftest import WITH_REFRESH, Start, write_program
from tests.end_to_end.programs import MINECRAFT, OFFICE, assignment, entry, people, program
from tests.end_to_end.runners import Outcome, Rehearsed, Runner
from tests.support.administrator import Administrator

KEEP = "opts=pulumi.ResourceOptions(retain_on_delete=True)"


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
    assert run.up().ok
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
    assert len(refused.approval) == 32
    administrator.assign(OFFICE, "late@contoso.com")
    done = remove(run)
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == {"late@contoso.com"}


def test_a_limit_of_1_is_no_limit(start: Start, administrator: Administrator) -> None:
    """What counts is the limit in the state: it has to be applied before."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(5))))
    assert run.up().ok
    write_program(run.folder, program(assignment("office", people(5), more="reclaim_limit=1")))
    assert run.up().ok
    done = removed(run)
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set()


def test_what_is_retained_needs_no_approval(
    rehearse: Callable[..., Rehearsed], administrator: Administrator
) -> None:
    """`retain_on_delete` is applied first; then the block goes and everybody keeps their seat."""
    administrator.set_world({"inventory": [entry()]})
    run = rehearse(program(assignment("office", people(5))))
    assert run.up().ok
    write_program(run.folder, program(assignment("office", people(5), more=KEEP)))
    assert run.up().ok
    done = removed(run)
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set(people(5))


def test_another_product_is_refused_at_the_preview(
    start: Start, administrator: Administrator
) -> None:
    """A typo in `product_id` is a replacement: the old product's losses are named and judged."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})
    run = start(program(assignment("office", people(5))))
    assert run.up().ok
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
    assert administrator.holders(OFFICE) == set()
    assert administrator.holders(MINECRAFT) == set(people(6, first=1))


def test_a_wrong_address_makes_nothing_gone(start: Start, administrator: Administrator) -> None:
    """A gateway that answers 404 to everything: state stays, and a destroy does not succeed."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(3), more="reclaim_limit=1")))
    assert run.up().ok
    right = run.environment["MICROSOFT_SEATS_BASE_URL"]
    run.environment["MICROSOFT_SEATS_BASE_URL"] = right.replace("/V1", "/V2")
    for outcome in (run.refresh(), run.destroy()):
        assert outcome.exit_code != 0
        assert "404" in outcome.text
        assert "Traceback" not in outcome.text
    assert run.outputs_of("office")["assigned_count"] == 3
    run.environment["MICROSOFT_SEATS_BASE_URL"] = right
    done = run.destroy()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set()


def test_a_destroy_says_that_the_product_is_gone(
    start: Start, administrator: Administrator
) -> None:
    """It has nothing to reclaim, which is not the same as having reclaimed it."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(3))))
    assert run.up().ok
    administrator.set_world({"inventory": [entry(MINECRAFT)]})
    gone = run.destroy()
    assert gone.ok, gone.text
    assert (
        f"{OFFICE} is no longer in the inventory, so there are no seats left to reclaim"
        in gone.text
    )


def test_a_stranger_who_is_declared_is_no_stranger_any_more(
    start: Start, administrator: Administrator
) -> None:
    """Found by a refresh, then written into the roster, as the page on drift advises."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(3))), project=WITH_REFRESH)
    assert run.up().ok
    administrator.assign(OFFICE, "mallory@contoso.com")
    assert run.refresh().ok
    roster = [*people(3), "mallory@contoso.com"]
    write_program(run.folder, program(assignment("office", roster, more="reclaim_limit=1")))
    done = run.up()
    assert done.ok, done.text
    assert "lost a seat" not in run.preview().text
    gone = run.destroy()
    assert gone.ok, gone.text
    assert administrator.holders(OFFICE) == set()
