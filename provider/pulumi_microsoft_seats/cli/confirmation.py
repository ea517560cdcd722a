"""Nothing is changed before a person, or a script, has said so."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .exit_codes import ExitCode, fail, say

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Go ahead without asking.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")]


def confirm(question: str, *, yes: bool) -> None:
    """Ask at the terminal; with `yes` it is not asked.

    Raises:
        typer.Exit: with 4, when the answer is no, or there is no terminal to ask at.
    """
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        fail(
            "There is no terminal to ask at, so nothing was changed; add --yes to go ahead.",
            ExitCode.NOT_CONFIRMED,
        )
    if not _agreed(question):
        say("Nothing was changed.")
        raise typer.Exit(ExitCode.NOT_CONFIRMED)


def _agreed(question: str) -> bool:
    # Not typer.confirm, which puts a space on standard output, where a script reads the answer.
    try:
        typer.echo(f"{question} [y/N]: ", err=True, nl=False)
        answer = sys.stdin.readline()
    except KeyboardInterrupt:
        answer = ""
    if not answer.endswith("\n"):
        say("")
    return answer.strip().lower() in {"y", "yes"}
