"""Giving and taking seats: said, confirmed, carried out by the provider's own means, and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import typer

from ..domain.figures import figures_of
from ..domain.guard import guard_capacity
from ..domain.model import Capacity, ProductKey
from ..domain.plan import SeatPlan, plan_seats
from ..domain.progress import Progress
from ..domain.roster import fold
from ..domain.wording import counted, describe_failures, listing
from ..plugin.session import PluginSession
from ..reconcile.apply import apply_plan
from ..reconcile.batch import Action
from ..reconcile.ledger import Ledger
from ..reconcile.snapshot import Snapshot
from .command_session import command_session
from .confirmation import confirm
from .exit_codes import ExitCode, fail, say
from .progress_bars import progress_bars
from .tables import Answer, Format, show

_COLUMNS = ("user", "outcome", "reason")


@dataclass(frozen=True, slots=True)
class _Change:
    """What a command is about to do.

    Attributes:
        named: each user, folded, in the spelling given.
        capacity: of the product, None when it is not known.
    """

    action: Action
    named: Mapping[str, str]
    plan: SeatPlan
    snapshot: Snapshot
    capacity: Capacity | None

    @property
    def users(self) -> tuple[str, ...]:
        """Whom it changes something for, folded."""
        return self.plan.assign if self.action == "assign" else tuple(self.plan.reclaim)

    @property
    def unchanged(self) -> list[str]:
        """Whose seat already is as it should be, folded."""
        changed = frozenset(self.users)
        return [user for user in self.named if user not in changed]

    def spelled(self, users: Sequence[str]) -> list[str]:
        """Users as they were given."""
        return [self.named[user] for user in users]


def change_seats(
    action: Action,
    product: ProductKey,
    named: Mapping[str, str],
    *,
    yes: bool,
    dry_run: bool,
    form: Format,
) -> None:
    """Say what will happen, ask, do it, and show what became of each user.

    Args:
        action: whether seats are given or taken.
        product: whose seats.
        named: the users, folded, each in the spelling given.
        yes: go ahead without asking.
        dry_run: change nothing.
        form: how the outcome is shown.

    Raises:
        SeatsError: the seats cannot be read, or fewer are free than users would gain one.
        typer.Exit: with another code than 0, when it was not confirmed or users failed.
    """
    with command_session() as session:
        change = _planned(session.seats, action, product, named)
        _say_plan(change, dry_run=dry_run)
        if dry_run or not change.plan:
            _show(change, Ledger(), form, dry_run=dry_run)
            return
        confirm(_question(change), yes=yes)
        ledger = _carried_out(session.seats, change)
    _show(change, ledger, form, dry_run=False)
    _say_outcome(change, ledger)
    if ledger.failures:
        said = {change.named[user]: reason for user, reason in ledger.failures.items()}
        fail(describe_failures(said), ExitCode.USERS_FAILED)


def _planned(
    session: PluginSession, action: Action, product: ProductKey, named: Mapping[str, str]
) -> _Change:
    users = frozenset(named)
    nobody = frozenset[str]()
    with progress_bars() as report:
        snapshot = session.snapshots.of_users(product, users, report)
    plan = plan_seats(
        session.settings.tenant,
        product,
        "shared",
        snapshot,
        declared=users if action == "assign" else nobody,
        own=nobody if action == "assign" else users,
    )
    capacity = session.inventory.capacity_for(plan)
    if capacity is not None:
        guard_capacity(plan, capacity)
    return _Change(action, named, plan, snapshot, capacity)


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
    if change.unchanged:
        one, many = _UNCHANGED[change.action]
        verb = one if len(change.unchanged) == 1 else many
        say(f"{product}: {_named(change, change.unchanged, verb)}")
    if not change.named:
        say(f"{product}: no users are named.")
    capacity = change.capacity
    if change.plan and capacity is not None and capacity.held is not None:
        say(f"{product}: {figures_of(change.plan, capacity.held, capacity).sentence()}.")
    if not change.plan:
        say("Nothing to do.")


_UNCHANGED: dict[Action, tuple[str, str]] = {
    "assign": ("holds a seat already", "hold a seat already"),
    "reclaim": ("holds none", "hold none"),
}


def _named(change: _Change, users: Sequence[str], what: str) -> str:
    return f"{counted(len(users), 'user')} {what}: {listing(change.spelled(users))}."


def _show(change: _Change, ledger: Ledger, form: Format, *, dry_run: bool) -> None:
    """Show what became of each user; in the table, of those for whom there was something to do."""
    outcomes = _outcomes(change, ledger, dry_run=dry_run)
    rows = [(change.named[user], *outcomes[user]) for user in change.named]
    if form is Format.TABLE:
        rows = [(change.named[user], *outcomes[user]) for user in change.users]
        if not rows:
            return
    document = {
        "product_id": change.plan.product.product_id,
        "sku_id": change.plan.product.sku_id,
        "action": change.action,
        "dry_run": dry_run,
        "users": [dict(zip(_COLUMNS, row, strict=True)) for row in rows],
    }
    show(Answer(_COLUMNS, rows, document), form)


def _outcomes(
    change: _Change, ledger: Ledger, *, dry_run: bool
) -> dict[str, tuple[str, str | None]]:
    """What became, or would become, of each user; and why, where it is not what was asked for."""
    as_it_is = _UNCHANGED[change.action][0]
    done = "assigned" if change.action == "assign" else "reclaimed"
    planned = dict.fromkeys(change.users, (f"would be {done}", None)) if dry_run else {}
    anew = "somebody else gave a seat meanwhile, which is left alone"
    return {
        **dict.fromkeys(change.unchanged, ("unchanged", as_it_is)),
        **planned,
        **{fold(seat.user): ("assigned", None) for seat in ledger.assigned},
        **dict.fromkeys(ledger.reclaimed, ("reclaimed", None)),
        **dict.fromkeys(ledger.unchanged, ("unchanged", as_it_is)),
        **{fold(seat.user): ("unchanged", anew) for seat in ledger.reassigned},
        **{user: ("failed", reason) for user, reason in ledger.failures.items()},
    }


def _say_outcome(change: _Change, ledger: Ledger) -> None:
    done = len(ledger.assigned) + len(ledger.reclaimed)
    verb = "assigned" if change.action == "assign" else "reclaimed"
    say(f"{change.plan.product}: {counted(done, 'seat')} {verb}.")
