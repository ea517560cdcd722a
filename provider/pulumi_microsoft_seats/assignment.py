"""What the engine's calls mean for seats: the planning layers, put to a resource's properties."""

from __future__ import annotations

from typing import Any

from .declaration import (
    ASSIGNED_COUNT,
    FAILURES,
    OWNERSHIP,
    PLAN,
    PRODUCT_ID,
    RECLAIM_LIMIT,
    RECLAIMING,
    SEATS,
    SKU_ID,
    URN,
    Declaration,
    Properties,
    declaration_from,
    failures_in,
    product_in,
    reclaiming_in,
    reclaiming_text,
    refusal_in,
    urn_in,
    users_in,
)
from .domain.drift import Drift, drift_between
from .domain.errors import InputError, InventoryNotFound, ServiceUnavailable
from .domain.guard import guard_capacity, guard_reclaims
from .domain.model import ProductKey
from .domain.plan import SeatPlan, answered_for, plan_seats
from .domain.roster import roster_text
from .domain.wording import counted, describe_failures
from .engine_log import say
from .plugin_session import PluginSession
from .reconcile.apply import apply_plan
from .reconcile.ledger import Ledger
from .reconcile.snapshot import Snapshot

_KEPT = (PRODUCT_ID, SKU_ID, OWNERSHIP, RECLAIM_LIMIT, URN)
"""Inputs that are outputs as well, so that a refresh, which is handed only outputs, has them."""

NOBODY: frozenset[str] = frozenset()


def check(session: PluginSession, olds: Properties, declaration: Declaration) -> dict[str, Any]:
    """Judge a declaration whose product is known, and compute the inputs it adds.

    Returns:
        `plan` when something will happen, and what a later check needs to know of it.

    Raises:
        SeatsError: the service cannot be asked, or the plan must not be carried out.
    """
    product = declaration.product
    if product is None:
        return {}
    snapshot = session.snapshots.of(product)
    if declaration.users is None:
        return {}
    before = _declared_before(product, olds, snapshot)
    plan = _plan(declaration, product, declaration.users, before, snapshot)
    if not plan:
        return {}
    creating = product_in(olds) != product
    if creating:
        _say_adoption(plan, declaration)
    guard_reclaims(
        plan,
        limit=declaration.reclaim_limit,
        adopting=declaration.ownership == "exclusive"
        and (creating or olds.get(OWNERSHIP) == "shared"),
        approved=session.settings.approved,
    )
    if plan.assign:
        entry = session.snapshots.capacity_of(product)
        if entry is not None:
            guard_capacity(plan, entry)
    return {PLAN: plan.digest} | _reclaiming(declaration, plan, snapshot)


def is_out_of_date(session: PluginSession, olds: Properties, news: Properties) -> bool:
    """Whether an update has anything to do, at the service or in state.

    Says on the resource's row whom somebody else gave or took a seat since the last update.
    """
    declaration = declaration_from(news)
    if declaration.product is None or declaration.users is None:
        return True
    snapshot = session.snapshots.of(declaration.product)
    _say_drift(_drift(olds, snapshot), declaration.product, declaration.urn)
    before = _planned_before(news)
    plan = _plan(declaration, declaration.product, declaration.users, before, snapshot)
    settled = answered_for(
        declaration.ownership,
        declared=declaration.users,
        declared_before=before,
        held=snapshot.users,
    )
    return (
        bool(plan)
        or bool(failures_in(olds))
        or users_in(olds) != settled
        or any(olds.get(name) != news.get(name) for name in (OWNERSHIP, RECLAIM_LIMIT))
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
    declaration = declaration_from(news)
    product, users = declaration.product, declaration.users
    if product is None or users is None:
        raise InputError("product_id, sku_id and users must be known by now; report this as a bug.")
    snapshot = session.snapshots.of(product)
    before = _planned_before(news)
    plan = _plan(declaration, product, users, before, snapshot)
    ledger = apply_plan(plan, session.service, snapshot, session.executor)
    if creating:
        _raise_if_nothing_worked(plan, ledger)
    ours = answered_for(
        declaration.ownership, declared=users, declared_before=before, held=snapshot.users
    )
    return _outputs(news, ours, ledger.failures)


def read(session: PluginSession, properties: Properties) -> tuple[dict[str, Any], dict[str, Any]]:
    """The outputs and the inputs that describe the seats as they are held now.

    Raises:
        InventoryNotFound: the product is gone.
        SeatsError: the seats cannot be read.
    """
    product = product_in(properties)
    if product is None:
        raise InputError("The state names no product_id and sku_id; remove the resource from it.")
    snapshot = session.snapshots.of(product)
    _say_drift(_drift(properties, snapshot), product, urn_in(properties))
    known = users_in(properties)
    shared = properties.get(OWNERSHIP) == "shared" and known is not None
    ours = snapshot.users & known if shared and known is not None else snapshot.users
    outputs = _outputs(properties, ours, failures_in(properties))
    inputs = {name: outputs[name] for name in (*_KEPT, SEATS) if name in outputs}
    return outputs, inputs


def delete(session: PluginSession, properties: Properties) -> None:
    """Reclaim the seats that state and service agree this resource holds, and nobody else's.

    Raises:
        SeatsError: seats are left; the state keeps the resource, and the next run goes on.
    """
    product = product_in(properties)
    mine = users_in(properties)
    if product is None or not mine:
        return
    try:
        snapshot = session.snapshots.of(product)
    except InventoryNotFound:
        return
    held = snapshot.users
    plan = SeatPlan(product, assign=(), reclaim=tuple(sorted(mine & held)), held=len(held))
    ledger = apply_plan(plan, session.service, snapshot, session.executor)
    if ledger.failures:
        raise ServiceUnavailable(f"{product}: {describe_failures(ledger.failures)}")


def _plan(
    declaration: Declaration,
    product: ProductKey,
    users: frozenset[str],
    before: frozenset[str],
    snapshot: Snapshot,
) -> SeatPlan:
    return plan_seats(
        product,
        declaration.ownership,
        declared=users,
        declared_before=before,
        held=snapshot.users,
    )


def _declared_before(product: ProductKey, olds: Properties, snapshot: Snapshot) -> frozenset[str]:
    """Whom this resource answers for by its old inputs.

    Those are the users it declared, and those whose reclaim was planned but did not succeed: the
    ones who still hold the very seat, by its date, that was to be reclaimed. A seat with another
    date was given by somebody else since, and is not ours to take.
    """
    if product_in(olds) != product:
        return NOBODY
    left = {
        user
        for user, assigned_at in reclaiming_in(olds).items()
        if (seat := snapshot.seat_of(user)) is not None and seat.assigned_at == assigned_at
    }
    return (users_in(olds) or NOBODY) | left


def _planned_before(news: Properties) -> frozenset[str]:
    """The users whom `check` found to have been declared before and to be reclaimed now."""
    return frozenset(reclaiming_in(news))


def _reclaiming(declaration: Declaration, plan: SeatPlan, snapshot: Snapshot) -> dict[str, str]:
    """The hidden input that hands a shared assignment's reclaims on to the update."""
    if declaration.ownership == "exclusive" or not plan.reclaim:
        return {}
    seats = ((user, snapshot.seat_of(user)) for user in plan.reclaim)
    return {
        RECLAIMING: reclaiming_text(
            (user, (seat.assigned_at if seat else None) or "") for user, seat in seats
        )
    }


def _outputs(inputs: Properties, ours: frozenset[str], failures: dict[str, str]) -> dict[str, Any]:
    kept = {name: inputs[name] for name in _KEPT if name in inputs}
    return kept | {SEATS: roster_text(ours), ASSIGNED_COUNT: len(ours), FAILURES: failures}


def _raise_if_nothing_worked(plan: SeatPlan, ledger: Ledger) -> None:
    """A new resource of which nothing came into being is none: its old one must not be deleted."""
    wanted = len(plan.assign) + len(plan.reclaim)
    if wanted and len(ledger.failures) == wanted:
        raise ServiceUnavailable(f"{plan.product}: {describe_failures(ledger.failures)}")


def _drift(olds: Properties, snapshot: Snapshot) -> Drift:
    known = users_in(olds)
    if known is None:
        return Drift()
    return drift_between(
        "shared" if olds.get(OWNERSHIP) == "shared" else "exclusive",
        recorded=known,
        held=snapshot.users,
    )


def _say_drift(drift: Drift, product: ProductKey, urn: str) -> None:
    for sentence in drift.sentences():
        say(f"{product}: {sentence}", urn=urn, severity="warning")


def _say_adoption(plan: SeatPlan, declaration: Declaration) -> None:
    """Who loses a seat when a product is taken over: the engine has no old side to compare with."""
    if plan.reclaim:
        lines = [f"- {user}" for user in plan.reclaim]
        what = f"taking over {plan.product} reclaims {counted(len(lines), 'seat')}:"
        say("\n".join([what, *lines]), urn=declaration.urn)
