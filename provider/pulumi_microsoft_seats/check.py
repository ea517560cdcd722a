"""Judging a declaration against the live service, before anything is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .declaration import (
    OWNERSHIP,
    PLAN,
    Declaration,
    Properties,
    declaration_from,
    product_in,
    strangers_in,
    users_in,
)
from .domain.corrections import corrections_of
from .domain.figures import SeatFigures, figures_of
from .domain.guard import guard_plan
from .domain.plan import SeatPlan, plan_seats
from .engine_log import say
from .live_seats import seats_for
from .pending_reclaims import given_anew, reclaims_input, still_pending

if TYPE_CHECKING:
    from .domain.model import InventoryEntry
    from .plugin_session import PluginSession
    from .reconcile.snapshot import Snapshot


def check(session: PluginSession, olds: Properties, news: Properties) -> dict[str, Any]:
    """Judge a declaration, and compute the inputs it adds.

    Returns:
        `plan` when something will happen, and what the update and a later check need to know.

    Raises:
        SeatsError: a value cannot be, the service cannot be asked, or the plan must not be carried
            out.
    """
    declaration = declaration_from(news)
    product = declaration.product
    if product is None:
        return {}
    creating = product_in(olds) != product
    if creating:
        session.inventory.read_ahead(session.executor)  # a new resource needs seats nearly always
    snapshot = seats_for(session, product, *([] if creating else [olds]), news)
    if declaration.users is None or declaration.ownership is None:
        return {}
    before = frozenset[str]() if creating else _declared_before(olds, snapshot)
    plan = plan_seats(
        product,
        declaration.ownership,
        declared=declaration.users,
        declared_before=before,
        held=snapshot.users,
    )
    entry = session.capacities.set_aside_for(plan, declaration.urn) if plan else None
    _explain(session, plan, _figures(plan, snapshot, entry), olds, declaration)
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


def _explain(
    session: PluginSession,
    plan: SeatPlan,
    figures: SeatFigures | None,
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
        replacing=product_in(olds) not in {None, plan.product},
    )
    sentences = corrections.sentences()
    if figures is not None:
        sentences.append(figures.sentence())
    for sentence in sentences:
        say(f"{plan.product}: {sentence}", urn=declaration.urn)


def _figures(
    plan: SeatPlan, snapshot: Snapshot, entry: InventoryEntry | None
) -> SeatFigures | None:
    """The product's seats before and after; None where there is no change, or nobody counted."""
    if not plan:
        return None
    if snapshot.is_whole:
        return figures_of(plan, len(snapshot.users), entry)
    held = entry.held if entry is not None else None
    return None if held is None else figures_of(plan, held, entry)


def _declared_before(olds: Properties, snapshot: Snapshot) -> frozenset[str]:
    """Whom this resource answers for by its old inputs."""
    declared = users_in(olds) or frozenset()
    others = given_anew(olds, snapshot) | strangers_in(olds)
    return (declared - others) | still_pending(olds, snapshot)
