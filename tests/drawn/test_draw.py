"""What is drawn: the same from the same seed, and every kind of it."""

from __future__ import annotations

from collections import Counter

from tests.drawn.draw import draw
from tests.drawn.licence_edits import LICENCE_EDITS
from tests.drawn.text import program_text

KINDS = {
    *LICENCE_EDITS,
    *("begun", "approval kept", "approval borrowed", "drift", "refresh", "destroy", "targeted"),
    *("saved plan", "moved between", "users refused", "replaced by itself"),
    *("wrong address", "odd 404", "product gone"),
    *("group changed", "plans switched by another", "plan added"),
    *("person renamed", "person deleted", "location changed"),
}


def test_a_case_is_drawn_again_from_its_seed() -> None:
    """So that a violation can be looked at."""
    assert [draw(seed) for seed in range(50)] == [draw(seed) for seed in range(50)]


def test_half_of_the_worlds_are_of_each_service() -> None:
    """And of Graph's, the lists and the reads of many are late."""
    cases = [draw(seed) for seed in range(100)]
    assert Counter(case.service for case in cases) == {"store": 50, "graph": 50}
    directories = [case.directory for case in cases if case.directory]
    assert sum(each.index > 0 for each in directories) > 20
    assert sum(each.replica for each in directories) > 5


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
