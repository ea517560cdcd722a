"""Drawing a case in which things go wrong in one of its steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from tests.drawn.draw import draw
from tests.drawn.edits import NEVER
from tests.drawn.values import Case, Step
from tests.faults.schedule import Schedule, draw_schedule


@dataclass(frozen=True)
class FaultyCase:
    """A case, and what goes wrong in it.

    Attributes:
        faulty: the number of the step that things go wrong in.
        schedule: what goes wrong then.
        concurrency: requests in flight at most.
        certificate: whether it signs in with a certificate instead of a secret.
        previewed: whether things go wrong in that step's preview already.
    """

    case: Case
    faulty: int
    schedule: Schedule
    concurrency: int = 16
    certificate: bool = False
    previewed: bool = False


def draw_faulty(seed: int) -> FaultyCase:
    """The case of a seed, up to the faulty step; each roster takes several bulk calls."""
    random = Random(f"faults {seed}")  # noqa: S311 - repeatable on purpose, no secret
    case = draw(seed, many=True)
    numbers = [number for number, step in enumerate(case.steps) if _may_be_faulty(step)]
    faulty = random.choice(numbers[:3] or [0])
    last = replace(case.steps[faulty], approve=True, settled=True, refused=())
    return FaultyCase(
        case=replace(case, steps=(*case.steps[:faulty], last)),
        faulty=faulty,
        schedule=draw_schedule(random, case.directory),
        concurrency=random.choice((1, 2, 16)),
        certificate=random.random() < 0.15,
        previewed=random.random() < 0.1,
    )


def _may_be_faulty(step: Step) -> bool:
    """Whether an update follows that things may go wrong in."""
    special = step.trouble or step.target or step.replace or step.between is not None
    return step.act == "up" and not special and not step.edits & NEVER
