"""The `seats` commands: who holds a seat, and giving and taking single ones."""

from __future__ import annotations

from typing import Annotated

import typer

from ..domain.errors import ProductNotFound, ServiceError
from ..domain.inventory_entry import InventoryEntry, added_up
from ..domain.model import ProductKey, Seat
from ..domain.roster import fold, roster_from
from ..domain.wording import counted
from .command_session import CommandSession, command_session
from .confirmation import DryRun, Yes
from .exit_codes import EXIT_CODES, plain_errors, say
from .product_keys import ProductArgument, product_key
from .progress_bars import progress_bars
from .seat_changes import change_seats
from .tables import Answer, AsCsv, AsJson, format_of, show
from .users_input import UserArguments, UserColumn, UserFile, named_users

seats = typer.Typer(
    help="Who holds a seat of a product; give and take single seats.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=EXIT_CODES,
)


@seats.command("list", epilog=EXIT_CODES)
def list_seats(*, product: ProductArgument, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Show everybody who holds a seat of a product."""
    form = format_of(as_json=as_json, as_csv=as_csv)
    key = product_key(product)
    with plain_errors(), command_session() as session:
        entry = _entry(session, key)
        with progress_bars(entry.held if entry else None) as report:
            snapshot = session.seats.snapshots.of(key, report)
        found = [seat for user in sorted(snapshot.users) if (seat := snapshot.seat_of(user))]
    show(_holders(key, entry, found), form)
    say(_figures(key, entry, len(found)))


@seats.command("of", epilog=EXIT_CODES)
def seats_of(
    *,
    user: Annotated[str, typer.Argument(help="User principal name.")],
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the seats that a user holds, of whatever product."""
    form = format_of(as_json=as_json, as_csv=as_csv)
    with plain_errors():
        roster_from([user])
        name = user.strip()
        with command_session() as session:
            held = {seat.product: seat for seat in session.client.get_user_seats(name)}
    found = [held[key] for key in sorted(held, key=str) if held[key].active]
    show(_of_user(name, found), form)
    say(f"{name} holds {counted(len(found), 'seat')}.")


@seats.command("assign", epilog=EXIT_CODES)
def assign(
    *,
    product: ProductArgument,
    users: UserArguments = None,
    file: UserFile = None,
    column: UserColumn = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Give users a seat of a product; those who hold one keep it."""
    form = format_of(as_json=as_json, as_csv=as_csv)
    key = product_key(product)
    with plain_errors():
        named = named_users(users, file, column)
        change_seats("assign", key, named, yes=yes, dry_run=dry_run, form=form)


@seats.command("reclaim", epilog=EXIT_CODES)
def reclaim(
    *,
    product: ProductArgument,
    users: UserArguments = None,
    file: UserFile = None,
    column: UserColumn = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Take users' seats of a product; who holds none is left alone."""
    form = format_of(as_json=as_json, as_csv=as_csv)
    key = product_key(product)
    with plain_errors():
        named = named_users(users, file, column)
        change_seats("reclaim", key, named, yes=yes, dry_run=dry_run, form=form)


def _entry(session: CommandSession, key: ProductKey) -> InventoryEntry | None:
    """The product's entry for its figures; without it the seats can be listed all the same.

    Raises:
        ProductNotFound: the organisation does not have the product.
    """
    try:
        entries = added_up(session.client.get_inventory(license_types=("online", "offline")))
    except ServiceError:
        return None
    if key not in entries:
        raise ProductNotFound(
            f"{key} is not in the inventory; see microsoft-seats inventory for what there is."
        )
    return entries[key]


def _holders(key: ProductKey, entry: InventoryEntry | None, found: list[Seat]) -> Answer:
    rows = [(seat.user, seat.assigned_at) for seat in found]
    columns = ("user", "assigned_at")
    document = {
        "product_id": key.product_id,
        "sku_id": key.sku_id,
        "capacity": entry.capacity if entry else None,
        "available": entry.available if entry else None,
        "seats": [dict(zip(columns, row, strict=True)) for row in rows],
    }
    return Answer(columns, rows, document)


def _of_user(user: str, found: list[Seat]) -> Answer:
    columns = ("product_id", "sku_id", "assigned_at")
    rows = [(seat.product.product_id, seat.product.sku_id, seat.assigned_at) for seat in found]
    seats_held = [dict(zip(columns, row, strict=True)) for row in rows]
    return Answer(columns, rows, {"user": fold(user), "seats": seats_held})


def _figures(key: ProductKey, entry: InventoryEntry | None, held: int) -> str:
    if entry is None or entry.seats.available is None:
        return f"{key}: {counted(held, 'seat')} held."
    return (
        f"{key}: {counted(held, 'seat')} held, {max(entry.available, 0):,} of "
        f"{entry.capacity:,} free."
    )
