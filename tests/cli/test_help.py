"""Help texts: what each command takes, and how it is called."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from pulumi_microsoft_seats.cli.commands import app
from tests.support.command_line import invoke

ROOT: Any = typer.main.get_command(app)

_PYTHON = re.compile(r"<(?:int|str|path|float|bool|list)|\b(?:TEXT|INTEGER|PATH|FLOAT)\b")


def _commands(command: object = ROOT, *names: str) -> Iterator[tuple[str, ...]]:
    yield names
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, *names, name)


COMMANDS = list(_commands())


def _help_of(*words: str) -> str:
    done = invoke(*words)
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
    assert not _PYTHON.search(shown), "what an option takes is called by what it is about"
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
def test_each_help_can_be_read_to_its_end(
    names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No sentence is cut, nor an argument in two kinds of brackets, at 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    shown = _help_of(*names, "-h")
    assert not re.search(r"\w\.\.\.$", shown, re.MULTILINE)
    assert not re.search(r"\[\[|\.\.\.\}", shown)
    assert "--exit-code" not in shown or names == ("review",)


def test_an_option_names_what_it_takes() -> None:
    shown = _help_of("emulator", "-h")
    assert "--port PORT " in shown
    assert "--env-file FILE " in shown
    assert "--output table|json|csv|tsv\n" in _help_of("licenses", "-h")


@pytest.mark.parametrize("names", ["", "seats assign", "seats reclaim", "inventory", "export"])
def test_help_names_the_exit_codes(names: str) -> None:
    """Each on a line of its own, at the root and at what writes or reads two services."""
    partly = "some users could not be served, or one service not read; the others were"
    assert f"\n    3  {partly}\n" in _help_of(*names.split(), "-h")


def test_the_root_names_every_command_and_shell_completion() -> None:
    shown = _help_of("--help")
    assert "--install-completion" in shown
    assert all(f"  {name}  " in shown for name in ROOT.commands)
