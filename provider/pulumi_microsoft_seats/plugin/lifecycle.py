"""What the engine's calls mean for seats: the planning layers, put to a resource's properties."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..domain.drift import Drift, drift_between
from ..domain.errors import InputError, ProductGone, RefusedPlan, ServiceUnavailable
from ..domain.guard import guard_reclaims
from ..domain.plan import SeatPlan
from ..domain.roster import roster_text
from ..domain.secrecy import hide_failures
from ..domain.wording import describe_failures
from ..reconcile.apply import apply_plan
from .check import plan_of
from .checked import CheckedPlan
from .live_seats import known_seats_for, own_seats, seats_for
from .properties import (
    ASSIGNED_COUNT,
    DEFAULT_RECLAIM_LIMIT,
    FAILURES,
    RECLAIMING,
    SEATS,
    UNMANAGED,
    SeatProperties,
)
from .rows import log_on_row
from .status_column import StatusColumn

if TYPE_CHECKING:
    from ..reconcile.ledger import Ledger
    from ..reconcile.snapshot import Snapshot
    from .session import PluginSession

_NOBODY = frozenset[str]()


def is_out_of_date(session: PluginSession, olds: SeatProperties, news: SeatProperties) -> bool:
    """Whether an update has anything to do, at the service or in state.

    Says on the resource's row whom somebody else gave or took a seat since the last update.
    """
    if news.product is None:
        return True
    # What made `check` refuse may be that the seats cannot be read: they are not asked for again.
    seats = known_seats_for if news.refusal else seats_for
    snapshot = seats(session, news.product, olds, news)
    if snapshot is not None:
        _say_drift(session, olds, news, snapshot)
    if news.refusal or snapshot is None or news.users is None or news.ownership is None:
        return True
    checked = session.checked.plan(news.urn)
    plan = checked.plan if checked else plan_of(session, olds, news, snapshot)
    return (
        bool(plan or olds.failures)
        or olds.users != news.users & snapshot.users
        # Whoever a refresh found and the program declares by now is this resource's from now on.
        or bool(olds.unmanaged & news.users)
        or olds.kept != news.kept
    )


def apply(
    session: PluginSession, news: SeatProperties, olds: SeatProperties | None = None
) -> dict[str, Any]:
    """Carry out what `check` planned, and record what became of each user.

    Failures are data: once anything may have been changed, the outputs say what, and the program
    fails afterwards.

    Args:
        session: of this process.
        news: what is declared.
        olds: what state says; None of a new resource.

    Raises:
        SeatsError: `check` refused the declaration; or nothing was changed, and a new resource must
            not be recorded.
    """
    if news.refusal is not None:
        raise RefusedPlan(str(news.refusal))
    checked = _checked(session, news, olds or SeatProperties())
    plan, snapshot = checked.plan, checked.snapshot
    ledger = _carry_out(session, plan, snapshot, news)
    failures = hide_failures(ledger.failures) if news.is_secret else ledger.failures
    if olds is None:
        _raise_if_nothing_worked(plan, ledger, failures)
    declared = news.users or _NOBODY
    answered = snapshot.users if news.ownership == "exclusive" else declared | plan.reclaim.keys()
    left = (answered & snapshot.users) - declared
    outputs = _outputs(news, (answered & snapshot.users), failures)
    if news.ownership == "shared":
        dates = {user: date for user, date in plan.reclaim.items() if user in left}
        return outputs | _names(news, RECLAIMING, dates)
    known = (olds.users or _NOBODY) - olds.unmanaged if olds else _NOBODY
    return outputs | _names(news, UNMANAGED, roster_text(left - known))


def read(
    session: PluginSession, properties: SeatProperties
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The outputs and the inputs that describe the seats as they are held now.

    Raises:
        ProductGone: the product is gone.
        SeatsError: the seats cannot be read.
    """
    if properties.product is None:
        raise InputError(
            f"The state of {properties.urn or 'an assignment'} names no "
            f"{properties.kind.listed_names}; remove it with pulumi state delete, and run pulumi "
            "up again."
        )
    snapshot = seats_for(session, properties.product, properties)
    _say_drift(session, properties, properties, snapshot)
    recorded = properties.users
    is_shared = recorded is not None and properties.ownership == "shared"
    ours = properties.own(snapshot) if is_shared else snapshot.users
    outputs = _outputs(properties, ours, properties.failures)
    dates = {u: date for u, date in properties.reclaiming.items() if u in ours}
    found = _NOBODY if recorded is None else (ours - recorded) | (ours & properties.unmanaged)
    extra = _names(properties, RECLAIMING, dates) | _names(
        properties, UNMANAGED, roster_text(found)
    )
    inputs = {**properties.kept, SEATS: outputs[SEATS]}
    return outputs | extra, inputs | extra


def delete(session: PluginSession, properties: SeatProperties) -> None:
    """Reclaim the seats that state and service agree this resource holds, and nobody else's.

    Whom an assignment of the same product declares in this run keeps the seat: the resource was
    renamed, or is replaced by itself.

    Raises:
        RefusedPlan: more would be reclaimed than may go unattended, and nothing was.
        SeatsError: seats are left; the state keeps the resource, and the next run goes on.
    """
    product = properties.product
    if product is None or not properties.users:
        return
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
    lost = own - session.checked.declared_users(product)
    plan = SeatPlan(session.settings.tenant, product, (), snapshot.dates(lost), held=len(own))
    # What a replacement takes was judged, and refused or approved, as a part of its plan.
    if not lost <= session.checked.judged_losses(product):
        _guard_delete(session, plan, properties)
    ledger = _carry_out(session, plan, snapshot, properties)
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


def _checked(session: PluginSession, news: SeatProperties, olds: SeatProperties) -> CheckedPlan:
    """The plan that `check` made in this process; else the same plan, made anew.

    Raises:
        RefusedPlan: made anew, it is another one than the one that was checked.
    """
    checked = session.checked.plan(news.urn)
    if checked is not None:
        return checked
    if news.product is None or news.users is None or news.ownership is None:
        raise InputError(
            "The engine asks for an update whose product, users or ownership is not known; report "
            "this as a bug."
        )
    snapshot = seats_for(session, news.product, olds, news)
    plan = plan_of(session, olds, news, snapshot)
    if (plan.digest if plan else "") != news.plan:
        raise RefusedPlan(
            f"The seats of {news.product} are not as they were when this update was checked, and "
            "nothing was changed; run again."
        )
    return CheckedPlan(plan, snapshot)


def _carry_out(
    session: PluginSession, plan: SeatPlan, snapshot: Snapshot, properties: SeatProperties
) -> Ledger:
    status = StatusColumn(session.engine, properties.urn)
    return apply_plan(plan, session.service, snapshot, session.executor, status.show)


def _outputs(of: SeatProperties, ours: frozenset[str], failures: Any) -> dict[str, Any]:  # noqa: ANN401 - as state has it
    seats = {SEATS: roster_text(ours), ASSIGNED_COUNT: len(ours), FAILURES: dict(failures)}
    return of.kept | seats


def _names(of: SeatProperties, name: str, value: str | dict[str, str]) -> dict[str, Any]:
    """A hidden property that holds names; left out when it is empty.

    Of secret users it is always there: the engine keeps secret what it has seen as a secret.
    """
    return {name: value} if value or of.is_secret else {}


def _raise_if_nothing_worked(plan: SeatPlan, ledger: Ledger, failures: dict[str, str]) -> None:
    """A new resource of which nothing came into being is none: its old one must not be deleted."""
    wanted = len(plan.assign) + len(plan.reclaim)
    if wanted and len(ledger.failures) == wanted:
        raise ServiceUnavailable(f"{plan.product}: {describe_failures(failures)}")


def _say_drift(
    session: PluginSession, olds: SeatProperties, news: SeatProperties, snapshot: Snapshot
) -> None:
    # Told on the row of today: a resource may have had another name.
    for sentence in _drift(olds, snapshot).sentences():
        log_on_row(session, news, f"{news.product}: {sentence}", severity="warning")


def _drift(olds: SeatProperties, snapshot: Snapshot) -> Drift:
    if olds.users is None:
        return Drift()
    return drift_between(olds.ownership or "exclusive", recorded=olds.users, held=snapshot.users)
