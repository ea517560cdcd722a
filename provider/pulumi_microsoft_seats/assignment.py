"""What the engine's calls mean for seats: the planning layers, put to a resource's properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .declaration import (
    ASSIGNED_COUNT,
    FAILURES,
    OWNERSHIP,
    PLAN,
    PRODUCT_ID,
    RECLAIM_LIMIT,
    SEATS,
    SKU_ID,
    URN,
    Declaration,
    Properties,
    declaration_from,
    failures_in,
    product_in,
    refusal_in,
    urn_in,
    users_in,
)
from .domain.corrections import corrections_of
from .domain.drift import Drift, drift_between
from .domain.errors import InputError, InventoryNotFound, ServiceError, ServiceUnavailable
from .domain.figures import figures_of
from .domain.guard import guard_plan
from .domain.plan import SeatPlan, answered_for, plan_seats
from .domain.roster import roster_text
from .domain.wording import describe_failures
from .engine_log import say
from .pending_reclaims import (
    given_anew,
    planned_reclaims,
    reclaims_input,
    reclaims_output,
    still_pending,
)
from .reconcile.apply import apply_plan

if TYPE_CHECKING:
    from .domain.model import InventoryEntry, Ownership, ProductKey
    from .plugin_session import PluginSession
    from .reconcile.ledger import Ledger
    from .reconcile.snapshot import Snapshot

_DECLARED = (PRODUCT_ID, SKU_ID, OWNERSHIP, RECLAIM_LIMIT)
_KEPT = (*_DECLARED, URN)
"""Inputs that are outputs as well, so that a refresh, which is handed only outputs, has them."""


def check(session: PluginSession, olds: Properties, declaration: Declaration) -> dict[str, Any]:
    """Judge a declaration whose product is known, and compute the inputs it adds.

    Returns:
        `plan` when something will happen, and what the update and a later check need to know.

    Raises:
        SeatsError: the service cannot be asked, or the plan must not be carried out.
    """
    product = declaration.product
    if product is None:
        return {}
    snapshot = session.snapshots.of(product)
    if declaration.users is None or declaration.ownership is None:
        return {}
    creating = product_in(olds) != product
    before = frozenset[str]() if creating else _declared_before(olds, snapshot)
    plan = plan_seats(
        product,
        declaration.ownership,
        declared=declaration.users,
        declared_before=before,
        held=snapshot.users,
    )
    entry = _set_aside(session, plan, declaration.urn)
    _explain(session, plan, entry, olds, declaration)
    if not plan:
        return {}
    takes_over = declaration.ownership == "exclusive" and (
        creating or olds.get(OWNERSHIP) == "shared"
    )
    guard_plan(
        plan,
        entry,
        limit=declaration.reclaim_limit,
        adopting=takes_over,
        approved=session.settings.approved,
    )
    shared = declaration.ownership == "shared"
    return {PLAN: plan.digest} | (reclaims_input(plan.reclaim, snapshot) if shared else {})


def is_out_of_date(session: PluginSession, olds: Properties, news: Properties) -> bool:
    """Whether an update has anything to do, at the service or in state.

    Says on the resource's row whom somebody else gave or took a seat since the last update.
    """
    product = product_in(news)
    if product is None:
        return True
    refused = bool(refusal_in(news))
    # What made `check` refuse may be that the seats cannot be read: they are not asked for again.
    snapshot = session.snapshots.known(product) if refused else session.snapshots.of(product)
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
    snapshot = session.snapshots.of(product)
    before = planned_reclaims(news)
    plan = plan_seats(
        product, ownership, declared=users, declared_before=before, held=snapshot.users
    )
    ledger = apply_plan(plan, session.service, snapshot, session.executor)
    session.capacities.take(product, urn_in(news), len(ledger.assigned) - len(ledger.reclaimed))
    if creating:
        _raise_if_nothing_worked(plan, ledger)
    held = snapshot.users
    ours = answered_for(ownership, declared=users, declared_before=before, held=held)
    return _outputs(news, ours, ledger.failures) | reclaims_output(news, ours - users)


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
    _say_drift(properties, product, snapshot)
    ours = snapshot.users
    recorded = users_in(properties)
    if recorded is not None and properties.get(OWNERSHIP) == "shared":
        ours = (ours & recorded) - given_anew(properties, snapshot)
    outputs = _outputs(properties, ours, failures_in(properties))
    pending = reclaims_output(properties, ours)
    inputs = {name: outputs[name] for name in (*_KEPT, SEATS) if name in outputs}
    return outputs | pending, inputs | pending


def delete(session: PluginSession, properties: Properties) -> None:
    """Reclaim the seats that state and service agree this resource holds, and nobody else's.

    Raises:
        SeatsError: seats are left; the state keeps the resource, and the next run goes on.
    """
    product = product_in(properties)
    recorded = users_in(properties)
    if product is None or not recorded:
        return
    try:
        snapshot = session.snapshots.of(product)
    except InventoryNotFound:
        return
    mine = (recorded & snapshot.users) - given_anew(properties, snapshot)
    plan = SeatPlan(product, assign=(), reclaim=tuple(sorted(mine)), held=len(mine))
    ledger = apply_plan(plan, session.service, snapshot, session.executor)
    if ledger.failures:
        raise ServiceUnavailable(f"{product}: {describe_failures(ledger.failures)}")


def _known(declaration: Declaration) -> tuple[ProductKey, frozenset[str], Ownership]:
    product, users, ownership = declaration.product, declaration.users, declaration.ownership
    if product is None or users is None or ownership is None:
        raise InputError(
            "The engine asks for an update whose product_id, sku_id, users or ownership is not "
            "known; report this as a bug."
        )
    return product, users, ownership


def _set_aside(session: PluginSession, plan: SeatPlan, resource: str) -> InventoryEntry | None:
    if not plan:
        return None
    try:
        return session.capacities.set_aside(plan.product, resource, plan.more_seats)
    except ServiceError:
        # Without the inventory, an update that needs no more seats lacks nothing but its figures.
        if plan.more_seats:
            raise
        return None


def _explain(
    session: PluginSession,
    plan: SeatPlan,
    entry: InventoryEntry | None,
    olds: Properties,
    declaration: Declaration,
) -> None:
    """Say on the resource's row what the engine's diff does not say of a plan."""
    # A replacement is checked once more as if it were new; the first time knew the old side.
    if declaration.urn in session.explained:
        return
    session.explained.add(declaration.urn)
    corrections = corrections_of(
        plan,
        declared=declaration.users or frozenset(),
        declared_before=users_in(olds) or frozenset(),
    )
    sentences = corrections.sentences()
    if plan:
        held = len(session.snapshots.of(plan.product).users)
        sentences.append(figures_of(plan, held, entry).sentence())
    for sentence in sentences:
        say(f"{plan.product}: {sentence}", urn=declaration.urn)


def _declared_before(olds: Properties, snapshot: Snapshot) -> frozenset[str]:
    """Whom this resource answers for by its old inputs."""
    declared = users_in(olds) or frozenset()
    return (declared - given_anew(olds, snapshot)) | still_pending(olds, snapshot)


def _outputs(inputs: Properties, ours: frozenset[str], failures: dict[str, str]) -> dict[str, Any]:
    kept = {name: inputs[name] for name in _KEPT if name in inputs}
    return kept | {SEATS: roster_text(ours), ASSIGNED_COUNT: len(ours), FAILURES: failures}


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
