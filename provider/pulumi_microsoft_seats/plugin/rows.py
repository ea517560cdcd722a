"""Lines on a resource's row, without names where the program keeps its users secret."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..domain.errors import SeatsError
from ..domain.roster import fold
from ..domain.secrecy import hide_users
from ..domain.summary import receipt_of
from ..domain.wording import counted
from ..reconcile.apply import apply_plan
from .properties import FAILURES
from .status_column import StatusColumn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..domain.plan import SeatPlan
    from ..reconcile.ledger import Ledger
    from ..reconcile.snapshot import Snapshot
    from .engine_log import Severity
    from .properties import SeatProperties
    from .session import PluginSession


def shown(of: SeatProperties, sentence: str) -> str:
    """A sentence about a resource, as it may be said."""
    return hide_users(sentence) if of.is_secret else sentence


def log_on_row(
    session: PluginSession, of: SeatProperties, sentence: str, severity: Severity = "info"
) -> None:
    """Show a line on the row of a resource."""
    session.engine.log(shown(of, sentence), urn=of.urn, severity=severity)


def carry_out(
    session: PluginSession, plan: SeatPlan, snapshot: Snapshot, properties: SeatProperties
) -> Ledger:
    """Do what a plan says, show on the row how far it has come, and at the end what was done."""
    status = StatusColumn(session.engine, properties.urn)
    ledger = apply_plan(plan, session.service, snapshot, session.executor, status.show)
    changed = sum(fold(seat.user) in plan.change for seat in ledger.assigned)
    receipt = receipt_of(
        assigned=len(ledger.assigned) - changed,
        changed=changed,
        reclaimed=len(ledger.reclaimed),
        kept=len(ledger.unchanged) + len(ledger.reassigned),
        failures={**plan.hindered, **ledger.failures},
    )
    if receipt:
        log_on_row(session, properties, f"{plan.product}: {receipt}")
    return ledger


def log_what_is_left(
    session: PluginSession, declared: SeatProperties, outputs: Mapping[str, Any]
) -> None:
    """After an interruption, say on the resource's row that this is not all: nobody else will."""
    failures = outputs.get(FAILURES)
    if session.interruption.is_cancelled and failures:
        log_on_row(
            session,
            declared,
            f"{declared.product}: interrupted; what was done is recorded, and "
            f"{counted(len(failures), 'user was', 'users were')} not served; run again, which "
            "does only what is missing.",
            severity="warning",
        )


@contextmanager
def shown_errors(of: SeatProperties) -> Iterator[None]:
    """Let an error about a resource say only what may be said.

    Raises:
        SeatsError: the same error, with the sentence that may be said.
    """
    try:
        yield
    except SeatsError as error:
        error.args = (shown(of, str(error)),)
        raise
