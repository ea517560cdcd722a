"""A program in a folder of its own, an emulator, and a way to run the one against the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.runners import Engine, Rehearsed, Runner
from tests.support.pulumi_cli import CLI, NO_CLI

PROJECT = """\
name: seats
runtime: python
"""

WITH_REFRESH = PROJECT + "options:\n  refresh: always\n"

needs_engine = pytest.mark.skipif(CLI is None, reason=NO_CLI)


@pytest.fixture(
    params=[
        pytest.param(Rehearsed, id="rehearsal"),
        pytest.param(Engine, marks=[needs_engine, pytest.mark.release], id="engine"),
    ]
)
def runner_class(request: pytest.FixtureRequest) -> type[Runner]:
    """The rehearsal; the real engine is in `test_stories.py`, and for a release in all."""
    chosen: type[Runner] = request.param
    return chosen


Start = Callable[..., Runner]


@pytest.fixture
def start(tmp_path: Path, emulator: Emulator, runner_class: type[Runner]) -> Start:
    """Writes a program and gets a runner for it."""

    def started(program: str, *, project: str = PROJECT, **environment: str) -> Runner:
        write_project(tmp_path, project, program)
        return runner_class(tmp_path, emulator.environment | environment)

    return started


@pytest.fixture
def engine(tmp_path: Path, emulator: Emulator) -> Callable[..., Engine]:
    """Writes a program and gets the real engine for it."""

    def started(program: str, *, project: str = PROJECT, **environment: str) -> Engine:
        write_project(tmp_path, project, program)
        return Engine(tmp_path, emulator.environment | environment)

    return started


def write_project(folder: Path, project: str, program: str) -> None:
    """Make a folder a project."""
    (folder / "Pulumi.yaml").write_text(project, encoding="utf-8")
    write_program(folder, program)


def write_program(folder: Path, program: str) -> None:
    """Put a program in place, or another one in the place of the last."""
    (folder / "__main__.py").write_text(program, encoding="utf-8")
