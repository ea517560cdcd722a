"""What came of one stack."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi_microsoft_seats.review.report import Report


class Outcome(Enum):
    """How a stack ended, as the summary calls it."""

    NOTHING = "nothing to do"
    CHANGES = "changes"
    DRIFTED = "drifted"
    DONE = "done"
    PARTLY = "partly done"
    REFUSED = "refused"
    LOCKED = "locked"
    FAILED = "failed"
    NOT_STARTED = "not started"


@dataclass(frozen=True, slots=True)
class Movement:
    """What a review says of a stack's seats.

    Attributes:
        gains: users who gain a seat, over all assignments; None where the users of one are secret.
        losses: users who lose one; None likewise.
        drifted: seats that changed outside the program; None likewise.
        held: seats held afterwards, by anybody; None when that is not known of every product.
    """

    gains: int | None = 0
    losses: int | None = 0
    drifted: int | None = 0
    held: int | None = None


NOTHING_KNOWN = Movement()


@dataclass(frozen=True, slots=True)
class StackResult:
    """How one stack went.

    Attributes:
        stack: its name.
        outcome: how it ended.
        movement: of its seats.
        reason: why it did not end well, a line; empty when it did.
        started: seconds from the beginning of the run.
        seconds: how long it took.
    """

    stack: str
    outcome: Outcome
    movement: Movement = field(default=NOTHING_KNOWN)
    reason: str = ""
    started: float = 0.0
    seconds: float = 0.0


def movement_of(report: Report) -> Movement:
    """The figures of a review, added up."""
    figures = [review.figures for review in report.assignments]
    known = [each.then_held for each in figures if each is not None]
    return Movement(
        gains=report.gains,
        losses=report.losses,
        drifted=report.drifted,
        held=sum(known) if known and len(known) == len(figures) else None,
    )
