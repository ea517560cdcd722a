"""The commands and their options."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from ..emulator import EmulatorError
from ..emulator import run as run_emulator
from .rehearse import rehearse
from .review import review

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(rehearse, name="rehearse")
app.command()(review)


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
