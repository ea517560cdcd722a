"""What a model says of a run: rows of the program, what is taken, and how certain that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from tests.drawn.values import Assignment, Entry

Held = Mapping[str, str]
"""Who holds a seat of a product, folded, since when."""

NOBODY = frozenset[str]()


class Verdict(IntEnum):
    """Whether something will be."""

    NO = 0
    OPEN = 1
    YES = 2


@dataclass(frozen=True)
class World:
    """What was bought, and who holds a seat, by product in small letters.

    Attributes:
        seats: of a licence, who has it directly.
        through: who has it through a group, whether directly as well or not.
        people: everybody who could be given a licence; None where anybody could.
        off: which service plans are off in what people have directly.
        plans: the service plans of each product.
        unseen: of whom a list may say something else than is so.
        away: the first names of those who were renamed, by which nobody is found any more.
        names: these, by the names of today.
    """

    entries: Mapping[str, Entry]
    seats: Mapping[str, Held]
    through: Mapping[str, frozenset[str]] = field(default_factory=dict)
    people: frozenset[str] | None = None
    off: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    plans: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unseen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    away: frozenset[str] = NOBODY
    names: Mapping[str, str] = field(default_factory=dict)

    def first(self, users: Iterable[str]) -> frozenset[str]:
        """Users by their first names."""
        return frozenset(self.names.get(user, user) for user in users)

    def held(self, product: str) -> Held:
        """Who holds a seat of a product."""
        return self.seats.get(product, {})

    def free(self, product: str) -> int | None:
        """How many seats are free; None where they are given without limit."""
        entry = self.entries[product]
        used = self.held(product).keys() | self.inherited(product)
        return None if entry.policy == "open" else entry.capacity - len(used)

    def inherited(self, product: str) -> frozenset[str]:
        """Who has a licence through a group."""
        return self.through.get(product, NOBODY)

    def served(self, product: str) -> frozenset[str]:
        """Who has it by whichever path."""
        return self.inherited(product).union(self.held(product))

    def unsure(self, product: str) -> frozenset[str]:
        """Of whom a list may say something else than is so."""
        return self.unseen.get(product, NOBODY)


@dataclass(frozen=True)
class Losses:
    """Who loses a seat: certainly, and at most."""

    surely: frozenset[str] = NOBODY
    perhaps: frozenset[str] = NOBODY

    def without(self, users: Iterable[str]) -> Losses:
        """The same for everybody but these."""
        return Losses(self.surely.difference(users), self.perhaps.difference(users))

    def unless_unsure(self, users: Iterable[str]) -> Losses:
        """The same, though of some nothing is certain."""
        return Losses(self.surely.difference(users), self.perhaps)

    def also(self, users: frozenset[str]) -> Losses:
        """The same, and some more."""
        return Losses(self.surely | users, self.perhaps | users)

    def exceeds(self, limit: float, of: Losses) -> Verdict:
        """Whether these are more than the share of some others that may go unattended."""
        if len(self.perhaps) <= 1 or len(self.perhaps) <= limit * max(len(of.surely), 1):
            return Verdict.NO
        is_sure = len(self.surely) > 1 and len(self.surely) > limit * len(of.perhaps)
        return Verdict.YES if is_sure else Verdict.OPEN


@dataclass(frozen=True)
class Record:
    """What is known of an assignment that was applied.

    Attributes:
        declared: as it was when it was last applied.
        own: whose seats are its own, since when.
        left: whose reclaim failed, and since when they held the seat then.
        inputs: the users in its inputs in state, which `ignore_changes` goes by.
        strange: who was declared by a name of before, and is not remembered.
    """

    declared: Assignment
    own: Held = field(default_factory=dict)
    left: Held = field(default_factory=dict)
    inputs: frozenset[str] = NOBODY
    strange: frozenset[str] = NOBODY

    def holds(self, held: Held) -> Losses:
        """Whose seats it holds."""
        left = _same(self.left, held)
        shared = self.declared.ownership == "shared"
        surely = _same(self.own, held) | (left if shared else NOBODY)
        return Losses(surely, surely | left | (self.declared.declared & held.keys()))


def _same(seats: Held, held: Held) -> frozenset[str]:
    """Who still holds the very same seat."""
    return frozenset(user for user, since in seats.items() if held.get(user) == since)


@dataclass(frozen=True)
class Row:
    """What a run does about one assignment of the program.

    Attributes:
        declared: its users, those that `ignore_changes` keeps.
        gains: who gains a seat.
        losses: who loses one of its product when it is created or updated.
        replaced: who loses one of the old product, when another replaces it.
        refused: whether it is refused.
        words: what a refusal says.
        plan: stands for exactly this, as an approval does; None when no approval helps.
        is_twin: whether the program declares the product twice: either may come first.
        changes: whose service plans are switched.
        switched_off: who loses the use of some.
        hindered: who is declared, and cannot be given a licence or have its plans switched.
        unsure: of whom nothing is said for certain.
        strange: who is declared by a name of before, and is not remembered.
    """

    assignment: Assignment
    declared: frozenset[str] = NOBODY
    gains: frozenset[str] = NOBODY
    losses: Losses = field(default_factory=Losses)
    replaced: Losses = field(default_factory=Losses)
    refused: Verdict = Verdict.NO
    words: tuple[str, ...] = ()
    plan: object = None
    is_twin: bool = False
    changes: frozenset[str] = NOBODY
    switched_off: Losses = field(default_factory=Losses)
    hindered: frozenset[str] = NOBODY
    unsure: frozenset[str] = NOBODY
    strange: frozenset[str] = NOBODY

    @property
    def fails(self) -> Verdict:
        """Whether an update that carries it out fails, because somebody cannot be served."""
        if self.hindered - self.unsure:
            return Verdict.YES
        return Verdict.OPEN if self.hindered or self.strange else Verdict.NO


@dataclass(frozen=True)
class Taking:
    """What a run takes when it deletes an assignment, or what was replaced.

    Attributes:
        was_named: whether an earlier run replaced it, whose preview named it.
    """

    assignment: Assignment
    losses: Losses
    refused: Verdict = Verdict.NO
    plan: object = None
    was_named: bool = False


@dataclass(frozen=True)
class Expected:
    """What a run does."""

    rows: tuple[Row, ...] = ()
    takings: tuple[Taking, ...] = ()

    @property
    def at_preview(self) -> Verdict:
        """Whether the preview refuses."""
        known = (row.refused for row in self.rows if not row.assignment.waits)
        waiting = (min(row.refused, Verdict.OPEN) for row in self.rows if row.assignment.waits)
        return max((*known, *waiting), default=Verdict.NO)

    @property
    def at_update(self) -> Verdict:
        """Whether the update fails of itself, once the preview has passed."""
        waiting = (row.refused for row in self.rows if row.assignment.waits)
        failing = (row.fails for row in self.rows)
        refused = (each.refused for each in self.takings)
        return max((*waiting, *failing, *refused), default=Verdict.NO)

    def gains(self, product: str) -> frozenset[str]:
        """Who may gain a seat."""
        return NOBODY.union(*(row.gains for row in self._rows_of(product)))

    def changes(self, product: str) -> frozenset[str]:
        """Whose service plans may be switched."""
        return NOBODY.union(*(row.changes for row in self._rows_of(product)))

    def losses(self, product: str) -> frozenset[str]:
        """Who may lose one."""
        takings = (t.losses.perhaps for t in self.takings if t.assignment.key == product)
        return NOBODY.union(*(row.losses.perhaps for row in self._rows_of(product)), *takings)

    def _rows_of(self, product: str) -> list[Row]:
        return [
            row
            for row in self.rows
            if row.assignment.key == product and (row.refused < Verdict.YES or row.is_twin)
        ]

    def differs_from(self, earlier: Expected) -> Verdict:
        """Whether a plan that was saved earlier, with this expected, holds no more."""
        differs = Verdict.NO
        for was, row in zip(earlier.rows, self.rows, strict=True):
            if was != row:
                is_sure = not row.assignment.waits and _surely(was) != _surely(row)
                differs = max(differs, Verdict.YES if is_sure else Verdict.OPEN)
        return differs


def _surely(row: Row) -> tuple[object, ...]:
    """What of a row is certain, as far as a saved plan knows it."""
    is_certain = row.losses.surely == row.losses.perhaps
    return (
        row.gains,
        row.changes,
        row.losses.surely,
        row.refused,
        row.plan if is_certain else None,
    )
