"""Operations on some of a stack's resources only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .stage import Stage


def urn(name: str) -> str:
    """The URN of a widget."""
    return f"urn:pulumi:dev::stage::pulumi-python:dynamic:Widget::{name}"


def test_only_the_targets_are_brought_about(stage: Stage) -> None:
    """What else changed, is new or is declared no more waits for the next update of all."""
    stage.program("""
        for name in ("a", "b", "gone"):
            Widget(name, name)
    """).apply()
    stage.program("""
        Widget("a", "A")
        Widget("renamed", "B", ResourceOptions(aliases=[Alias(name="b")]))
        Widget("new", "N")
    """)
    result = stage.rehearsal().up(targets=[urn("a")])
    assert result.ok, result.text
    assert stage.texts() == ["A", "b", "gone"]
    assert stage.remembered() == ["a", "b", "gone"]
    assert stage.apply().ok
    assert stage.texts() == ["A", "B", "N"]
    assert stage.remembered() == ["a", "new", "renamed"]


def test_what_a_skipped_resource_would_have_is_unknown(stage: Stage) -> None:
    """So the program does not go on with a value that nobody has."""
    stage.program("""
        Widget("a", "alpha")
        Widget("new", "beta").size.apply(lambda size: print("the size is", size))
    """)
    result = stage.rehearsal().up(targets=[urn("a")])
    assert result.ok, result.text
    assert "the size is" not in result.text


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "",
            'a = Widget("a", "x"); Widget("b", a.text)',
            "b depends on a, which is no target and does not exist: make it a target, too.",
        ),
        (
            'b = Widget("b", "x"); Widget("a", "y", ResourceOptions(depends_on=[b]))',
            "",
            "a depends on a target and would have to be deleted: make it one.",
        ),
        (
            "",
            'Widget("a", "x")',
            f"The stack has no resource {urn('b')}: name one that it has.",
        ),
    ],
)
def test_a_target_that_cannot_do_alone_is_refused(
    stage: Stage, before: str, after: str, message: str
) -> None:
    """As on the engine, and nothing is created or deleted."""
    stage.program(before).apply()
    texts = stage.texts()
    result = stage.program(after).rehearsal().up(targets=[urn("b")])
    assert [error.message for error in result.errors] == [message]
    assert stage.texts() == texts


def test_a_refresh_and_a_destroy_keep_to_their_targets(stage: Stage) -> None:
    """The others stay, in the state and in the world."""
    stage.program('Widget("a", "alpha"); Widget("b", "beta")').apply()
    stage.tamper(w1="drifted", w2="drifted")
    refreshed = stage.rehearsal().refresh(targets=[urn("a")])
    assert [each.name for each in refreshed.drift] == ["a"]
    assert stage.rehearsal().destroy(targets=[urn("a")]).ok
    assert stage.remembered() == ["b"]
    assert stage.texts() == ["drifted"]
