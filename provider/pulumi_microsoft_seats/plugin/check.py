"""Making and judging a plan against the live service, before anything is changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..domain.errors import ProductGone, RefusedPlan
from ..domain.figures import SeatFigures, figures_of
from ..domain.guard import guard_plan, needs_of
from ..domain.object_ids import ids_text
from ..domain.plan import Losses, SeatPlan, plan_seats
from ..domain.roster import roster_text
from .explanation import explain, told_of
from .faults import raise_faults
from .live_seats import (
    confirmed,
    declared_otherwise,
    own_seats,
    renamed_since,
    seats_for,
    second_names,
)
from .naming import wanted_plans_of, with_name, with_product
from .properties import (
    GAINS,
    IDS,
    LOSSES,
    PLAN,
    RECLAIMING,
    REFUSAL,
    REPLACED,
    TOLD,
    SeatProperties,
)
from .rows import shown

if TYPE_CHECKING:
    from ..domain.model import Capacity
    from ..reconcile.snapshot import Snapshot
    from .session import PluginSession

_NOBODY = frozenset[str]()


def check(session: PluginSession, olds: SeatProperties, news: SeatProperties) -> dict[str, Any]:
    """Make the plan of what a program declares, and keep it for the update if it may happen.

    Returns:
        The inputs that are added: the plan's digest, whom it concerns where the engine's own lines
        do not say so, and why it is refused if it is.

    Raises:
        SeatsError: a value cannot be, or the service cannot be asked.
    """
    session.checked.declare(news)
    raise_faults(news)
    news, found_out = with_product(session, news)
    session.checked.declare(news)
    if news.product is None:
        return {}
    before = with_name(session, session.checked.before(news.urn, olds))
    sides = [before, news] if before.product == news.product else [news]
    if before.product != news.product:
        # A new resource needs seats nearly always.
        session.inventory.read_ahead(session.executor)
        # Whom the replaced one knows by an id is the same person here.
        known = {user: id_ for user, id_ in before.ids.items() if user in news.named}
        session.service.expect(news.product, news.named, known)
    snapshot = seats_for(session, news.product, *sides)
    if news.users is None or news.ownership is None or not news.plans_known:
        return found_out
    plan = plan_of(session, before, news, snapshot)
    capacity = session.inventory.capacity_for(plan)
    if not session.checked.is_explained(news.urn):
        figures = _figures(session, plan, snapshot, capacity)
        explain(session, plan, snapshot, figures=figures, before=before, news=news)
    added = found_out | _added(session, plan, olds, news)
    if plan.replaced is not None and plan.replaced.seats and not before.is_secret:
        added[REPLACED] = roster_text(plan.replaced.seats)
    if news.kind.knows_people and (told := told_of(session, plan, snapshot, before, news)):
        added[TOLD] = told
    try:
        guard_plan(plan, capacity, limit=news.reclaim_limit, approved=session.settings.approved)
    except RefusedPlan as refusal:
        sentence = shown(_named_in(plan, before, news), str(refusal))
        return added | {REFUSAL: {"sentence": sentence, "approval": refusal.approval}}
    session.checked.keep(news.urn, plan, snapshot)
    return added


def plan_of(
    session: PluginSession, before: SeatProperties, news: SeatProperties, snapshot: Snapshot
) -> SeatPlan:
    """What has to happen so that the seats are as declared, with what of it needs an approval.

    Raises:
        SeatsError: the seats of a product that is replaced cannot be read.
    """
    product, users, ownership = news.product, news.users, news.ownership
    if product is None or users is None or ownership is None:
        raise ValueError("Only what is known can be planned.")
    same = before.product == product
    replaced = None if same else _losses_of(session, before)
    wanted = wanted_plans_of(session, news)
    renamed = renamed_since(session, product, before, news) if same else {}
    past = before.by_new_names(renamed)

    def planned() -> SeatPlan:
        return plan_seats(
            session.settings.tenant,
            product,
            ownership,
            snapshot,
            declared=users,
            own=past.own(snapshot) if same else _NOBODY,
            second_names=second_names(session, product, users).keys()
            | second_names(session, product, snapshot.users - users).keys(),
            wanted=wanted,
            replaced=replaced,
        )

    # Whom state has and a list that lags lacks may hold a seat, and is to lose it.
    dropped = past.named - users if same else _NOBODY
    plan = confirmed(session, product, news, planned, lambda plan: plan.users | dropped)
    twice = declared_otherwise(session, product, users, plan.reclaim.keys())
    if twice:
        # Read in this process by the name of before already, as by a refresh: one holder, not two.
        session.snapshots.forget(product, twice)
        plan = planned()
    takes_over = ownership == "exclusive" and not (same and before.ownership == "exclusive")
    return replace(plan, needs=needs_of(plan, limit=news.reclaim_limit, takes_over=takes_over))


def _losses_of(session: PluginSession, before: SeatProperties) -> Losses | None:
    """What deleting a resource that is replaced will take; None when there is nothing."""
    if before.product is None:
        return None
    try:
        snapshot = own_seats(session, before.product, before)
    except ProductGone:
        return None
    own = before.own(snapshot)
    own -= second_names(session, before.product, own).keys()
    return Losses(before.product, snapshot.dates(own), held=len(own))


def _added(
    session: PluginSession, plan: SeatPlan, olds: SeatProperties, news: SeatProperties
) -> dict[str, Any]:
    added: dict[str, Any] = {}
    users, past = news.users or _NOBODY, _NOBODY
    # A replacement's last check knows no old side, be it of another product or of the same.
    if olds.product == news.product:
        past = olds.users or _NOBODY
    if plan:
        added[PLAN] = plan.digest
    # Of secret users both are always there, and empty would not tell nobody from left out.
    if news.is_secret or frozenset(plan.assign) != users - past:
        added[GAINS] = roster_text(plan.assign)
    if news.is_secret or plan.reclaim.keys() != past - users:
        added[LOSSES] = roster_text(plan.reclaim)
    if news.ownership == "shared" and plan.reclaim:
        added[RECLAIMING] = dict(plan.reclaim)
    if news.kind.knows_people:
        added[IDS] = ids_text(users, {**olds.ids, **session.service.ids(plan.product, users)})
    return added


def _named_in(plan: SeatPlan, before: SeatProperties, news: SeatProperties) -> SeatProperties:
    """The side whose secrecy decides what a refusal names: a replaced one, where it has any."""
    return before if plan.replaced is not None and before.is_secret else news


def _figures(
    session: PluginSession, plan: SeatPlan, snapshot: Snapshot, capacity: Capacity | None
) -> SeatFigures | None:
    """The product's seats before and after; None where there is no change, or nobody counted."""
    if not plan:
        return None
    if snapshot.is_whole:
        people = snapshot.users - second_names(session, plan.product, snapshot.users).keys()
        return figures_of(plan, len(people), capacity, direct=True)
    held = capacity.held if capacity is not None else None
    return None if held is None else figures_of(plan, held, capacity)
