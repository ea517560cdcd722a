"""A plan in a line, and what became of it in another."""

from __future__ import annotations

from dataclasses import replace

from pulumi_microsoft_seats.domain.figures import SeatFigures
from pulumi_microsoft_seats.domain.service_plans import PlanChange
from pulumi_microsoft_seats.domain.summary import is_cut, receipt_of, summary_of
from tests.support.plans import plan_of

FIGURES = SeatFigures(3, 3, 7, 7, 10)


def test_a_swap_says_who() -> None:
    """To whoever sees no diff."""
    plan = plan_of(["dora@x.yz"], ["carl@x.yz"], held=3)
    assert summary_of(plan, FIGURES, inherited=()) == (
        "1 gains (dora@x.yz), 1 loses (carl@x.yz); 3 → 3 held, 7 of 10 free"
    )
    assert summary_of(plan, None, inherited=()) == "1 gains (dora@x.yz), 1 loses (carl@x.yz)"


def test_a_licence_says_also_who_changes_and_how_many_are_no_part_of_it() -> None:
    """A group gives it to two, and one cannot be served."""
    change = {"ada@x.yz": PlanChange(on=(), off=("TEAMS1",))}
    plan = replace(plan_of(), change=change, hindered={"bob@x.yz": "no usage location"})
    assert summary_of(plan, None, inherited=["cleo@x.yz", "eve@x.yz"]) == (
        "1 changes plans (ada@x.yz), 2 served by a group (cleo@x.yz, eve@x.yz), 1 cannot be served"
    )


def test_of_many_three_are_named() -> None:
    """And the line is told from one that names everybody."""
    plan = plan_of(f"user{number:04}@x.yz" for number in range(5000))
    said = "5,000 gain (user0000@x.yz, user0001@x.yz, user0002@x.yz and 4,997 more)"
    assert summary_of(plan, None, inherited=()) == said
    assert is_cut(plan)
    assert not is_cut(plan_of(["a@x.yz", "b@x.yz", "c@x.yz"]))


def test_a_receipt_counts_what_was_done_and_says_why_not() -> None:
    """The commonest reason; the names are in the error."""
    why = {"a@x.yz": "User not found", "b@x.yz": "User not found", "c@x.yz": "No seat left"}
    done = receipt_of(assigned=300, changed=1, reclaimed=2, kept=1, failures=why)
    assert done == (
        "300 assigned, 1 changed plans, 2 reclaimed, 1 changed by somebody else meanwhile, "
        "3 failed (User not found; 1 more reason)"
    )
    assert receipt_of(assigned=0, changed=0, reclaimed=0, kept=0, failures={}) == ""
