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
        pytest.param(Engine, marks=needs_engine, id="engine"),
        pytest.param(Rehearsed, id="rehearsal"),
    ]
)
def runner_class(request: pytest.FixtureRequest) -> type[Runner]:
    """The real engine, and then the rehearsal: what is promised holds on both."""
    chosen: type[Runner] = request.param
    return chosen


Start = Callable[..., Runner]


@pytest.fixture
def start(tmp_path: Path, emulator: Emulator, runner_class: type[Runner]) -> Start:
    """Writes a program and gets a runner for it."""

    def started(program: str, *, project: str = PROJECT, **environment: str) -> Runner:
        _write_project(tmp_path, project, program)
        return runner_class(tmp_path, emulator.environment | environment)

    return started


@pytest.fixture
def engine(tmp_path: Path, emulator: Emulator) -> Callable[..., Engine]:
    """Writes a program and gets the real engine for it."""

    def started(program: str, *, project: str = PROJECT, **environment: str) -> Engine:
        _write_project(tmp_path, project, program)
        return Engine(tmp_path, emulator.environment | environment)

    return started


@pytest.fixture
def rehearse(tmp_path: Path, emulator: Emulator) -> Callable[..., Rehearsed]:
    """Writes a program and gets the rehearsal for it, where the engine would show nothing else."""

    def started(program: str, *, project: str = PROJECT, **environment: str) -> Rehearsed:
        _write_project(tmp_path, project, program)
        return Rehearsed(tmp_path, emulator.environment | environment)

    return started


def _write_project(folder: Path, project: str, program: str) -> None:
    (folder / "Pulumi.yaml").write_text(project, encoding="utf-8")
    write_program(folder, program)


def write_program(folder: Path, program: str) -> None:
    """Put a program in place, or another one in the place of the last."""
    (folder / "__main__.py").write_text(program, encoding="utf-8")
