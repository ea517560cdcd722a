"""Deleting a resource: reclaims what is its own, and of nobody whom the program still declares."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..domain.errors import ProductGone, RefusedPlan, ServiceUnavailable
from ..domain.guard import guard_reclaims
from ..domain.plan import SeatPlan
from ..domain.wording import describe_failures
from .live_seats import declared_otherwise, own_seats, second_names
from .naming import with_name
from .properties import DEFAULT_RECLAIM_LIMIT, SeatProperties
from .rows import carry_out, log_on_row

if TYPE_CHECKING:
    from .session import PluginSession


def delete(session: PluginSession, properties: SeatProperties) -> None:
    """Reclaim the seats that state and service agree this resource holds, and nobody else's.

    Whom an assignment of the same product declares in this run keeps the seat: the resource was
    renamed, or is replaced by itself.

    Raises:
        RefusedPlan: more would be reclaimed than may go unattended, and nothing was.
        SeatsError: seats are left; the state keeps the resource, and the next run goes on.
    """
    if properties.product is None or not properties.users:
        return
    product = with_name(session, properties).product or properties.product
    try:
        snapshot = own_seats(session, product, properties)
    except ProductGone:
        log_on_row(
            session,
            properties,
            f"{product} is no longer in the inventory, so there are no seats left to reclaim.",
        )
        return
    own = properties.own(snapshot)
    own -= second_names(session, product, own).keys()
    declared = session.checked.declared_users(product)
    lost = own - declared - declared_otherwise(session, product, declared, own)
    plan = SeatPlan(session.settings.tenant, product, (), snapshot.dates(lost), held=len(own))
    # What a replacement takes was judged, and refused or approved, as a part of its plan.
    if not lost <= session.checked.judged_losses(product):
        _guard_delete(session, plan, properties)
    ledger = carry_out(session, plan, snapshot, properties)
    if ledger.failures:
        raise ServiceUnavailable(f"{product}: {describe_failures(ledger.failures)}")


def _guard_delete(session: PluginSession, plan: SeatPlan, properties: SeatProperties) -> None:
    limit = properties.reclaim_limit
    limit = DEFAULT_RECLAIM_LIMIT if limit is None else limit
    judged = replace(plan, needs=frozenset({"delete"} if plan.losses.exceed(limit) else ()))
    try:
        guard_reclaims(judged, limit=limit, approved=session.settings.approved)
    except RefusedPlan as refused:
        # Nothing but this error is shown of a delete, so it has to say how to approve it. Where a
        # program declares nothing any more, the engine configures its provider as the last run did:
        # what was set since reaches it only through the environment.
        raise RefusedPlan(
            f"{refused}; nothing was reclaimed; to leave the seats as they are, run pulumi up with "
            "retain_on_delete=True before removing it; to approve exactly this, set the "
            f"environment variable and run again: MICROSOFT_SEATS_APPROVE={refused.approval}"
        ) from refused
