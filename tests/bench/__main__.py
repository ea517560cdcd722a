"""`make bench`: measure rows of the table, and write the report.

python -m tests.bench --repeat 5
python -m tests.bench --rows first-up,growth
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

import typer

from tests.bench import machine, report
from tests.bench.laboratory import laboratory
from tests.bench.registry import ROWS, Row
from tests.bench.run import FAILED, run
from tests.support.environment import forget_configuration
from tests.support.pulumi_cli import CLI, NO_CLI

_HERE = Path(__file__).parent

app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def main(
    *,
    repeat: Annotated[int, typer.Option(min=1, help="How often each thing is measured.")] = 3,
    rows: Annotated[
        str, typer.Option(help="Names of rows, separated by commas; all if empty.")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="Folder for results.json and, if it has a README.md, its tables.",
        ),
    ] = None,
    engine: Annotated[bool, typer.Option(help="Use the Pulumi CLI, or rehearse.")] = True,
) -> None:
    """Measure the provider against its references, side by side, and write the report.

    The report replaces the last one only if every row was asked for: figures of several runs do
    not belong in one table.
    """
    chosen = _chosen(rows)
    forget_configuration(os.environ)
    # What a user has installed is compiled once, and so is what is measured here.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    about, started = machine.describe(), time.monotonic()
    on_engine = engine and CLI is not None
    if not on_engine:
        typer.echo(f"In rehearsal: {NO_CLI if CLI is None else 'as asked for'}.")
    with laboratory(repeats=repeat, say=typer.echo, on_engine=on_engine) as lab:
        found = list(run(lab, chosen))
    made = report.document(found, repeats=repeat, machine=about)
    typer.echo(f"\n{report.tables(made)}")
    typer.echo(f"{time.monotonic() - started:.0f} s in all")
    folder = out or (_HERE if len(chosen) == len(ROWS) else None)
    if folder:
        report.write(made, folder)
    if any(finding.not_run.startswith(FAILED) for _, finding in found):
        raise typer.Exit(1)


def _chosen(names: str) -> list[Row]:
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    unknown = wanted - {row.name for row in ROWS}
    if unknown:
        raise typer.BadParameter(
            f"there is no row {', '.join(sorted(unknown))}; there are "
            f"{', '.join(row.name for row in ROWS)}"
        )
    return [row for row in ROWS if not wanted or row.name in wanted]


if __name__ == "__main__":
    app()
