"""The commands and their options."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from ..emulator import EmulatorError
from ..emulator import run as run_emulator
from ..rehearsal import rehearse as run_rehearsal
from ..rehearsal.rehearsal import DEFAULT_STACK

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

rehearse = typer.Typer(
    help="Run a Pulumi program without the Pulumi CLI, state in a file.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(rehearse, name="rehearse")

ProjectFolder = Annotated[Path, typer.Option("--cwd", help="Folder of the project's Pulumi.yaml.")]
StackName = Annotated[str, typer.Option("--stack", help="Stack whose configuration is read.")]
StateFile = Annotated[
    Path | None, typer.Option("--state", help="State file; .pulumi-rehearsal.json in the project.")
]
ConfigValues = Annotated[
    list[str] | None, typer.Option("--config", "-c", help="A configuration value, key=value.")
]


@app.callback()
def root() -> None:
    """Seats of Microsoft store products, as code."""


@contextmanager
def plain_errors(*errors: type[Exception]) -> Iterator[None]:
    """Show an error that is meant for the user as its sentence, and exit with 1."""
    try:
        yield
    except errors as error:
        fail(str(error))


def fail(sentence: str) -> NoReturn:
    """Say what went wrong and exit with 1."""
    typer.echo(f"error: {sentence}", err=True)
    raise typer.Exit(1)


@app.command()
def emulator(
    *,
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 0,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    data: Annotated[
        Path | None, typer.Option(help="SQLite file that keeps the seats over a restart.")
    ] = None,
    seed: Annotated[
        Path | None, typer.Option(help="YAML file of inventory, users and seats to begin with.")
    ] = None,
    latency: Annotated[str, typer.Option(help="What each request takes, 50ms or 1.5s.")] = "0ms",
    faults: Annotated[Path | None, typer.Option(help="YAML or JSON file of faults.")] = None,
    env_file: Annotated[
        Path | None,
        typer.Option(help="File of the variables a program needs, written when it is ready."),
    ] = None,
) -> None:
    """Serve an emulated store until Ctrl-C: the seat service and Entra's sign-in."""
    with plain_errors(EmulatorError):
        run_emulator(
            host=host,
            port=port,
            data=data,
            seed=seed,
            latency=latency,
            faults=faults,
            env_file=env_file,
        )


@rehearse.command("preview")
def rehearse_preview(
    *,
    cwd: ProjectFolder = Path(),
    stack: StackName = DEFAULT_STACK,
    state: StateFile = None,
    config: ConfigValues = None,
) -> None:
    """Show what an up would do."""
    _exit_with(run_rehearsal("preview", cwd, stack=stack, state_file=state, config=config or ()))


@rehearse.command("up")
def rehearse_up(
    *,
    cwd: ProjectFolder = Path(),
    stack: StackName = DEFAULT_STACK,
    state: StateFile = None,
    config: ConfigValues = None,
) -> None:
    """Preview, and then make it so."""
    _exit_with(run_rehearsal("up", cwd, stack=stack, state_file=state, config=config or ()))


@rehearse.command("refresh")
def rehearse_refresh(
    *,
    cwd: ProjectFolder = Path(),
    stack: StackName = DEFAULT_STACK,
    state: StateFile = None,
    config: ConfigValues = None,
) -> None:
    """Take over into state what exists."""
    _exit_with(run_rehearsal("refresh", cwd, stack=stack, state_file=state, config=config or ()))


@rehearse.command("destroy")
def rehearse_destroy(
    *,
    cwd: ProjectFolder = Path(),
    stack: StackName = DEFAULT_STACK,
    state: StateFile = None,
    config: ConfigValues = None,
) -> None:
    """Delete what the state holds."""
    _exit_with(run_rehearsal("destroy", cwd, stack=stack, state_file=state, config=config or ()))


def _exit_with(code: int) -> NoReturn:
    raise typer.Exit(code)
