"""`python -m examples.fleet`: every stack of a data file with one command."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pulumi_microsoft_seats.cli.tables import Format, show

from . import data_file
from .errors import FleetError
from .run import Options, run
from .selection import ListFormat, chosen, listed
from .summary import Command, ExitCode

File = Annotated[Path, typer.Option("--file", help="The data file.", envvar="FLEET_FILE")]
Stacks = Annotated[
    list[str] | None,
    typer.Option("--stack", help="Only this stack, or those of a glob; repeatable."),
]
Parallel = Annotated[int, typer.Option(min=1, help="Stacks at a time.")]
Backend = Annotated[
    str, typer.Option(help="URL of the state, such as postgres://…; else as Pulumi finds it.")
]
Json = Annotated[Path | None, typer.Option("--json", help="File for the summary as JSON.")]
Plans = Annotated[Path | None, typer.Option(help="Folder of plans and of what they were made of.")]

_FILE = Path(__file__).with_name("fleet.yaml")
_PARALLEL = 2

app = typer.Typer(help=__doc__, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def preview(
    *,
    file: File = _FILE,
    stacks: Stacks = None,
    parallel: Parallel = _PARALLEL,
    backend: Backend = "",
    plans: Plans = None,
    as_json: Json = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 2 when there are changes.")
    ] = False,
) -> None:
    """Show who would gain and lose a seat; with --plans keep the plans for up."""
    options = Options(file, tuple(stacks or ()), parallel, backend, plans)
    code = _run("preview", options, as_json)
    raise typer.Exit(ExitCode.DONE if code is ExitCode.CHANGES and not exit_code else code)


@app.command()
def up(
    *,
    file: File = _FILE,
    stacks: Stacks = None,
    parallel: Parallel = _PARALLEL,
    backend: Backend = "",
    plans: Plans = None,
    as_json: Json = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> None:
    """Change the seats; with --plans do what was reviewed, and nothing else."""
    if plans is None and not yes:
        _confirm()
    options = Options(file, tuple(stacks or ()), parallel, backend, plans)
    raise typer.Exit(_run("up", options, as_json))


@app.command()
def drift(
    *,
    file: File = _FILE,
    stacks: Stacks = None,
    parallel: Parallel = _PARALLEL,
    backend: Backend = "",
    as_json: Json = None,
) -> None:
    """Look whether seats were changed outside the programs; exit with 2 when some were."""
    options = Options(file, tuple(stacks or ()), parallel, backend)
    raise typer.Exit(_run("drift", options, as_json))


@app.command("stacks")
def list_stacks(
    *,
    file: File = _FILE,
    stacks: Stacks = None,
    form: Annotated[
        ListFormat, typer.Option("--format", help="text, json (GitHub's matrix) or azure.")
    ] = ListFormat.TEXT,
) -> None:
    """List the stacks of the data file, for a pipeline's matrix; asks no backend."""
    try:
        typer.echo(listed(chosen(data_file.read(file).stacks, stacks or ()), form))
    except FleetError as error:
        _refuse(error)


def _run(command: Command, options: Options, as_json: Path | None) -> ExitCode:
    try:
        summary = run(command, options)
    except FleetError as error:
        _refuse(error)
    show(summary.answer(), Format.TABLE)
    for line in summary.remarks():
        typer.echo(line)
    if as_json is not None:
        as_json.write_text(f"{json.dumps(summary.document(), indent=2)}\n", encoding="utf-8")
    return summary.exit_code


def _confirm() -> None:
    if not sys.stdin.isatty():
        typer.echo("error: nothing was changed: give --plans, or --yes to ask nothing.", err=True)
        raise typer.Exit(ExitCode.NOT_CONFIRMED)
    if not typer.confirm("Change seats without a review of their plans?", err=True):
        raise typer.Exit(ExitCode.NOT_CONFIRMED)


def _refuse(error: FleetError) -> NoReturn:
    for fault in error.faults:
        typer.echo(f"error: {fault}", err=True)
    raise typer.Exit(ExitCode.ERROR) from error


if __name__ == "__main__":
    app()
