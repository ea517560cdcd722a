"""`microsoft-seats inventory`: what the organisation owns, and how much of it is used."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from ..domain.inventory_entry import InventoryEntry, added_up
from ..domain.model import ProductKey
from ..domain.wording import counted
from .command_session import command_session
from .exit_codes import plain_errors, say
from .product_names import names_of
from .tables import Answer, AsCsv, AsJson, Output, format_of, show

_COLUMNS = (
    *("product_id", "sku_id", "license_type", "distribution_policy", "status"),
    *("capacity", "held", "available"),
)
_LESS = ("license_type", "distribution_policy", "status")


class LicenseType(str, Enum):
    """The reference's licence types."""

    ONLINE = "online"
    OFFLINE = "offline"


def inventory(
    *,
    license_type: Annotated[
        LicenseType | None, typer.Option(help="Only products of this licence type.")
    ] = None,
    modified_since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Only what changed since, 2026-01-31T08:00:00+00:00."),
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Also what each is called: a request for each.")
    ] = False,
    language: Annotated[str, typer.Option(help="Language of the names.")] = "en-us",
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show every product of the Store: bought, held and free."""
    form = format_of(output, as_json=as_json, as_csv=as_csv)
    kinds = [license_type.value] if license_type else [kind.value for kind in LicenseType]
    with plain_errors(), command_session() as session:
        found = added_up(
            session.client.get_inventory(license_types=kinds, modified_since=modified_since)
        )
        keys = sorted(found, key=lambda key: key.folded)
        called = names_of(session, keys, language) if names else None
    show(_answer([found[key] for key in keys], called), form)
    say(f"{counted(len(found), 'product')}.")


def _answer(entries: list[InventoryEntry], called: dict[ProductKey, str | None] | None) -> Answer:
    columns = (*_COLUMNS, "name") if called is not None else _COLUMNS
    rows = [
        (
            entry.product.product_id,
            entry.product.sku_id,
            entry.license_type,
            entry.distribution_policy,
            entry.status,
            entry.capacity,
            entry.held,
            entry.available,
            *((called[entry.product],) if called is not None else ()),
        )
        for entry in entries
    ]
    modified = [entry.last_modified for entry in entries]
    document = {
        "products": [
            {**dict(zip(columns, row, strict=True)), "last_modified": moment}
            for row, moment in zip(rows, modified, strict=True)
        ]
    }
    bars = [_share(entry) for entry in entries]
    return Answer(columns, rows, document, bars, less=_LESS, texts=("name",))


def _share(entry: InventoryEntry) -> float | None:
    """How much of what was bought is used; None where seats are assigned without limit."""
    if entry.distribution_policy == "open" or entry.held is None or not entry.capacity:
        return None
    return entry.held / entry.capacity
