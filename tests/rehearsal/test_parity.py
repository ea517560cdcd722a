"""Edits of a program: the calls that reach the provider, on the engine and in rehearsal."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.conftest import needs_engine
from tests.end_to_end.runners import Engine
from tests.support.pulumi_cli import QUICK_PIP

from .stage import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .stage import Stage

    Apply = Callable[[Stage, Mapping[str, str]], None]


@dataclass(frozen=True)
class Edit:
    """A program before and after an edit, and the calls that the edit causes.

    `check new` is a check that is told of no old inputs. `options` are those of the second update,
    with the names of the widgets they are about.
    """

    name: str
    before: str
    after: str
    calls: str
    options: Mapping[str, str] = field(default_factory=dict)


def rehearsed(_stage: Stage) -> Apply:
    """The rehearsal's update."""

    def apply(stage: Stage, options: Mapping[str, str]) -> None:
        urns = {option: [_urn("dev", name)] for option, name in options.items()}
        targets, replace = urns.get("target", []), urns.get("replace", [])
        result = stage.rehearsal()._operate("up", "update", targets=targets, replace=replace)
        assert result.ok, result.text

    return apply


def on_the_engine(stage: Stage) -> Apply:
    """The engine's update."""
    stage.rehearsal()  # which writes the project
    path = os.pathsep.join(str(folder) for folder in (LIBRARY, QUICK_PIP))
    environment = {"PYTHONPATH": path, "WIDGET_WORLD": str(stage.world_file)}
    engine = Engine(stage.directory, environment)

    def apply(stage: Stage, options: Mapping[str, str]) -> None:
        stage.rehearsal()
        urns = [f"--{option}={_urn('test', name)}" for option, name in options.items()]
        outcome = engine.run("up", "--yes", "--skip-preview", *urns)
        assert outcome.ok, outcome.text

    return apply


def _urn(stack: str, name: str) -> str:
    return f"urn:pulumi:{stack}::stage::pulumi-python:dynamic:Widget::{name}"


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
    Edit(
        "a replacement",
        'Widget("a", "text", kind="plain")',
        'Widget("a", "text", kind="fancy")',
        "check, diff, check new, create, delete",
    ),
    Edit(
        "a replacement that deletes first",
        'Widget("a", "text", kind="plain")',
        'Widget("a", "text", kind="fancy", opts=ResourceOptions(delete_before_replace=True))',
        "check, diff, check new, delete, create",
    ),
    Edit(
        "a change of what replaces on changes",
        'Widget("a", "text")',
        'Widget("a", "other text", ResourceOptions(replace_on_changes=["text"]))',
        "check, diff, update",
    ),
    Edit(
        "nothing, and up --replace",
        'Widget("a", "text")',
        'Widget("a", "text")',
        "check new, create, delete",
        {"replace": "a"},
    ),
    Edit(
        "nothing, and up --replace that deletes first",
        'Widget("a", "text")',
        'Widget("a", "text", ResourceOptions(delete_before_replace=True))',
        "check new, delete, create",
        {"replace": "a"},
    ),
    Edit(
        "everything, and up --target",
        'Widget("a", "text"); Widget("b", "text"); Widget("gone", "text")',
        """
        a = Widget("a", "other text")
        Widget("b", a.text)
        Widget("c", a.text)
        """,
        "check, diff, update",
        {"target": "a"},
    ),
    Edit(
        "a removal, and up --target",
        'Widget("a", "text"); Widget("gone", "text"); Widget("also gone", "text")',
        'Widget("a", "other text")',
        "delete",
        {"target": "gone"},
    ),
]


@pytest.fixture(
    params=[
        pytest.param(on_the_engine, marks=needs_engine, id="engine"),
        pytest.param(rehearsed, id="rehearsal"),
    ]
)
def apply(request: pytest.FixtureRequest, stage: Stage) -> Apply:
    """The update of the engine, and then that of the rehearsal."""
    made: Apply = request.param(stage)
    return made


@pytest.mark.parametrize("edit", [pytest.param(edit, id=edit.name) for edit in EDITS])
def test_an_edit_makes_the_same_calls(stage: Stage, apply: Apply, edit: Edit) -> None:
    """In the same order, to one process a phase."""
    apply(stage.program(edit.before), {})
    stage.world_file.write_text(json.dumps({**stage.world, "calls": []}))
    apply(stage.program(edit.after), edit.options)
    calls = stage.world["calls"]
    assert len({call["pid"] for call in calls}) == 1
    assert ", ".join(_told(call) for call in calls) == edit.calls


def test_an_empty_program_deletes_under_the_configuration_of_the_last_one(
    stage: Stage, apply: Apply
) -> None:
    """The engine configures a provider anew only for a program that declares something of it."""
    configured = stage.with_options("config: {greeting: {type: string, default: first}}\n")
    apply(configured.program('Widget("a", "text"); Widget("b", "text")'), {})
    configured = stage.with_options("config: {greeting: {type: string, default: second}}\n")
    apply(configured.program('Widget("a", "text")'), {})
    configured = stage.with_options("config: {greeting: {type: string, default: third}}\n")
    apply(configured.program(""), {})
    assert [call["greeting"] for call in stage.calls("delete")] == ["second", "second"]


def _told(call: dict[str, object]) -> str:
    return "check new" if call["method"] == "check" and not call["olds"] else str(call["method"])
