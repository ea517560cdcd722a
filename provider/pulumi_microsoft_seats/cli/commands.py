"""The commands and their options."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from .check import CHECK_CODES, check
from .doctor import DOCTOR_CODES, doctor
from .exit_codes import plain_errors
from .export import export
from .help_texts import BOTH_HELPS, PlainGroup, ending
from .inventory_command import inventory
from .licenses_command import licenses
from .products import product
from .rehearse import rehearse
from .review import review
from .seat_commands import seats

app = typer.Typer(
    cls=PlainGroup,
    context_settings=BOTH_HELPS,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=ending(
        "microsoft-seats licenses",
        "microsoft-seats seats assign SPE_E3 ada@contoso.com",
    ),
)

app.command(epilog=ending("microsoft-seats licenses", "microsoft-seats licenses --quick --csv"))(
    licenses
)
app.command(epilog=ending("microsoft-seats inventory", "microsoft-seats inventory --names --json"))(
    inventory
)
app.add_typer(seats, name="seats")
app.add_typer(product, name="product")
app.command(epilog=ending("microsoft-seats export --out staff-seats"))(export)
app.add_typer(rehearse, name="rehearse")
app.command(
    epilog=ending(
        "pulumi preview --json > preview.json; microsoft-seats review preview.json",
        "microsoft-seats review preview.json --format html --out review.html",
        codes=False,
    )
)(review)
app.command(epilog=DOCTOR_CODES)(doctor)
app.command(epilog=CHECK_CODES)(check)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - typer calls it with the option's value
    if asked:
        typer.echo(f"microsoft-seats {version('pulumi-microsoft-seats')}")
        raise typer.Exit


@app.callback()
def root(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Seats of Microsoft 365 and Entra licences, and of the Store for Business, as code."""


@app.command(
    epilog=ending(
        "microsoft-seats emulator --seed seed.yaml --env-file emulator.env",
        "microsoft-seats emulator --port 8443 --data store.db",
        codes=False,
    )
)
def emulator(
    *,
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 0,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    data: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="SQLite file that keeps the seats over a restart."),
    ] = None,
    seed: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="YAML file of users, licences and inventory to begin with."
        ),
    ] = None,
    latency: Annotated[
        str, typer.Option(metavar="TIME", help="What each request takes, 50ms or 1.5s.")
    ] = "0ms",
    faults: Annotated[
        Path | None, typer.Option(metavar="FILE", help="YAML or JSON file of faults.")
    ] = None,
    env_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="File of the variables a program needs, written when it is ready."
        ),
    ] = None,
) -> None:
    """Serve an emulated tenant, until Ctrl-C.

    It has licences, the Store for Business and the sign-in.
    """
    # Imported here so that no other command waits for a server.
    from ..emulator import EmulatorError  # noqa: PLC0415
    from ..emulator import run as run_emulator  # noqa: PLC0415

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
