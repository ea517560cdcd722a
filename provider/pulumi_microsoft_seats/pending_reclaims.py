"""Reclaims of a shared assignment that were planned, and may not have succeeded.

An exclusive assignment reclaims whoever is not declared. A shared one must know whom it declared
before, and of a user whose reclaim was refused neither its old nor its new declaration speaks. So
`check` writes down whom the update is to reclaim, each with the date of the seat: as long as that
very seat is held, it is still this resource's to reclaim. A seat with another date was given by
somebody else since, and a seat without a date may have been: neither is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .declaration import RECLAIMING, Properties

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .domain.model import Seat
    from .reconcile.snapshot import Snapshot


def planned_reclaims(properties: Properties) -> frozenset[str]:
    """The users whom `check` found to be this resource's to reclaim, folded."""
    return frozenset(_dates(properties))


def still_pending(properties: Properties, snapshot: Snapshot) -> frozenset[str]:
    """Those of them who still hold the very seat that was to be reclaimed."""
    return frozenset(
        user
        for user, assigned_at in _dates(properties).items()
        if (seat := snapshot.seat_of(user)) is not None and seat.assigned_at == assigned_at
    )


def given_anew(properties: Properties, snapshot: Snapshot) -> frozenset[str]:
    """Those of them who hold a seat that somebody else gave since."""
    held = planned_reclaims(properties) & snapshot.users
    return held - still_pending(properties, snapshot)


def reclaims_input(users: Iterable[str], snapshot: Snapshot) -> dict[str, str]:
    """The property that writes down who is to be reclaimed; nothing when it is nobody."""
    lines = [_line(user, snapshot.seat_of(user)) for user in users]
    return {RECLAIMING: "".join(lines)} if lines else {}


def reclaims_output(properties: Properties, users: Iterable[str]) -> dict[str, str]:
    """The same property, for those of its users who are left."""
    dates = _dates(properties)
    lines = [f"{user}\t{dates[user]}\n" for user in sorted(users) if user in dates]
    return {RECLAIMING: "".join(lines)} if lines else {}


def _line(user: str, seat: Seat | None) -> str:
    return f"{user}\t{(seat.assigned_at if seat is not None else None) or ''}\n"


def _dates(properties: Properties) -> dict[str, str]:
    lines = str(properties.get(RECLAIMING) or "").split("\n")
    return dict(line.split("\t", 1) for line in lines if "\t" in line)
