"""Giving and taking seats: said, confirmed, carried out by the provider's own means, and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import typer

from ..domain.figures import figures_of
from ..domain.guard import guard_capacity
from ..domain.model import Capacity
from ..domain.plan import SeatPlan, plan_seats
from ..domain.progress import Progress
from ..domain.roster import fold
from ..domain.wording import counted, describe_failures, listing, reasons
from ..graph.seat_service import NO_SUCH_USER
from ..plugin.session import PluginSession
from ..reconcile.apply import apply_plan
from ..reconcile.batch import Action
from ..reconcile.ledger import Ledger
from ..reconcile.snapshot import Snapshot
from .command_session import ProductSession, product_session
from .confirmation import confirm
from .exit_codes import ExitCode, fail, say
from .holding_paths import paths_of
from .product_keys import naming_fields
from .progress_bars import progress_bars
from .tables import Answer, Format, show

_COLUMNS = ("user", "outcome", "reason")


@dataclass(frozen=True, slots=True)
class _Change:
    """What a command is about to do.

    Attributes:
        named: each user, folded, in the spelling given.
        capacity: of the product, None when it is not known.
        unserved: who cannot be served, folded, and why.
        unchanged: whose seat already is as it should be, folded, and how it is.
    """

    action: Action
    named: Mapping[str, str]
    plan: SeatPlan
    snapshot: Snapshot
    capacity: Capacity | None
    unserved: Mapping[str, str]
    unchanged: Mapping[str, str]

    @property
    def users(self) -> tuple[str, ...]:
        """Whom it changes something for, folded."""
        return self.plan.assign if self.action == "assign" else tuple(self.plan.reclaim)

    def spelled(self, users: Sequence[str]) -> list[str]:
        """Users as they were given."""
        return [self.named[user] for user in users]


def change_seats(
    action: Action,
    product: str,
    named: Mapping[str, str],
    *,
    yes: bool,
    dry_run: bool,
    form: Format,
) -> None:
    """Say what will happen, ask, do it, and show what became of each user.

    Args:
        action: whether seats are given or taken.
        product: whose seats, as an argument names it.
        named: the users, folded, each in the spelling given.
        yes: go ahead without asking.
        dry_run: change nothing.
        form: how the outcome is shown.

    Raises:
        typer.BadParameter: no product can be called so.
        SeatsError: the seats cannot be read, or fewer are free than users would gain one.
        typer.Exit: with another code than 0, when it was not confirmed or users failed.
    """
    with product_session(product) as session:
        change = _planned(session, action, named)
        _say_plan(change, dry_run=dry_run)
        ledger = Ledger()
        if change.plan and not dry_run:
            confirm(_question(change), yes=yes)
            ledger = _carried_out(session.seats, change)
    _show(change, ledger, form, dry_run=dry_run)
    if dry_run:
        # A pipeline that tries a list out shall notice whom it would not serve.
        raise typer.Exit(ExitCode.PARTLY_DONE if change.unserved else ExitCode.DONE)
    if change.plan:
        _say_outcome(change, ledger)
    failures = {**change.unserved, **ledger.failures}
    if failures:
        said = {change.named[user]: reason for user, reason in failures.items()}
        fail(describe_failures(said), ExitCode.PARTLY_DONE)


def _planned(session: ProductSession, action: Action, named: Mapping[str, str]) -> _Change:
    users = frozenset(named)
    nobody = frozenset[str]()
    seats, product = session.seats, session.product
    with progress_bars() as report:
        # Who was served a moment ago may not be in a list yet, nor who lost a seat gone from it.
        seats.snapshots.confirm(product, users, report)
        snapshot = seats.snapshots.of_users(product, users, report)
    plan = plan_seats(
        seats.settings.tenant,
        product,
        "shared",
        snapshot,
        declared=users if action == "assign" else nobody,
        own=nobody if action == "assign" else users,
    )
    capacity = seats.inventory.capacity_for(plan)
    if capacity is not None:
        guard_capacity(plan, capacity)
    unserved, unchanged = _left_alone(session, action, plan, snapshot, named)
    return _Change(action, named, plan, snapshot, capacity, unserved, unchanged)


def _left_alone(
    session: ProductSession,
    action: Action,
    plan: SeatPlan,
    snapshot: Snapshot,
    named: Mapping[str, str],
) -> tuple[dict[str, str], dict[str, str]]:
    """Of the users for whom nothing is done, who cannot be served, and who need not be, and why."""
    concerned = frozenset(plan.assign) | plan.reclaim.keys() | plan.hindered.keys()
    seats = {user: snapshot.seat_of(user) for user in named if user not in concerned}
    inherited = {user: seat for user, seat in seats.items() if seat and not seat.is_direct}
    paths = paths_of(session.licenses, [], inherited.values())
    nobody = {user for user, why in snapshot.hindrances.items() if why == NO_SUCH_USER}
    none = {user: _NOT_THERE if user in nobody else _HOLDS_NONE for user in seats}
    one = {user: _HOLDS_ONE for user, seat in seats.items() if seat}
    if action == "reclaim":
        through = {user: _comes(paths.through(seat)) for user, seat in inherited.items()}
        return through, {user: said for user, said in none.items() if user not in through}
    through = {user: f"{_HOLDS_ONE} {paths.said(seat)}" for user, seat in inherited.items()}
    return dict(plan.hindered), one | through


def _comes(through: str) -> str:
    """Why a licence cannot be reclaimed that a group gives."""
    return (
        f"the licence comes through {through} alone; take the user out of that group, or the "
        "licence from it"
    )


def _carried_out(session: PluginSession, change: _Change) -> Ledger:
    done = Progress("assigning" if change.action == "assign" else "reclaiming", 0)

    def remember(progress: Progress) -> None:
        nonlocal done
        done = progress
        report(progress)

    try:
        with progress_bars() as report:
            return apply_plan(
                change.plan, session.service, change.snapshot, session.executor, remember
            )
    except KeyboardInterrupt:
        say(
            f"Interrupted while {done}; calls that were under way may still have been carried "
            "out: run the same again, which does only what is missing."
        )
        raise typer.Exit(ExitCode.INTERRUPTED) from None


def _question(change: _Change) -> str:
    seats = counted(len(change.users), "seat")
    return (
        f"{'Assign' if change.action == 'assign' else 'Reclaim'} {seats} of {change.plan.product}?"
    )


def _say_plan(change: _Change, *, dry_run: bool) -> None:
    product = change.plan.product
    will = "would" if dry_run else "will"
    if change.users:
        what = f"{will} {'gain a seat' if change.action == 'assign' else 'lose their seat'}"
        say(f"{product}: {_named(change, change.users, what)}")
    for how, users in _by_how(change.unchanged).items():
        say(f"{product}: {_named(change, users, _plural(how, len(users)))}")
    keep = sorted(change.plan.still_served)
    if keep:
        say(f"{product}: {_named(change, keep, _plural(_KEEPS, len(keep)))}")
    if change.unserved:
        spelled = {change.named[user]: why for user, why in change.unserved.items()}
        say(f"{product}: {counted(len(spelled), 'user')} cannot be served: {reasons(spelled)}.")
    if not change.named:
        say(f"{product}: no users are named.")
    capacity = change.capacity
    if change.plan and capacity is not None and capacity.held is not None:
        say(f"{product}: {figures_of(change.plan, capacity.held, capacity).sentence()}.")
    if not (change.plan or change.unserved):
        say("Nothing to do.")


_HOLDS_ONE = "holds a seat already"
_HOLDS_NONE = "holds none"
_NOT_THERE = "is not in the directory"
_KEEPS = "keeps it through a group"


def _by_how(unchanged: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for user, how in unchanged.items():
        found.setdefault(how, []).append(user)
    return found


def _plural(how: str, users: int) -> str:
    """A verb in the number of its users: holds none, hold none."""
    verb, _, rest = how.partition(" ")
    return how if users == 1 else f"{_MANY[verb]} {rest}"


_MANY = {"holds": "hold", "is": "are", "keeps": "keep"}


def _named(change: _Change, users: Sequence[str], what: str) -> str:
    return f"{counted(len(users), 'user')} {what}: {listing(change.spelled(users))}."


def _show(change: _Change, ledger: Ledger, form: Format, *, dry_run: bool) -> None:
    """Show what became of each user; in the table, of those for whom there was something to do."""
    outcomes = _outcomes(change, ledger, dry_run=dry_run)
    rows = [(change.named[user], *outcomes[user]) for user in change.named]
    if form is Format.TABLE:
        concerned = (*change.users, *change.unserved)
        rows = [(change.named[user], *outcomes[user]) for user in concerned]
        if not rows:
            return
    document = {
        **naming_fields(change.plan.product),
        "action": change.action,
        "dry_run": dry_run,
        "users": [dict(zip(_COLUMNS, row, strict=True)) for row in rows],
    }
    show(Answer(_COLUMNS, rows, document, texts=("reason",)), form)


def _outcomes(
    change: _Change, ledger: Ledger, *, dry_run: bool
) -> dict[str, tuple[str, str | None]]:
    """What became, or would become, of each user; and why, where it is not what was asked for."""
    done = "assigned" if change.action == "assign" else "reclaimed"
    planned = dict.fromkeys(change.users, f"would be {done}") if dry_run else {}
    keeps = dict.fromkeys(change.plan.still_served, _KEEPS)
    failed = "would fail" if dry_run else "failed"
    anew = "somebody else gave a seat meanwhile, which is left alone"
    return {
        **{user: ("unchanged", how) for user, how in change.unchanged.items()},
        **{user: (said, keeps.get(user)) for user, said in planned.items()},
        **{fold(seat.user): ("assigned", None) for seat in ledger.assigned},
        **{user: ("reclaimed", keeps.get(user)) for user in ledger.reclaimed},
        **dict.fromkeys(ledger.unchanged, ("unchanged", _HOLDS_NONE)),
        **{fold(seat.user): ("unchanged", anew) for seat in ledger.reassigned},
        **{user: (failed, why) for user, why in {**change.unserved, **ledger.failures}.items()},
    }


def _say_outcome(change: _Change, ledger: Ledger) -> None:
    done = len(ledger.assigned) + len(ledger.reclaimed)
    verb = "assigned" if change.action == "assign" else "reclaimed"
    say(f"{change.plan.product}: {counted(done, 'seat')} {verb}.")
