"""`microsoft-seats seats of`: what one user holds, at both services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import typer

from ..domain.errors import SeatsError, SettingsError
from ..domain.model import ProductKey, Seat
from ..domain.roster import fold
from ..domain.wording import counted
from ..graph.seat_service import product_of, seat_of
from ..settings.configured_values import in_variables
from .command_session import command_session, license_session
from .exit_codes import ExitCode, fail, say
from .holding_paths import HoldingPaths, paths_of
from .product_keys import naming_fields
from .service_names import CALLED, Service
from .tables import Answer, Format, show

_COLUMNS = ("product", "held", "assigned_at", "disabled_plans")


@dataclass(frozen=True, slots=True)
class _Held:
    """What a user holds at one service."""

    seats: Sequence[Seat]
    paths: HoldingPaths


def show_seats_of(user: str, services: Sequence[Service], form: Format) -> None:
    """Show what a user holds; a service that does not answer hides nothing of another one.

    Raises:
        SettingsError: the settings are incomplete or wrong.
        typer.Exit: with 3, when one service did not answer; with 1, when none did.
    """
    found = {service: _read(service, user) for service in services}
    answers = {service: held for service, held in found.items() if isinstance(held, _Held)}
    problems = {service: held for service, held in found.items() if isinstance(held, SeatsError)}
    if not answers:
        for sentence in dict.fromkeys(map(str, problems.values())):
            say(f"error: {in_variables(sentence)}")
        raise typer.Exit(ExitCode.ERROR)
    _show(user, answers, problems, form)
    for service, problem in problems.items():
        fail(
            f"What {user} holds of {CALLED[service]} is not known, and --service "
            f"{next(iter(answers)).value} asks without it: {in_variables(str(problem))}",
            ExitCode.PARTLY_DONE,
        )


def _read(service: Service, user: str) -> _Held | SeatsError:
    try:
        return _READ[service](user)
    except SettingsError:
        raise
    except SeatsError as problem:
        return problem


def _read_store(user: str) -> _Held:
    with command_session() as session:
        held = {seat.product: seat for seat in session.client.get_user_seats(user)}
    return _Held([held[key] for key in sorted(held, key=str) if held[key].active], HoldingPaths())


def _read_licenses(user: str) -> _Held:
    with license_session() as session:
        found = session.client.get_user(user)
        known = {sku.sku_id: product_of(sku) for sku in session.service.skus()}
        ids = {state.sku_id for state in found.license_states} | found.unexplained
        products = sorted((known.get(id_, ProductKey(id_)) for id_ in ids), key=str)
        held = [seat_of(found, product, user) for product in products]
        seats = [seat for seat in held if seat is not None]
        return _Held(seats, paths_of(session, products, seats))


_READ = {Service.LICENSES: _read_licenses, Service.STORE: _read_store}


def _show(
    user: str, answers: dict[Service, _Held], problems: dict[Service, SeatsError], form: Format
) -> None:
    found = [
        (service, seat, held.paths) for service, held in answers.items() for seat in held.seats
    ]
    rows = [
        (
            str(seat.product),
            paths.said(seat),
            seat.assigned_at,
            ", ".join(paths.off(seat)) or None,
        )
        for _, seat, paths in found
    ]
    document = {
        "user": fold(user),
        "seats": [
            {**naming_fields(seat.product), "service": service.value, **paths.fields(seat)}
            for service, seat, paths in found
        ],
        "not_known": {service.value: str(problem) for service, problem in problems.items()},
    }
    show(
        Answer(
            _COLUMNS,
            rows,
            document,
            less=("disabled_plans", "assigned_at"),
            texts=("held", "disabled_plans"),
        ),
        form,
    )
    say(f"{user} holds {counted(len(found), 'seat')}.")
