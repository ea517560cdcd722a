"""What is drawn: the same from the same seed, and every kind of it."""

from __future__ import annotations

from collections import Counter

from tests.drawn.draw import draw
from tests.drawn.draw_graph import HAPPENINGS
from tests.drawn.edits import EDITS
from tests.drawn.text import program_text

KINDS = {
    *EDITS,
    *("begun", "approval kept", "approval borrowed", "drift", "refresh", "destroy", "targeted"),
    *("saved plan", "moved between", "users refused", "replaced by itself"),
    *("wrong address", "odd 404", "product gone"),
    *("licences", *HAPPENINGS),
}


def test_a_case_is_drawn_again_from_its_seed() -> None:
    """So that a violation can be looked at."""
    assert [draw(seed) for seed in range(50)] == [draw(seed) for seed in range(50)]


def test_every_other_case_is_about_licences() -> None:
    """Some with an index that sees no change."""
    tenants = [draw(seed).tenant for seed in range(100)]
    assert [tenant is not None for tenant in tenants] == [False, True] * 50
    assert {tenant.is_stale for tenant in tenants if tenant} == {False, True}


def test_three_to_six_steps_of_every_kind() -> None:
    """And each of their programs is Python."""
    cases = [draw(seed) for seed in range(300)]
    assert {len(case.steps) for case in cases} == {3, 4, 5, 6}
    steps = [step for case in cases for step in case.steps]
    drawn = sum((Counter(step.kinds) for step in steps), Counter[str]())
    assert drawn.keys() == KINDS
    assert min(drawn.values()) > 3
    for step in steps:
        compile(program_text(step.program), "__main__.py", "exec")
