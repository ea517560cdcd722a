"""What the engine's calls mean for seats: the planning layers, put to a resource's properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .declaration import (
    ASSIGNED_COUNT,
    FAILURES,
    OWNERSHIP,
    PRODUCT_ID,
    RECLAIM_LIMIT,
    SEATS,
    SKU_ID,
    STRANGERS,
    URN,
    Declaration,
    Properties,
    declaration_from,
    failures_in,
    product_in,
    refusal_in,
    strangers_in,
    urn_in,
    users_in,
)
from .domain.corrections import Corrections
from .domain.drift import Drift, drift_between
from .domain.errors import InputError, ProductGone, SeatsError, ServiceUnavailable
from .domain.plan import SeatPlan, answered_for, plan_seats
from .domain.roster import roster_text
from .domain.wording import describe_failures
from .engine_log import say
from .live_seats import known_seats_for, own_seats, seats_for
from .pending_reclaims import (
    given_anew,
    planned_reclaims,
    reclaims_output,
)
from .reconcile.apply import apply_plan
from .status_column import StatusColumn

if TYPE_CHECKING:
    from .domain.model import Ownership, ProductKey
    from .plugin_session import PluginSession
    from .reconcile.ledger import Ledger
    from .reconcile.snapshot import Snapshot

_DECLARED = (PRODUCT_ID, SKU_ID, OWNERSHIP, RECLAIM_LIMIT)
_KEPT = (*_DECLARED, URN)
"""Inputs that are outputs as well, so that a refresh, which is handed only outputs, has them."""


def is_out_of_date(session: PluginSession, olds: Properties, news: Properties) -> bool:
    """Whether an update has anything to do, at the service or in state.

    Says on the resource's row whom somebody else gave or took a seat since the last update.
    """
    product = product_in(news)
    if product is None:
        return True
    refused = bool(refusal_in(news))
    # What made `check` refuse may be that the seats cannot be read: they are not asked for again.
    seats = known_seats_for if refused else seats_for
    snapshot = seats(session, product, olds, news)
    if snapshot is not None:
        _say_drift(olds, product, snapshot)
    if refused or snapshot is None:
        return True
    declaration = declaration_from(news)
    users, ownership = declaration.users, declaration.ownership
    if users is None or ownership is None:
        return True
    before = planned_reclaims(news)
    held = snapshot.users
    plan = plan_seats(product, ownership, declared=users, declared_before=before, held=held)
    settled = answered_for(ownership, declared=users, declared_before=before, held=held)
    return (
        bool(plan)
        or bool(failures_in(olds))
        or users_in(olds) != settled
        or any(olds.get(name) != news.get(name) for name in _DECLARED)
    )


def apply(session: PluginSession, news: Properties, *, creating: bool = False) -> dict[str, Any]:
    """Bring the seats to what is declared, and record what became of each user.

    Failures are data: once anything may have been changed, the outputs say what, and the program
    fails afterwards.

    Raises:
        SeatsError: `check` refused the declaration; or nothing was changed, and a new resource must
            not be recorded.
    """
    if refusal := refusal_in(news):
        raise InputError(refusal)
    product, users, ownership = _known(declaration_from(news))
    snapshot = seats_for(session, product, news)
    before = planned_reclaims(news)
    plan = plan_seats(
        product, ownership, declared=users, declared_before=before, held=snapshot.users
    )
    ledger = _carry_out(session, plan, snapshot, news)
    session.capacities.take(product, urn_in(news), len(ledger.assigned) - len(ledger.reclaimed))
    if creating:
        _raise_if_nothing_worked(plan, ledger)
    held = snapshot.users
    ours = answered_for(ownership, declared=users, declared_before=before, held=held)
    return _outputs(news, ours, ledger.failures) | reclaims_output(news, ours - users)


def read(session: PluginSession, properties: Properties) -> tuple[dict[str, Any], dict[str, Any]]:
    """The outputs and the inputs that describe the seats as they are held now.

    Raises:
        ProductGone: the product is gone.
        SeatsError: the seats cannot be read.
    """
    product = product_in(properties)
    if product is None:
        raise InputError(
            f"The state of {urn_in(properties) or 'a seat assignment'} names no product_id and "
            "sku_id; remove it with pulumi state delete, and run pulumi up again."
        )
    snapshot = seats_for(session, product, properties)
    _say_drift(properties, product, snapshot)
    ours = snapshot.users
    recorded = users_in(properties)
    if recorded is not None and properties.get(OWNERSHIP) == "shared":
        ours = (ours & recorded) - given_anew(properties, snapshot)
    outputs = _outputs(properties, ours, failures_in(properties))
    pending = reclaims_output(properties, ours)
    inputs = {name: outputs[name] for name in (*_KEPT, SEATS) if name in outputs}
    extra = pending | _strangers(properties, ours)
    return outputs | extra, inputs | extra


def delete(session: PluginSession, properties: Properties) -> None:
    """Reclaim the seats that state and service agree this resource holds, and nobody else's.

    A seat that somebody else gave since the last update is not this resource's, also after a
    refresh has taken note of it.

    Raises:
        SeatsError: seats are left; the state keeps the resource, and the next run goes on.
    """
    product = product_in(properties)
    recorded = users_in(properties)
    if product is None or not recorded:
        return
    try:
        snapshot = own_seats(session, product, properties)
    except ProductGone:
        say(
            f"{product} is no longer in the inventory, so there are no seats left to reclaim.",
            urn=urn_in(properties),
        )
        return
    mine = _mine(properties, snapshot)
    plan = SeatPlan(product, assign=(), reclaim=tuple(sorted(mine)), held=len(mine))
    ledger = _carry_out(session, plan, snapshot, properties)
    if ledger.failures:
        raise ServiceUnavailable(f"{product}: {describe_failures(ledger.failures)}")


def say_losses_of_replacement(session: PluginSession, properties: Properties) -> None:
    """Name whom deleting the old product's resource will take a seat from: no diff shows them."""
    product = product_in(properties)
    if product is None:
        return
    try:
        mine = _mine(properties, own_seats(session, product, properties))
    except SeatsError:
        return  # the deletion itself will say why
    for sentence in Corrections(also_lose=mine).sentences():
        say(f"{product}: {sentence}", urn=urn_in(properties))


def _carry_out(
    session: PluginSession, plan: SeatPlan, snapshot: Snapshot, properties: Properties
) -> Ledger:
    status = StatusColumn(urn_in(properties))
    return apply_plan(plan, session.service, snapshot, session.executor, status.show)


def _mine(properties: Properties, snapshot: Snapshot) -> frozenset[str]:
    """The seats that state and service agree this resource holds, others' left out."""
    recorded = users_in(properties) or frozenset()
    others = strangers_in(properties) | given_anew(properties, snapshot)
    return (recorded & snapshot.users) - others


def _known(declaration: Declaration) -> tuple[ProductKey, frozenset[str], Ownership]:
    product, users, ownership = declaration.product, declaration.users, declaration.ownership
    if product is None or users is None or ownership is None:
        raise InputError(
            "The engine asks for an update whose product_id, sku_id, users or ownership is not "
            "known; report this as a bug."
        )
    return product, users, ownership


def _outputs(inputs: Properties, ours: frozenset[str], failures: dict[str, str]) -> dict[str, Any]:
    kept = {name: inputs[name] for name in _KEPT if name in inputs}
    return kept | {SEATS: roster_text(ours), ASSIGNED_COUNT: len(ours), FAILURES: failures}


def _strangers(properties: Properties, ours: frozenset[str]) -> dict[str, str]:
    """Who holds a seat that no update of this resource gave; nothing when it is nobody."""
    recorded = users_in(properties)
    if recorded is None:
        return {}
    found = (ours - recorded) | (ours & strangers_in(properties))
    return {STRANGERS: roster_text(found)} if found else {}


def _raise_if_nothing_worked(plan: SeatPlan, ledger: Ledger) -> None:
    """A new resource of which nothing came into being is none: its old one must not be deleted."""
    wanted = len(plan.assign) + len(plan.reclaim)
    if wanted and len(ledger.failures) == wanted:
        raise ServiceUnavailable(f"{plan.product}: {describe_failures(ledger.failures)}")


def _say_drift(olds: Properties, product: ProductKey, snapshot: Snapshot) -> None:
    for sentence in _drift(olds, snapshot).sentences():
        say(f"{product}: {sentence}", urn=urn_in(olds), severity="warning")


def _drift(olds: Properties, snapshot: Snapshot) -> Drift:
    recorded = users_in(olds)
    if recorded is None:
        return Drift()
    ownership: Ownership = "shared" if olds.get(OWNERSHIP) == "shared" else "exclusive"
    return drift_between(ownership, recorded=recorded, held=snapshot.users)
