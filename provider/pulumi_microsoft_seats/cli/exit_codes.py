"""How a command ends: its exit code, and the sentence for whoever typed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn

import typer

from ..domain.errors import SeatsError
from ..domain.harmless import sayable
from ..settings.configured_values import in_variables


class ExitCode(IntEnum):
    """What a script can tell apart."""

    DONE = 0
    ERROR = 1
    USAGE = 2
    PARTLY_DONE = 3
    NOT_CONFIRMED = 4
    NO_ANSWER = 5
    INTERRUPTED = 130


EXIT_CODES = """\b
Exit codes:
  0  done, or nothing to do
  1  an error: nothing was answered, or nothing was changed
  2  the command line is wrong
  3  some users could not be served, or one service not read; the others were
  4  nothing was changed, because nobody confirmed it
"""
"""For the end of a help text; the mark at the beginning keeps its lines apart."""


def say(sentence: str) -> None:
    """Tell the person at the terminal, beside whatever a script reads."""
    typer.echo(sayable(sentence), err=True)


def fail(sentence: str, code: ExitCode = ExitCode.ERROR) -> NoReturn:
    """Say what went wrong, and exit."""
    say(f"error: {sentence}")
    raise typer.Exit(code)


@contextmanager
def plain_errors(*errors: type[Exception]) -> Iterator[None]:
    """Show an error that is meant for the user as its sentence, and exit with 1.

    Args:
        errors: what is meant for the user; the package's own errors when none are named.
    """
    meant = errors or (SeatsError,)
    try:
        yield
    except meant as error:
        fail(in_variables(str(error)) if isinstance(error, SeatsError) else str(error))
