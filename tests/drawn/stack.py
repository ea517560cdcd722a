"""A program of a case, with the ways to run it and what is known of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.drawn.expected import NOBODY, Expected, Row, Taking, World
from tests.drawn.model import Model
from tests.drawn.projects import Project, Ran
from tests.drawn.values import Program, Step

_APPROVE = "MICROSOFT_SEATS_APPROVE"
_DIGEST = re.compile(r"microsoft[-_]seats(?::approve |_approve=)([0-9a-f]+)")
_RECLAIMED = re.compile(r"would reclaim ([\d,]+) of its")


@dataclass
class Stack:
    """A program, and what is known of it.

    Attributes:
        offered: the digests that refusals have named.
        plans: what these digests stand for.
    """

    project: Project
    model: Model
    program: Program = ()
    offered: set[str] = field(default_factory=set)
    plans: set[tuple[object, ...]] = field(default_factory=set)

    def write(self, program: Program) -> None:
        """Put a program in place."""
        self.program = program
        self.project.write(program)

    def expected(self, step: Step, world: World) -> Expected:
        """What an update does in this world."""
        return self.model.up(self.program, world, target=step.target, by_hand=step.replace)

    def options(self, step: Step) -> dict[str, str]:
        """The URNs of a step's target, and of what it replaces."""
        places = {each.place: each for each in self.program}
        return {
            "target": self.project.urn(places.get(step.target)),
            "replace": self.project.urn(places.get(step.replace)),
        }

    def offer(self, ran: Ran, parts: Sequence[Row | Taking], *, approve: bool) -> bool:
        """Note which digests would approve what was refused, and approve that if asked.

        Returns:
            Whether something new was approved, so that it is worth another try.
        """
        offers = [line for line in ran.shown.lower().splitlines() if _DIGEST.search(line)]
        digests = {found for line in offers for found in _DIGEST.findall(line)}
        new = not digests <= self._approved
        plans = {
            each.plan
            for each in parts
            if each.refused and each.plan and any(_speaks_of(line, each) for line in offers)
        }
        self.offered |= digests
        self.plans |= plans
        if approve:
            self.approve(digests, plans)
        return approve and new

    def approve(self, digests: set[str], plans: set[tuple[object, ...]]) -> None:
        """Configure an approval of these, beside those that there are."""
        self.project.environment[_APPROVE] = ",".join(sorted(self._approved | digests))
        self.model.approved |= plans

    def forget_approvals(self) -> None:
        """Take all approvals out of the configuration."""
        self.project.environment.pop(_APPROVE, None)
        self.model.approved.clear()

    def hidden(self, expected: Expected, *worlds: World) -> frozenset[str]:
        """Who is in secret rosters, and has nothing to do with any other assignment."""
        records = [each.declared for each in self.model.records.values()]
        every = [*records, *(row.assignment for row in expected.rows)]
        secret = NOBODY.union(*(each.declared for each in every if each.secret))
        seen = [each for each in every if not each.secret]
        holders = (world.held(each.key) for each in seen for world in worlds)
        return secret.difference(*(each.declared for each in seen), *holders)

    @property
    def _approved(self) -> set[str]:
        return set(filter(None, self.project.environment.get(_APPROVE, "").split(",")))


def _speaks_of(line: str, part: Row | Taking) -> bool:
    """Whether a refusal, in small letters, is that of a row or of a taking.

    Of a delete it may be about more than are left, if another one took some of them in that run.
    """
    if isinstance(part, Taking) and (number := _RECLAIMED.search(line)):
        few, many = len(part.losses.surely), len(part.losses.perhaps)
        if not few <= int(number[1].replace(",", "")) <= many:
            return False
    losses = [part.losses, part.replaced] if isinstance(part, Row) else [part.losses]
    names = NOBODY.union(*(each.surely or each.perhaps for each in losses))
    names |= part.changes if isinstance(part, Row) else NOBODY
    is_named = part.assignment.secret or any(user in line for user in names)
    return is_named and any(word in line for word in part.assignment.spellings)
