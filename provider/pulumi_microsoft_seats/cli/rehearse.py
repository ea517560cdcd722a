"""The `rehearse` commands: a Pulumi program without the Pulumi CLI."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from ..rehearsal import rehearse as run_rehearsal
from ..rehearsal.rehearsal import DEFAULT_STACK

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


@rehearse.command("preview")
def preview(
    *,
    cwd: ProjectFolder = Path(),
    stack: StackName = DEFAULT_STACK,
    state: StateFile = None,
    config: ConfigValues = None,
    save_plan: Annotated[
        Path | None, typer.Option(help="File to keep the plan in, for `up --plan`.")
    ] = None,
) -> None:
    """Show what an up would do."""
    _exit_with(
        run_rehearsal(
            "preview",
            cwd,
            stack=stack,
            state_file=state,
            config=config or (),
            save_plan=save_plan,
        )
    )


@rehearse.command("up")
def up(
    *,
    cwd: ProjectFolder = Path(),
    stack: StackName = DEFAULT_STACK,
    state: StateFile = None,
    config: ConfigValues = None,
    plan: Annotated[
        Path | None, typer.Option(help="File of a saved plan; whatever differs from it is refused.")
    ] = None,
) -> None:
    """Preview, and then make it so."""
    _exit_with(
        run_rehearsal("up", cwd, stack=stack, state_file=state, config=config or (), plan=plan)
    )


@rehearse.command("refresh")
def refresh(
    *,
    cwd: ProjectFolder = Path(),
    stack: StackName = DEFAULT_STACK,
    state: StateFile = None,
    config: ConfigValues = None,
) -> None:
    """Take over into state what exists."""
    _exit_with(run_rehearsal("refresh", cwd, stack=stack, state_file=state, config=config or ()))


@rehearse.command("destroy")
def destroy(
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
