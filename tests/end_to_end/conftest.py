"""A program in a folder of its own, an emulator, and a way to run the one against the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.programs import MINECRAFT, entry
from tests.end_to_end.runners import Engine, Rehearsed, Runner
from tests.support.administrator import Administrator
from tests.support.pulumi_cli import CLI, NO_CLI

PROJECT = """\
name: seats
runtime: python
"""

WITH_REFRESH = PROJECT + "options:\n  refresh: always\n"

STORE: Mapping[str, object] = {"inventory": [entry(), entry(MINECRAFT)]}
"""The world of a test that names none: two products, of which nobody holds a seat."""

needs_engine = pytest.mark.skipif(CLI is None, reason=NO_CLI)

on_both = pytest.mark.parametrize(
    "runner_class",
    [
        pytest.param(Engine, marks=needs_engine, id="engine"),
        pytest.param(Rehearsed, id="rehearsal"),
    ],
)
"""For a story of what we rely on the engine for."""


def on_the_engine_for_a_release(test: Callable[..., None]) -> Callable[..., None]:
    """Mark what the engine does by itself, which a version of ours does not change."""
    marked: Callable[..., None] = pytest.mark.release(needs_engine(test))
    return marked


@pytest.fixture(
    params=[
        pytest.param(Rehearsed, id="rehearsal"),
        pytest.param(Engine, marks=[needs_engine, pytest.mark.release], id="engine"),
    ]
)
def runner_class(request: pytest.FixtureRequest) -> type[Runner]:
    """The rehearsal; for a release, the real engine as well."""
    chosen: type[Runner] = request.param
    return chosen


_Runner = TypeVar("_Runner", bound=Runner)
Start = Callable[..., Runner]
OnTheEngine = Callable[..., Engine]


def _starting(
    kind: type[_Runner], folder: Path, emulator: Emulator, administrator: Administrator
) -> Callable[..., _Runner]:
    def started(
        program: str,
        *,
        world: Mapping[str, object] = STORE,
        project: str = PROJECT,
        **environment: str,
    ) -> _Runner:
        administrator.set_world(dict(world))
        write_project(folder, project, program)
        return kind(folder, emulator.environment | environment)

    return started


@pytest.fixture
def start(
    tmp_path: Path, emulator: Emulator, administrator: Administrator, runner_class: type[Runner]
) -> Start:
    """Writes a program, puts a world in place, and gets a runner for it."""
    return _starting(runner_class, tmp_path, emulator, administrator)


@pytest.fixture
def engine(tmp_path: Path, emulator: Emulator, administrator: Administrator) -> OnTheEngine:
    """The same for the real engine."""
    return _starting(Engine, tmp_path, emulator, administrator)


@pytest.fixture
def begin(start: Start, administrator: Administrator) -> Start:
    """The same for a program whose first update is over, and what that asked is forgotten."""

    def begun(program: str, **more: object) -> Runner:
        run = start(program, **more)
        run.apply()
        administrator.forget_requests()
        return run

    return begun


def write_project(folder: Path, project: str, program: str) -> None:
    """Make a folder a project."""
    (folder / "Pulumi.yaml").write_text(project, encoding="utf-8")
    write_program(folder, program)


def write_program(folder: Path, program: str) -> None:
    """Put a program in place, or another one in the place of the last."""
    (folder / "__main__.py").write_text(program, encoding="utf-8")
