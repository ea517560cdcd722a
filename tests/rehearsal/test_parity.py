"""The rehearsal calls the provider as the engine does: some edits of a program, on both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.conftest import needs_engine
from tests.end_to_end.runners import Engine
from tests.support.pulumi_cli import QUICK_PIP

from .stage import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping


class OnTheEngine:
    """The engine's update of a stage's program."""

    def __init__(self, stage: Stage) -> None:
        stage.rehearsal()  # which writes the project
        environment = {"PYTHONPATH": str(QUICK_PIP), "WIDGET_WORLD": str(stage.world_file)}
        self._engine = Engine(stage.directory, environment)

    def apply(self, stage: Stage, options: Mapping[str, str]) -> None:
        stage.rehearsal()  # which writes the project
        urns = [f"--{option}={stage.urn(name, 'test')}" for option, name in options.items()]
        outcome = self._engine.run("up", "--yes", "--skip-preview", *urns)
        assert outcome.ok, outcome.text


class Rehearsed:
    """The rehearsal's update of a stage's program."""

    def __init__(self, stage: Stage) -> None: ...

    def apply(self, stage: Stage, options: Mapping[str, str]) -> None:
        names = {"target": "targets", "replace": "replace"}
        urns = {names[option]: [stage.urn(name)] for option, name in options.items()}
        result = stage.rehearsal()._operate("up", "update", **urns)
        assert result.ok, result.text


@dataclass(frozen=True)
class Edit:
    """A program before and after an edit, and the calls that the edit causes.

    `check new` is a check that is told of no old inputs. `options` are those of the second update,
    with the names of the widgets they are about. The configuration changes each time.
    """

    name: str
    before: str
    after: str
    calls: str
    options: Mapping[str, str] = field(default_factory=dict)
    configuration: str = "second"


EDITS = [
    Edit(
        "a component renamed with an alias, another moved without one",
        'Box("box", "text", inner="box-inner"); Widget("inner", "moved")',
        """
        renamed = ResourceOptions(aliases=[Alias(name="box")])
        box = Box("crate", "text", renamed, inner="crate-inner")
        Box("other", box.urn.apply(lambda _: "moved"))
        """,
        "check, diff, check new, create, delete",
    ),
    Edit(
        "a replacement that deletes first, with the old URN as its alias",
        'Widget("a", "text", kind="plain")',
        """
        urn = pulumi.create_urn("a", "pulumi-python:dynamic:Widget")
        options = ResourceOptions(aliases=[urn], delete_before_replace=True)
        Widget("b", "text", kind="fancy", opts=options)
        """,
        "check, diff, check new, delete, create",
    ),
    Edit(
        "a change of what replaces on changes, and up --replace",
        'Widget("a", "text"); Widget("b", "text")',
        """
        a = Widget("a", "other text", ResourceOptions(replace_on_changes=["text"]))
        Widget("b", a.text.apply(lambda _: "text"))
        """,
        "check, diff, update, check new, create, delete",
        {"replace": "b"},
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
        "nothing declared any more, which the engine configures no provider for",
        'Widget("a", "text")',
        "",
        "delete",
        configuration="first",
    ),
]


@pytest.mark.parametrize(
    "runner", [pytest.param(OnTheEngine, marks=needs_engine, id="engine"), Rehearsed]
)
@pytest.mark.parametrize("edit", [pytest.param(edit, id=edit.name) for edit in EDITS])
def test_an_edit_makes_the_same_calls(
    stage: Stage, runner: type[OnTheEngine | Rehearsed], edit: Edit
) -> None:
    """In the same order, to one process a phase, under the same configuration."""
    run = runner(stage)
    greeting = "config: {{greeting: {{type: string, default: {}}}}}\n"
    run.apply(stage.with_options(greeting.format("first")).program(edit.before), {})
    stage.change_world(calls=[])
    run.apply(stage.with_options(greeting.format("second")).program(edit.after), edit.options)
    calls = stage.world["calls"]
    assert len({call["pid"] for call in calls}) == 1
    assert {call["greeting"] for call in calls} == {edit.configuration}
    assert ", ".join(_told(call) for call in calls) == edit.calls


def _told(call: dict[str, object]) -> str:
    return "check new" if call["method"] == "check" and not call["olds"] else str(call["method"])
