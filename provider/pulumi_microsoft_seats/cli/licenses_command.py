"""`microsoft-seats licenses`: what the tenant has bought of each SKU, and who holds it how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from ..domain.errors import ServiceError
from ..domain.progress import Progress
from ..domain.wording import counted, listing
from ..graph.seat_service import product_of
from ..graph.values import SubscribedSku
from ..settings.configured_values import in_variables
from .command_session import LicenseSession, license_session
from .exit_codes import ExitCode, fail, plain_errors, say
from .progress_bars import progress_bars
from .tables import Answer, AsCsv, AsJson, Format, Output, format_of, show

_COLUMNS = (
    *("sku", "sku_id", "status", "bought", "in_grace", "held", "direct", "through_groups", "free"),
)
_LESS = ("sku_id", "used", "status", "in_grace", "through_groups", "direct")


@dataclass(frozen=True, slots=True)
class _Holders:
    """How many hold a SKU directly, and how many through groups alone; None where nobody asked."""

    direct: int | None = None
    through_groups: int | None = None


def licenses(
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out who holds them how: a single request.")
    ] = False,
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show every licence: bought, held and free.

    Of each SKU of Microsoft 365 and Entra: bought, in grace (expired, and still usable for a
    while), held directly and through groups alone, and how many are free.
    """
    form = format_of(output, as_json=as_json, as_csv=as_csv)
    with plain_errors(), license_session() as session:
        skus = sorted(session.service.skus(), key=lambda sku: sku.part_number.lower())
        asked = [] if quick else [sku for sku in skus if sku.is_for_users and sku.consumed]
        holders, problems = _holders_of(session, asked)
    _show(skus, holders, form)
    if problems:
        first, problem = next(iter(problems.items()))
        fail(
            f"Who holds {counted(len(problems), 'SKU')} could not be read, such as {first}: "
            f"{in_variables(str(problem))}",
            ExitCode.PARTLY_DONE,
        )


def _holders_of(
    session: LicenseSession, skus: list[SubscribedSku]
) -> tuple[dict[str, _Holders], dict[str, ServiceError]]:
    problems: dict[str, ServiceError] = {}

    def count(sku: SubscribedSku) -> _Holders:
        try:
            seats = [seat.is_direct for seat in session.service.holders(product_of(sku))]
        except ServiceError as problem:
            problems[sku.part_number] = problem
            return _Holders()
        return _Holders(seats.count(True), seats.count(False))

    found: dict[str, _Holders] = {}
    with progress_bars() as report:
        for sku, holders in zip(skus, session.seats.executor.map(count, skus), strict=True):
            found[sku.sku_id] = holders
            report(Progress("reading", len(found), len(skus)))
    return found, problems


def _show(skus: list[SubscribedSku], holders: dict[str, _Holders], form: Format) -> None:
    nobody = _Holders(0, 0)
    rows = [
        (
            *(sku.part_number, sku.sku_id, sku.capability_status),
            *(sku.enabled, sku.warning, sku.consumed),
            *_paths(holders.get(sku.sku_id, nobody if holders and not sku.consumed else None)),
            sku.free,
        )
        for sku in skus
    ]
    document = {
        "licenses": [
            {
                **dict(zip(_COLUMNS, row, strict=True)),
                "suspended": sku.suspended,
                "applies_to": sku.applies_to,
            }
            for sku, row in zip(skus, rows, strict=True)
        ]
    }
    bars = [sku.consumed / sku.enabled if sku.enabled else None for sku in skus]
    show(Answer(_COLUMNS, rows, document, bars, less=_LESS), form)
    say(f"{counted(len(skus), 'SKU')}.")
    short = [f"{sku.part_number} ({-sku.free:,})" for sku in skus if sku.free < 0]
    if short:
        say(f"More are held than were bought: {listing(short)}; buy more, or reclaim some.")


def _paths(holders: _Holders | None) -> tuple[int | None, int | None]:
    return (holders.direct, holders.through_groups) if holders else (None, None)
