"""The `rehearse` commands: a Pulumi program without the Pulumi CLI."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ..rehearsal import Rehearsal, RehearsalError, RehearsalResult
from ..rehearsal.rehearsal import DEFAULT_STACK
from .exit_codes import plain_errors

rehearse = typer.Typer(
    help="Run a Pulumi program without the Pulumi CLI, state in a file.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ProjectFolder = Annotated[Path, typer.Option("--cwd", help="Folder of the project's Pulumi.yaml.")]
StackName = Annotated[str, typer.Option("--stack", help="Stack whose configuration is read.")]
StateFile = Annotated[
    Path | None, typer.Option("--state", help="State file; .pulumi-rehearsal.json in the project.")
]
ConfigValues = Annotated[
    list[str] | None, typer.Option("--config", "-c", help="A configuration value, key=value.")
]


def _command(operation: Callable[[Rehearsal], RehearsalResult]) -> Callable[..., None]:
    def run(
        *,
        cwd: ProjectFolder = Path(),
        stack: StackName = DEFAULT_STACK,
        state: StateFile = None,
        config: ConfigValues = None,
    ) -> None:
        with plain_errors(RehearsalError):
            result = operation(Rehearsal(cwd, stack, state, _pairs(config or ())))
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        sys.stdout.write(result.render(colour=colour))
        raise typer.Exit(result.exit_code)

    return run


rehearse.command("preview", help="Show what an up would do.")(_command(Rehearsal.preview))
rehearse.command("up", help="Preview, and then make it so.")(_command(Rehearsal.up))
rehearse.command("refresh", help="Take over into state what exists.")(_command(Rehearsal.refresh))
rehearse.command("destroy", help="Delete what the state holds.")(_command(Rehearsal.destroy))


def _pairs(texts: Sequence[str]) -> dict[str, object]:
    pairs: dict[str, object] = {}
    for text in texts:
        key, separator, value = text.partition("=")
        if not key or not separator:
            raise RehearsalError(f"Configuration is given as key=value, which {text} is not.")
        pairs[key] = value
    return pairs
