"""Edits of a program: the calls that reach the provider, on the engine and in rehearsal."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.conftest import needs_engine
from tests.end_to_end.runners import Engine
from tests.support.pulumi_cli import QUICK_PIP

from .stage import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from .stage import Stage

    Apply = Callable[[Stage], None]


def rehearsed(_stage: Stage) -> Apply:
    """The rehearsal's update."""

    def apply(stage: Stage) -> None:
        result = stage.rehearsal()._operate("up", "update")
        assert result.ok, result.text

    return apply


def on_the_engine(stage: Stage) -> Apply:
    """The engine's update."""
    stage.rehearsal()  # which writes the project
    path = os.pathsep.join(str(folder) for folder in (LIBRARY, QUICK_PIP))
    environment = {"PYTHONPATH": path, "WIDGET_WORLD": str(stage.world_file)}
    engine = Engine(stage.directory, environment)

    def apply(_stage: Stage) -> None:
        outcome = engine.run("up", "--yes", "--skip-preview")
        assert outcome.ok, outcome.text

    return apply


@dataclass(frozen=True)
class Edit:
    """A program before and after an edit, and the calls that the edit causes, per widget.

    `check new` is a check that is told of no old inputs.
    """

    name: str
    before: str
    after: str
    calls: str


EDITS = [
    Edit("a rename", 'Widget("a", "text")', 'Widget("b", "text")', "check new, create, delete"),
    Edit(
        "a rename with an alias",
        'Widget("a", "text")',
        'Widget("b", "text", ResourceOptions(aliases=[Alias(name="a")]))',
        "check, diff",
    ),
    Edit(
        "a rename with the old URN",
        'Widget("a", "text")',
        """
        urn = pulumi.create_urn("a", "pulumi-python:dynamic:Widget")
        Widget("b", "text", ResourceOptions(aliases=[urn]))
        """,
        "check, diff",
    ),
    Edit("a move", 'Widget("inner", "text")', 'Box("box", "text")', "check new, create, delete"),
    Edit(
        "a move with an alias",
        'Widget("a", "text")',
        """
        parent = pulumi.ComponentResource("tests:index:Crate", "crate")
        was_alone = Alias(parent=pulumi.ROOT_STACK_RESOURCE)
        Widget("a", "text", ResourceOptions(parent=parent, aliases=[was_alone]))
        """,
        "check, diff",
    ),
    Edit(
        "a component renamed with an alias",
        'Box("box", "text", inner="box-inner")',
        'Box("crate", "text", ResourceOptions(aliases=[Alias(name="box")]), inner="crate-inner")',
        "check, diff",
    ),
]


@pytest.mark.parametrize("edit", [pytest.param(edit, id=edit.name) for edit in EDITS])
@pytest.mark.parametrize(
    "runner",
    [
        pytest.param(on_the_engine, marks=needs_engine, id="engine"),
        pytest.param(rehearsed, id="rehearsal"),
    ],
)
def test_an_edit_makes_the_same_calls(
    stage: Stage, runner: Callable[[Stage], Apply], edit: Edit
) -> None:
    """In the same order, to one process a phase."""
    apply = runner(stage)
    apply(stage.program(edit.before))
    stage.world_file.write_text(json.dumps({**stage.world, "calls": []}))
    apply(stage.program(edit.after))
    calls = stage.world["calls"]
    assert len({call["pid"] for call in calls}) == 1
    assert ", ".join(_told(call) for call in calls) == edit.calls


def _told(call: dict[str, object]) -> str:
    return "check new" if call["method"] == "check" and not call["olds"] else str(call["method"])
