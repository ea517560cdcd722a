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
class View:
    """What is seen of somebody's licence.

    Attributes:
        direct: whether it is direct, if not only so.
        off: the service plans that are off in what is direct.
    """

    direct: bool
    off: frozenset[str] = NOBODY

    def suits(self, off: frozenset[str] | None) -> bool:
        """Whether nothing had to be done for somebody declared who has this."""
        return not self.direct or off is None or self.off == off


@dataclass(frozen=True)
class World:
    """What was bought, and who holds a seat, by product in small letters.

    Of Graph also the following, where a person is called as the directory did at first.

    Attributes:
        through: who has the licence through a group.
        off: the service plans that are off for whom.
        listed: what the index shows of whom; of the Store it is the truth.
        plans: the service plans of each product.
        taken: how many units somebody outside the directory uses.
        names: the person of each name of today; None where any name is somebody's.
        people: the person of each name of any time.
        unplaced: who has no usage location.
        lags: whether what the index shows may be of another time.
    """

    entries: Mapping[str, Entry]
    seats: Mapping[str, Held]
    through: Mapping[str, frozenset[str]] = field(default_factory=dict)
    off: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    listed: Mapping[str, Mapping[str, View]] = field(default_factory=dict)
    plans: Mapping[str, frozenset[str]] = field(default_factory=dict)
    taken: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] | None = None
    people: Mapping[str, str] = field(default_factory=dict)
    unplaced: frozenset[str] = NOBODY
    lags: bool = False

    def held(self, product: str) -> Held:
        """Who holds a seat of a product that can be taken."""
        return self.seats.get(product, {})

    def served(self, product: str) -> frozenset[str]:
        """Who has it at all, be it through a group."""
        return self.through.get(product, NOBODY).union(self.held(product))

    def free(self, product: str) -> int | None:
        """How many seats are free; None where they are given without limit."""
        entry, used = self.entries[product], len(self.served(product)) + self.taken.get(product, 0)
        return None if entry.policy == "open" else entry.capacity - used

    def person(self, name: str) -> str:
        """Who is called so, or was once; a name that was nobody's stays what it is."""
        return self.people.get(name, name)

    def unsuited(self, product: str, off: frozenset[str] | None) -> frozenset[str]:
        """Whose service plans are not as they are to be."""
        known = self.off.get(product, {})
        return frozenset(user for user, now in known.items() if off not in {None, now})

    def view(self, product: str, person: str) -> View | None:
        """What the index shows of somebody."""
        if self.names is None:
            return View(direct=True) if person in self.held(product) else None
        return self.listed[product].get(person)


@dataclass(frozen=True)
class Losses:
    """Who loses a seat: certainly, and at most."""

    surely: frozenset[str] = NOBODY
    perhaps: frozenset[str] = NOBODY

    def without(self, users: Iterable[str]) -> Losses:
        """The same for everybody but these."""
        return Losses(self.surely.difference(users), self.perhaps.difference(users))

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
        people: the users who are declared.
        names: whom state calls how.
    """

    declared: Assignment
    own: Held = field(default_factory=dict)
    left: Held = field(default_factory=dict)
    inputs: frozenset[str] = NOBODY
    people: frozenset[str] = NOBODY
    names: frozenset[str] = NOBODY

    def holds(self, held: Held) -> Losses:
        """Whose seats it holds."""
        left = _same(self.left, held)
        shared = self.declared.ownership == "shared"
        surely = _same(self.own, held) | (left if shared else NOBODY)
        return Losses(surely, surely | left | (self.people & held.keys()))


def _same(seats: Held, held: Held) -> frozenset[str]:
    """Who still holds the very same seat."""
    return frozenset(user for user, since in seats.items() if held.get(user) == since)


@dataclass(frozen=True)
class Row:
    """What a run does about one assignment of the program.

    Attributes:
        declared: its users, those that `ignore_changes` keeps.
        hindered: who of them cannot be served, which is known before.
        blind: about whom stale answers are believed, because nothing gives a reason to ask again.
        gains: who gains a seat.
        changes: whose service plans are switched.
        off: the service plans that are off then; None where they are left.
        losses: who loses one of its product when it is created or updated.
        replaced: who loses one of the old product, when another replaces it.
        refused: whether it is refused.
        words: what a refusal says.
        plan: stands for exactly this, as an approval does; None when no approval helps.
        is_twin: whether the program declares the product twice: either may come first.
    """

    assignment: Assignment
    declared: frozenset[str] = NOBODY
    hindered: frozenset[str] = NOBODY
    blind: frozenset[str] = NOBODY
    gains: frozenset[str] = NOBODY
    changes: frozenset[str] = NOBODY
    off: frozenset[str] | None = None
    losses: Losses = field(default_factory=Losses)
    replaced: Losses = field(default_factory=Losses)
    refused: Verdict = Verdict.NO
    words: tuple[str, ...] = ()
    plan: tuple[object, ...] | None = None
    is_twin: bool = False

    @property
    def guessed(self) -> frozenset[str]:
        """Who is declared by a name of before, and served where a late list still has it."""
        return self.blind & self.hindered


@dataclass(frozen=True)
class Taking:
    """What a run takes when it deletes an assignment, or what was replaced.

    Attributes:
        was_named: whether an earlier run replaced it, whose preview named it.
    """

    assignment: Assignment
    losses: Losses
    refused: Verdict = Verdict.NO
    plan: tuple[object, ...] | None = None
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
        hindered = (Verdict.YES for row in self.rows if row.hindered - row.blind)
        perhaps = (Verdict.OPEN for row in self.rows if row.blind)
        takings = (each.refused for each in self.takings)
        return max((*waiting, *hindered, *perhaps, *takings), default=Verdict.NO)

    @property
    def is_anything_left(self) -> bool:
        """Whether anybody gains, loses or is to be changed."""
        rows = any(row.gains or row.changes or row.losses.perhaps for row in self.rows)
        return rows or any(taking.losses.perhaps for taking in self.takings)

    def gains(self, product: str) -> frozenset[str]:
        """Who may gain a seat."""
        return NOBODY.union(*(row.gains | row.guessed for row in self._rows_of(product)))

    def changes(self, product: str) -> frozenset[str]:
        """Whose service plans may be switched."""
        return NOBODY.union(*(row.changes | row.guessed for row in self._rows_of(product)))

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
                # Of a list that lags the run may know nothing of what moved.
                is_open = row.assignment.waits or bool(was.blind | row.blind)
                is_sure = not is_open and _surely(was) != _surely(row)
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
