"""`microsoft-seats export`: a Pulumi program that declares the seats that are held already."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from ..domain.errors import InputError
from ..domain.wording import counted, listing
from .command_session import CommandSession, command_session
from .existing_seats import ExistingSeats, LeftOut, ProductFilter, existing_seats
from .exit_codes import plain_errors, say
from .exported_project import project_files
from .product_names import names_of
from .progress_bars import progress_bars
from .project_folder import check_folder, others_like, write_files
from .tables import Answer, AsCsv, AsJson, format_of, show

_COLUMNS = ("product_id", "sku_id", "seats", "name", "resource", "left_out")


def export(
    *,
    out: Annotated[Path, typer.Option(help="Folder to write, empty or new.")],
    product: Annotated[
        list[str] | None, typer.Option(help="Only this product id; may be repeated.")
    ] = None,
    sku: Annotated[list[str] | None, typer.Option(help="Only this SKU; may be repeated.")] = None,
    project: Annotated[str, typer.Option(help="Name of the Pulumi project.")] = "seats",
    language: Annotated[
        str, typer.Option(help="Language of the products' names, which become comments.")
    ] = "en-us",
    force: Annotated[
        bool, typer.Option("--force", help="Write into a folder that is not empty, own files only.")
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Write a Pulumi project that declares who holds a seat now, to take over what exists."""
    form = format_of(as_json=as_json, as_csv=as_csv)
    wanted = ProductFilter.of(product or (), sku or ())
    with plain_errors():
        check_folder(out, force=force)
        with command_session() as session:
            with progress_bars() as report:
                found, left_out = existing_seats(session, wanted, report)
            named = _named(session, found, language)
        files = project_files(project, named)
        write_files(out, files)
    show(_answer(named, left_out), form)
    seats = sum(len(existing.users) for existing in named)
    say(f"{counted(len(named), 'product')} with {counted(seats, 'seat')} declared in {out}.")
    for entry in left_out:
        say(f"left out: {entry.product}: {entry.reason}.")
    others = others_like(out, files)
    if others:
        say(
            f"{out} also has lists of users that this program does not read, which an earlier "
            f"export may have left: {listing(others)}; delete what is not needed."
        )
    folder = shlex.quote(str(out))
    say(f"Next: cd {folder} && pulumi stack init dev && pulumi preview, which changes no seat.")


def _named(
    session: CommandSession, found: list[ExistingSeats], language: str
) -> list[ExistingSeats]:
    """The products with what they are called.

    Raises:
        InputError: there are none.
    """
    if not found:
        raise InputError(
            "No online-licensed, active product is there to declare, so nothing was written; "
            "microsoft-seats inventory lists what there is."
        )
    names = names_of(session, [existing.product for existing in found], language)
    return [existing.called(names[existing.product]) for existing in found]


def _answer(found: list[ExistingSeats], left_out: list[LeftOut]) -> Answer:
    declared = [
        (
            existing.product.product_id,
            existing.product.sku_id,
            len(existing.users),
            existing.name,
            existing.resource,
            None,
        )
        for existing in found
    ]
    others = [
        (entry.product.product_id, entry.product.sku_id, None, None, None, entry.reason)
        for entry in left_out
    ]
    rows = [*declared, *others]
    return Answer(
        _COLUMNS, rows, {"products": [dict(zip(_COLUMNS, row, strict=True)) for row in rows]}
    )
