"""Help texts: what each command takes, and how it is called."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer
import typer.main
from typer.testing import CliRunner

from pulumi_microsoft_seats.cli.commands import app

ROOT: Any = typer.main.get_command(app)

_PYTHON = re.compile(r"<(?:int|str|path|float|bool|list)|\b(?:TEXT|INTEGER|PATH|FLOAT)\b")


def _commands(command: object = ROOT, *names: str) -> Iterator[tuple[str, ...]]:
    yield names
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, *names, name)


COMMANDS = list(_commands())


def _help_of(*words: str) -> str:
    done = CliRunner().invoke(app, [*words], prog_name="microsoft-seats")
    assert done.exit_code == 0
    return done.stdout


def _examples(text: str) -> list[str]:
    _, _, after = text.partition("Example")
    return re.findall(r"^    (.*microsoft-seats .*)$", after, re.MULTILINE)


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_each_help_has_examples_that_the_command_understands(names: tuple[str, ...]) -> None:
    """One or two; and it is as long as `--help`, whose short form it is."""
    shown = _help_of(*names, "-h")
    assert shown == _help_of(*names, "--help")
    examples = _examples(shown)
    assert len(examples) in {1, 2}
    for example in examples:
        _understood(shlex.split(example.rpartition("; ")[2]))


def _understood(words: list[str]) -> None:
    """Parse a command line as the command itself does, and run nothing."""
    assert words.pop(0) == "microsoft-seats"
    command = ROOT
    while below := getattr(command, "commands", None):
        command = below[words.pop(0)]
    command.make_context(command.name, words)


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_no_help_shows_a_type_of_python(names: tuple[str, ...]) -> None:
    """What an option takes is called by what it is about."""
    assert not _PYTHON.search(_help_of(*names, "-h"))


def test_an_option_names_what_it_takes() -> None:
    shown = _help_of("emulator", "-h")
    assert "--port PORT " in shown
    assert "--output table|json|csv|tsv\n" in _help_of("licenses", "-h")
