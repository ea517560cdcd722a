"""The `seats` commands: who holds a seat, and giving and taking single ones."""

from __future__ import annotations

from typing import Annotated

import typer

from ..domain.errors import ProductNotFound, ServiceError
from ..domain.model import Capacity, Seat
from ..domain.roster import roster_from
from ..domain.wording import counted
from .command_session import ProductSession, product_session
from .confirmation import DryRun, Yes
from .doctor import wanted
from .exit_codes import plain_errors, say
from .help_texts import PlainGroup, ending
from .holding_paths import HoldingPaths, paths_of
from .product_keys import ProductArgument, naming_fields
from .progress_bars import progress_bars
from .seat_changes import change_seats
from .service_names import Service
from .tables import Answer, AsCsv, AsJson, Output, format_of, show
from .user_seats import show_seats_of
from .users_input import UserArguments, UserColumn, UserFile, named_users

seats = typer.Typer(
    help="Who holds a seat of a product; give and take single seats.",
    cls=PlainGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=ending("microsoft-seats seats list SPE_E3"),
)


@seats.command(
    "list",
    epilog=ending(
        "microsoft-seats seats list SPE_E3",
        "microsoft-seats seats list 9NBLGGH4R2R6/0016 --csv",
    ),
)
def list_seats(
    *,
    product: ProductArgument,
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show who holds a seat of a product; of a licence, by which path."""
    form = format_of(output, as_json=as_json, as_csv=as_csv)
    with plain_errors(), product_session(product) as session:
        capacity = _capacity(session)
        with progress_bars(capacity.held if capacity else None) as report:
            snapshot = session.seats.snapshots.of(session.product, report)
        users = sorted(snapshot.users | snapshot.inherited)
        found = [seat for user in users if (seat := snapshot.seat_of(user))]
        paths = paths_of(session.licenses, [session.product], found)
    show(_holders(session, capacity, found, paths), form)
    say(_figures(session, capacity, found))


@seats.command(
    "of",
    epilog=ending(
        "microsoft-seats seats of ada@contoso.com",
        "microsoft-seats seats of ada@contoso.com --service licenses --json",
    ),
)
def seats_of(
    *,
    user: Annotated[str, typer.Argument(metavar="USER", help="User principal name.")],
    service: Annotated[
        Service | None,
        typer.Option(
            help="Only this service. Without it: licences, and the Store for Business where "
            "MICROSOFT_SEATS_BASE_URL is set."
        ),
    ] = None,
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show the seats that a user holds, of whatever product.

    Of a licence also whether directly or through which group.
    """
    form = format_of(output, as_json=as_json, as_csv=as_csv)
    with plain_errors():
        roster_from([user])
        asked = wanted([service] if service else None)
        show_seats_of(user.strip(), [each for each in Service if each.value in asked], form)


@seats.command(
    "assign",
    epilog=ending(
        "microsoft-seats seats assign SPE_E3 ada@contoso.com --dry-run",
        "microsoft-seats seats assign 9NBLGGH4R2R6/0016 --file staff.csv --yes",
    ),
)
def assign(  # noqa: PLR0913 - an option each
    *,
    product: ProductArgument,
    users: UserArguments = None,
    file: UserFile = None,
    column: UserColumn = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Give users a seat of a product; those who hold one keep it."""
    form = format_of(output, as_json=as_json, as_csv=as_csv)
    with plain_errors():
        named = named_users(users, file, column)
        change_seats("assign", product, named, yes=yes, dry_run=dry_run, form=form)


@seats.command(
    "reclaim",
    epilog=ending(
        "microsoft-seats seats reclaim SPE_E3 carl@contoso.com",
        "microsoft-seats seats reclaim 9NBLGGH4R2R6/0016 --file leavers.csv --yes --json",
    ),
)
def reclaim(  # noqa: PLR0913 - an option each
    *,
    product: ProductArgument,
    users: UserArguments = None,
    file: UserFile = None,
    column: UserColumn = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Take users' seats of a product; what groups give stays.

    Who holds none is left alone.
    """
    form = format_of(output, as_json=as_json, as_csv=as_csv)
    with plain_errors():
        named = named_users(users, file, column)
        change_seats("reclaim", product, named, yes=yes, dry_run=dry_run, form=form)


def _capacity(session: ProductSession) -> Capacity | None:
    """The product's figures; without them the seats can be listed all the same.

    Raises:
        ProductNotFound: the organisation does not have the product.
    """
    try:
        capacity = session.seats.inventory.capacity(session.product)
    except ServiceError:
        return None
    if capacity is None:
        raise ProductNotFound(
            f"{session.product} is not in the inventory; see microsoft-seats inventory for what "
            "there is."
        )
    return capacity


def _holders(
    session: ProductSession, capacity: Capacity | None, found: list[Seat], paths: HoldingPaths
) -> Answer:
    document = {
        **naming_fields(session.product),
        "capacity": capacity.total if capacity else None,
        "available": capacity.available if capacity else None,
    }
    if session.licenses is None:
        columns = ("user", "assigned_at")
        rows = [(seat.user, seat.assigned_at) for seat in found]
        held = [dict(zip(columns, row, strict=True)) for row in rows]
        return Answer(columns, rows, {**document, "seats": held})
    return Answer(
        ("user", "held", "assigned_at", "disabled_plans"),
        [
            (seat.user, paths.said(seat), seat.assigned_at, ", ".join(paths.off(seat)) or None)
            for seat in found
        ],
        {**document, "seats": [{"user": seat.user, **paths.fields(seat)} for seat in found]},
        less=("assigned_at",),
        texts=("held", "disabled_plans"),
    )


def _figures(session: ProductSession, capacity: Capacity | None, found: list[Seat]) -> str:
    said = f"{session.product}: {counted(len(found), 'seat')} held"
    alone = sum(not seat.is_direct for seat in found)
    if alone:
        said += f", {alone:,} of them through groups alone"
    if capacity is None or capacity.available is None:
        return f"{said}."
    if capacity.available < 0:
        return f"{said}, {-capacity.available:,} more than the {capacity.total:,} there are."
    return f"{said}, {capacity.available:,} of {capacity.total:,} free."
