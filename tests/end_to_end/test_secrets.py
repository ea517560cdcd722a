"""What signs a program in is in nothing that a run leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import Start, needs_engine
from tests.end_to_end.programs import assignment, entry, people, program
from tests.end_to_end.runners import Engine
from tests.support.administrator import Administrator

PROGRAM = program(assignment("office", people(3)))


@pytest.fixture(autouse=True)
def _world(administrator: Administrator) -> None:
    administrator.set_world({"inventory": [entry()]})


def _files_with(folder: Path, text: str) -> set[str]:
    """The files of a project that hold a text, whatever else they are."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)) for file in files if text.encode() in file.read_bytes()}


@needs_engine
def test_a_configured_secret_is_in_no_file(
    engine: Callable[..., Engine], emulator: Emulator, tmp_path: Path
) -> None:
    """Not in state, its backups, a plan file or a preview; it is encrypted in the configuration."""
    secret = emulator.environment["AZURE_CLIENT_SECRET"]
    stack = engine(PROGRAM, AZURE_CLIENT_SECRET="")
    stack.run("config", "set", "--secret", "microsoft-seats:clientSecret", secret)
    preview = stack.run("preview", "--json", "--save-plan", "plan.json")
    done = stack.run("up", "--yes", "--plan", "plan.json")
    assert done.ok, done.text
    assert secret not in preview.text + done.text
    assert _files_with(tmp_path, secret) == set()
    assert "plan.json" in _files_with(tmp_path, people(3)[0])


def test_a_secret_of_the_environment_is_in_no_file(
    start: Start, emulator: Emulator, tmp_path: Path
) -> None:
    """Nor in what is shown, whether all went well or not."""
    secret = emulator.environment["AZURE_CLIENT_SECRET"]
    runner = start(PROGRAM)
    done = runner.up()
    assert done.ok, done.text
    runner.environment["AZURE_CLIENT_ID"] = "00000000-0000-0000-0000-00000000dead"
    refused = runner.preview()
    assert not refused.ok
    assert secret not in done.text + refused.text
    assert _files_with(tmp_path, secret) == set()
