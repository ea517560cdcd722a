"""The `rehearse` commands: a Pulumi program without the Pulumi CLI."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ..domain.approval import COMMAND
from ..rehearsal import Rehearsal, RehearsalError, RehearsalResult
from ..rehearsal.rehearsal import DEFAULT_STACK
from .exit_codes import plain_errors, say
from .help_texts import PlainGroup, ending
from .terminal import likes_colour

rehearse = typer.Typer(
    help="Run a Pulumi program without the Pulumi CLI, state in a file.",
    cls=PlainGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=ending("microsoft-seats rehearse preview", codes=False),
)

ProjectFolder = Annotated[
    Path, typer.Option("--cwd", metavar="FOLDER", help="Folder of the project's Pulumi.yaml.")
]
StackName = Annotated[str, typer.Option("--stack", help="Stack whose configuration is read.")]
StateFile = Annotated[
    Path | None,
    typer.Option(
        "--state",
        metavar="FILE",
        help="State file; without it .pulumi-rehearsal.json in the project's folder.",
    ),
]
ConfigValues = Annotated[
    list[str] | None,
    typer.Option(
        "--config", "-c", metavar="KEY=VALUE", help="A configuration value; may be repeated."
    ),
]


_APPROVAL = re.compile(rf"{COMMAND}(\w+)")


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
        shown = result.render(colour=likes_colour(sys.stdout))
        sys.stdout.write(shown)
        if digests := ",".join(dict.fromkeys(_APPROVAL.findall(shown))):
            say(f"A rehearsal is approved with --config microsoft-seats:approve={digests}")
        raise typer.Exit(result.exit_code)

    return run


rehearse.command(
    "preview",
    help="Show what an up would do.",
    epilog=ending("microsoft-seats rehearse preview --cwd staff-seats", codes=False),
)(_command(Rehearsal.preview))
rehearse.command(
    "up",
    help="Preview, and carry it out without asking.",
    epilog=ending("microsoft-seats rehearse up --config retries=3", codes=False),
)(_command(Rehearsal.up))
rehearse.command(
    "refresh",
    help="Bring the state up to date with what exists.",
    epilog=ending("microsoft-seats rehearse refresh", codes=False),
)(_command(Rehearsal.refresh))
rehearse.command(
    "destroy",
    help="Delete what the state holds, without asking.",
    epilog=ending("microsoft-seats rehearse destroy", codes=False),
)(_command(Rehearsal.destroy))


def _pairs(texts: Sequence[str]) -> dict[str, object]:
    pairs: dict[str, object] = {}
    for text in texts:
        key, separator, value = text.partition("=")
        if not key or not separator:
            raise RehearsalError(f"Configuration is given as key=value, which {text} is not.")
        pairs[key] = value
    return pairs
