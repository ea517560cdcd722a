"""What an edit can draw from, and choosing one that can be made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from tests.drawn.people import People
from tests.drawn.values import PLANS, PRODUCTS, Assignment, Program, Service, key_of

NAMES = ("office", "teachers", "guests", "staff", "pupils", "lab", "board", "library")
LIMITS = (0.0, 0.1, 0.3, 0.5, 1.0)

Edit = Callable[["Edits", Program], "Program | None"]
"""Makes another program of one; None where it cannot be made of it."""


@dataclass
class Edits:
    """Makes edits, by chance.

    Attributes:
        edits: those that can be made: how often each is drawn, and how it is made.
        service: of which service the programs are.
        earlier: rosters that were declared once, by product.
        drifted: who was given a seat by somebody else, by product.
        renamed: who has another name by now, and which.
    """

    random: Random
    people: People
    edits: Mapping[str, tuple[int, Edit]]
    service: Service = "store"
    earlier: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    drifted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)

    def make(self, program: Program) -> tuple[str, Program]:
        """An edit that can be made of a program, and what becomes of that."""
        while True:
            weights = [weight for weight, _ in self.edits.values()]
            (name,) = self.random.choices(list(self.edits), weights)
            edited = self.edits[name][1](self, program)
            if edited is not None and edited != program:
                return name, edited

    def any_of(self, program: Program) -> Assignment | None:
        """One of the program's assignments."""
        return self.random.choice(program) if program else None

    def new(self, program: Program) -> Assignment | None:
        """An assignment of a product that the program does not declare yet."""
        free = self.free(program)
        if not free:
            return None
        new = Assignment(
            name=self.name(program),
            product=self.random.choice(free),
            users=self.people.roster(),
            ownership=self.random.choice(("exclusive", "shared")),
            limit=self.random.choice(LIMITS),
            late=self._late(program),
            secret=self.random.random() < 0.08,
            retain=self.random.random() < 0.08,
            ids=self.random.choice(("text",) * 6 + ("output",)),
        )
        return self.with_plans(new) if self.service == "graph" else new

    def free(self, program: Program) -> list[str]:
        """The products that a program does not declare yet."""
        taken = {each.key for each in program}
        return [each for each in PRODUCTS[self.service] if key_of(each) not in taken]

    def with_plans(self, each: Assignment) -> Assignment:
        """A licence with other service plans declared: off, on, or left as they are."""
        some = tuple(plan for plan in PLANS if self.random.random() < 0.4)
        argument = self.random.choice(("", "", "disabled", "disabled", "enabled"))
        return replace(
            each,
            disabled=some if argument == "disabled" else None,
            enabled=some if argument == "enabled" else None,
        )

    def name(self, program: Program) -> str:
        """A name that the program does not have yet."""
        taken = {each.name for each in program}
        taken |= {each.alias.rpartition("/")[2] for each in program}
        return self.random.choice([name for name in NAMES if name not in taken])

    def _late(self, program: Program) -> str:
        sure = [each.name for each in program if not each.waits]
        return self.random.choice(sure) if sure and self.random.random() < 0.2 else ""
