"""What should happen to seats, said once more and in the fewest words, to compare with."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.assignments import Assignment


@dataclass(frozen=True)
class Change:
    """Who is to gain and who is to lose a seat by one assignment."""

    gains: frozenset[str]
    losses: frozenset[str]


def change(assignment: Assignment, answered: frozenset[str], held: frozenset[str]) -> Change:
    """What an assignment changes.

    An exclusive one takes every seat that it does not declare, a shared one those of users whom it
    answered for before and does not declare any more.

    Args:
        assignment: as declared now.
        answered: whom it answered for before.
        held: who holds a seat.
    """
    declared = assignment.declared
    ours = held if assignment.ownership == "exclusive" else held & answered
    return Change(gains=declared - held, losses=ours - declared)
