"""What the engine's calls mean for seats: the planning layers, put to a resource's properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..domain.drift import Drift, drift_between
from ..domain.errors import InputError, RefusedPlan, ServiceUnavailable
from ..domain.model import Holding
from ..domain.roster import roster_text
from ..domain.secrecy import hide_failures
from ..domain.wording import describe_failures
from .check import plan_of
from .checked import CheckedPlan
from .live_seats import confirmed, known_seats_for, renamed_since, seats_for, second_names
from .naming import with_name, with_product
from .outputs import names_in, outputs_of, remarks_of
from .properties import (
    IDS,
    RECLAIMING,
    SEATS,
    UNMANAGED,
    SeatProperties,
)
from .rows import carry_out, log_on_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..domain.plan import SeatPlan
    from ..reconcile.ledger import Ledger
    from ..reconcile.snapshot import Snapshot
    from .session import PluginSession

_NOBODY = frozenset[str]()


def is_out_of_date(session: PluginSession, olds: SeatProperties, news: SeatProperties) -> bool:
    """Whether an update has anything to do, at the service or in state.

    Says on the resource's row whom somebody else gave or took a seat since the last update.
    """
    # What cannot be reached is not asked again for what it is called.
    news = news if news.refusal else with_name(session, news)
    if news.product is None:
        return True
    # What made `check` refuse may be that the seats cannot be read: they are not asked for again.
    seats = known_seats_for if news.refusal else seats_for
    snapshot = seats(session, news.product, olds, news)
    if snapshot is not None:
        _say_drift(session, olds, news, snapshot)
    if news.refusal or snapshot is None or not news.plans_known:
        return True
    if news.users is None or news.ownership is None:
        return True
    checked = session.checked.plan(news.urn)
    plan = checked.plan if checked else plan_of(session, olds, news, snapshot)
    served = news.users & (snapshot.users | snapshot.inherited)
    return (
        bool(plan)
        or olds.failures != _failures(news, plan.hindered)
        or olds.users != served
        or (olds.inherited != news.users & snapshot.inherited and not news.is_secret)
        or olds.remarks != remarks_of(session, news, served, snapshot)
        # Whoever a refresh found and the program declares by now is this resource's from now on.
        or bool(olds.unmanaged & news.users)
        or not olds.declares_alike(news)
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
    news = with_name(session, news)
    checked = _checked(session, news, olds or SeatProperties())
    plan, snapshot = checked.plan, checked.snapshot
    declared = news.users or _NOBODY
    again = second_names(session, plan.product, snapshot.users | declared)
    ledger = carry_out(session, plan, snapshot, news)
    snapshot.learn([Holding(user, snapshot.seat_of(today)) for user, today in again.items()])
    failures = _failures(news, {**plan.hindered, **ledger.failures})
    if olds is None:
        _raise_if_nothing_worked(plan, ledger, failures)
    answered = snapshot.users if news.ownership == "exclusive" else declared | plan.reclaim.keys()
    left = (answered & snapshot.users) - declared
    ours = (answered & snapshot.users) | (declared & snapshot.inherited)
    outputs = outputs_of(session, news, ours, snapshot, failures)
    if news.ownership == "shared":
        dates = {user: date for user, date in plan.reclaim.items() if user in left}
        return outputs | names_in(news, RECLAIMING, dates)
    known = (olds.users or _NOBODY) - olds.unmanaged if olds else _NOBODY
    return outputs | names_in(news, UNMANAGED, roster_text(left - known))


def read(
    session: PluginSession, properties: SeatProperties
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The outputs and the inputs that describe the seats as they are held now.

    Raises:
        ProductGone: the product is gone.
        SeatsError: the seats cannot be read.
    """
    properties = _found(session, properties)
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
    # Others who have it through something else alone are nobody's business.
    ours |= snapshot.inherited if recorded is None else recorded & snapshot.inherited
    # Nor is a list alone a proof that somebody switched service plans.
    confirmed(
        session,
        properties.product,
        properties,
        lambda: remarks_of(session, properties, ours, snapshot),
        lambda remarks: remarks.keys(),
    )
    outputs = outputs_of(session, properties, ours, snapshot, properties.failures)
    dates = {u: date for u, date in properties.reclaiming.items() if u in ours}
    found = _NOBODY if recorded is None else (ours - recorded) | (ours & properties.unmanaged)
    extra = names_in(properties, RECLAIMING, dates) | names_in(
        properties, UNMANAGED, roster_text(found)
    )
    names = (*properties.kept, SEATS, IDS)
    inputs = {name: outputs[name] for name in names if name in outputs}
    return outputs | extra, inputs | extra


def _found(session: PluginSession, properties: SeatProperties) -> SeatProperties:
    """What state says, with the product's key where so far there is only a name for it.

    Raises:
        ProductGone: the inventory lacks the product, of which a list may just name nobody.
    """
    if properties.product is None:
        return with_product(session, properties)[0]
    if properties.kind.found_out:
        session.inventory.raise_if_gone(properties.product)
    return with_name(session, properties)


def _failures(of: SeatProperties, failures: Mapping[str, str]) -> dict[str, str]:
    """Failures as state has them."""
    return hide_failures(failures) if of.is_secret else dict(failures)


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


def _raise_if_nothing_worked(plan: SeatPlan, ledger: Ledger, failures: dict[str, str]) -> None:
    """A new resource of which nothing came into being is none: its old one must not be deleted."""
    if plan.users and ledger.failures.keys() == plan.users:
        raise ServiceUnavailable(f"{plan.product}: {describe_failures(failures)}")


def _say_drift(
    session: PluginSession, olds: SeatProperties, news: SeatProperties, snapshot: Snapshot
) -> None:
    product = news.product
    if product is None or olds.users is None:
        return
    names = renamed_since(session, product, olds, news)
    recorded = frozenset(names.get(user, user) for user in olds.users)
    remarks = {names.get(user, user): remark for user, remark in olds.remarks.items()}

    def drift() -> Drift:
        return drift_between(
            olds.ownership or "exclusive",
            recorded=recorded,
            held=snapshot.users,
            inherited=snapshot.inherited,
            remarks=remarks,
            remarks_now=remarks_of(session, olds, recorded, snapshot),
        )

    # A list alone is no proof that somebody lost or gained a seat.
    found = confirmed(session, product, news, drift, lambda drift: drift.users)
    # Told on the row of today: a resource may have had another name.
    for sentence in found.sentences():
        log_on_row(session, news, f"{product}: {sentence}", severity="warning")
