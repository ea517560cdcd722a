"""`microsoft-seats` in this process, put together once: that takes longer than most commands."""

from __future__ import annotations

import functools

import typer.main
import typer.testing

from pulumi_microsoft_seats.cli.commands import app

vars(typer.testing)["_get_command"] = functools.cache(typer.main.get_command)


def invoke(*arguments: str, stdin: str | bytes = "") -> typer.testing.Result:
    """Run a command to its end, with no terminal."""
    runner = typer.testing.CliRunner()
    return runner.invoke(app, arguments, input=stdin, prog_name="microsoft-seats")
