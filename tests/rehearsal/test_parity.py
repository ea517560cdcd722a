"""The rehearsal calls the provider as the engine does: one program, edit by edit, on both."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.conftest import needs_engine
from tests.end_to_end.runners import Engine
from tests.support.pulumi_cli import QUICK_PIP

from .stage import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping


class Way(ABC):
    """A way to update what a stage has written."""

    @abstractmethod
    def __init__(self, stage: Stage) -> None: ...

    @abstractmethod
    def apply(self, stage: Stage, options: Mapping[str, str]) -> None:
        """Update; the options are those of the CLI, with the names of widgets."""


class OnTheEngine(Way):
    """The engine's."""

    def __init__(self, stage: Stage) -> None:
        stage.rehearsal()  # which writes the project
        environment = {"PYTHONPATH": str(QUICK_PIP), "WIDGET_WORLD": str(stage.world_file)}
        self._engine = Engine(stage.directory, environment)

    def apply(self, stage: Stage, options: Mapping[str, str]) -> None:
        stage.rehearsal()  # which writes the project
        urns = [f"--{option}={stage.urn(name, 'test')}" for option, name in options.items()]
        outcome = self._engine.run("up", "--yes", "--skip-preview", *urns)
        assert outcome.ok, outcome.text


class Rehearsed(Way):
    """The rehearsal's."""

    def __init__(self, stage: Stage) -> None: ...

    def apply(self, stage: Stage, options: Mapping[str, str]) -> None:
        names = {"target": "targets", "replace": "replace"}
        urns = {names[option]: [stage.urn(name)] for option, name in options.items()}
        result = stage.rehearsal()._operate("up", "update", **urns)
        assert result.ok, result.text


@dataclass(frozen=True)
class Edit:
    """What a program becomes, and the calls that this causes.

    Attributes:
        calls: where the engine keeps to one order. `check new` is a check that is told of no old
            inputs.
        options: those of the update, with the names of the widgets they are about.
        configured: whether the calls are under the configuration of this update, which changes
            each time, and not under that of the last.
    """

    name: str
    program: str
    calls: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    configured: bool = True


EDITS = [
    Edit(
        "the first program",
        'Box("box", "text", inner="box-inner"); Widget("inner", "moved")',
    ),
    Edit(
        "a component renamed with an alias, another moved without one",
        """
        renamed = ResourceOptions(aliases=[Alias(name="box")])
        box = Box("crate", "text", renamed, inner="crate-inner")
        Box("other", box.urn.apply(lambda _: "moved"))
        """,
        "check, diff, check new, create, delete",
    ),
    Edit(
        "nothing declared any more, which the engine configures no provider for",
        "",
        "delete, delete",
        configured=False,
    ),
    Edit("something new", 'Widget("a", "text", kind="plain")', "check new, create"),
    Edit(
        "a replacement that deletes first, with the old URN as its alias",
        """
        urn = pulumi.create_urn("a", "pulumi-python:dynamic:Widget")
        options = ResourceOptions(aliases=[urn], delete_before_replace=True)
        Widget("b", "text", kind="fancy", opts=options)
        """,
        "check, diff, check new, delete, create",
    ),
    Edit(
        "more of it",
        'Widget("a", "text"); Widget("b", "text", kind="fancy"); Widget("gone", "text")',
    ),
    Edit(
        "everything, and up --target",
        """
        a = Widget("a", "other text")
        Widget("b", a.text, kind="fancy")
        Widget("c", a.text)
        """,
        "check, diff, update",
        {"target": "a"},
    ),
    Edit(
        "a change of what replaces on changes, up --replace, and one that is gone",
        """
        a = Widget("a", "third text", ResourceOptions(replace_on_changes=["text"]))
        Widget("b", a.text.apply(lambda _: "text"), kind="fancy")
        """,
        "check, diff, update, check new, create, delete, delete",
        {"replace": "b"},
    ),
]


@pytest.mark.parametrize(
    "way", [pytest.param(OnTheEngine, marks=needs_engine, id="engine"), Rehearsed]
)
def test_each_edit_makes_the_same_calls(stage: Stage, way: type[Way]) -> None:
    """In the same order, to one process a phase, under the same configuration."""
    run = way(stage)
    for number, edit in enumerate(EDITS):
        stage.change_world(calls=[])
        configuration = f"config: {{greeting: {{type: string, default: text {number}}}}}\n"
        run.apply(stage.with_options(configuration).program(edit.program), edit.options)
        calls = stage.world["calls"]
        assert len({call["pid"] for call in calls}) == 1, edit.name
        greeting = number if edit.configured else number - 1
        assert {call["greeting"] for call in calls} == {f"text {greeting}"}, edit.name
        if edit.calls:
            assert ", ".join(map(_told, calls)) == edit.calls, edit.name


def _told(call: dict[str, object]) -> str:
    return "check new" if call["method"] == "check" and not call["olds"] else str(call["method"])
