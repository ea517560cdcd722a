"""A resource's outputs: what state records of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..domain.errors import InputError
from ..domain.object_ids import ids_text
from ..domain.roster import seats_text
from .naming import wanted_plans_of
from .properties import ASSIGNED_COUNT, FAILURES, IDS, INHERITED, SEATS, SeatProperties

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from ..reconcile.snapshot import Snapshot
    from .session import PluginSession


def outputs_of(
    session: PluginSession,
    of: SeatProperties,
    ours: frozenset[str],
    snapshot: Snapshot,
    failures: Mapping[str, str],
) -> dict[str, Any]:
    """The outputs of a resource that answers for the seats of some users (folded)."""
    remarks = remarks_of(session, of, ours, snapshot)
    outputs = {
        **of.kept,
        SEATS: seats_text(ours, remarks),
        ASSIGNED_COUNT: len(ours),
        FAILURES: dict(failures),
    }
    if of.product is None or not of.kind.knows_people:
        return outputs
    inherited = [] if of.is_secret else sorted(ours & snapshot.inherited)
    ids = ids_text(ours, {**of.ids, **session.service.ids(of.product, ours)})
    return outputs | {INHERITED: inherited} | names_in(of, IDS, ids)


def remarks_of(
    session: PluginSession, of: SeatProperties, users: AbstractSet[str], snapshot: Snapshot
) -> dict[str, str]:
    """How the service plans of holders are not as the resource declares, by user."""
    try:
        wanted = wanted_plans_of(session, of)
    except InputError:
        return {}  # the licence has lost a plan that was declared, which `check` says
    if wanted is None:
        return {}
    held = ((user, snapshot.seat_of(user)) for user in users & snapshot.users)
    found = {user: wanted.remark(seat.disabled_plans) for user, seat in held if seat is not None}
    return {user: remark for user, remark in found.items() if remark}


def names_in(of: SeatProperties, name: str, value: str | dict[str, str]) -> dict[str, Any]:
    """A hidden property that holds names; left out when it is empty.

    Of secret users it is always there: the engine keeps secret what it has seen as a secret.
    """
    return {name: value} if value or of.is_secret else {}
