"""What an assignment means, said once more and in few words: who may gain and lose a seat by a run.

Of each assignment that was applied the model remembers whose seats are certainly its own: declared,
and held when it was last applied. Everything else follows from the step and from who holds a seat,
since when:

- Who is declared and holds no seat gains one.
- An exclusive assignment takes the seat of everybody else. A shared one takes those of its own.
- An assignment that goes takes its own; not of those who are declared of the product in this run.
- A seat that somebody gave since is another seat: whether it is taken may be left open.
- More than the limit, or any when a product is taken over, needs an approval of exactly this.

What cannot be said of every implementation is left open: a `Verdict` has a middle.
"""

from __future__ import annotations

from collections.abc import Mapping, Set as AbstractSet
from dataclasses import replace

from tests.drawn.expected import NOBODY, Expected, Losses, Record, Row, Taking, Verdict, World
from tests.drawn.stored import Stored
from tests.drawn.values import Assignment, Program


class Model:
    """What is known of one stack.

    Attributes:
        records: what was applied, by its place.
        approved: the plans that a person approved.
    """

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.approved: set[object] = set()

    def destroy(self, world: World) -> Expected:
        """What a destroy does."""
        return Expected(takings=tuple(self._taking(each, world) for each in self.records.values()))

    def up(
        self, program: Program, world: World, *, target: str = "", by_hand: str = ""
    ) -> Expected:
        """What an update does; `by_hand` is the place of what is to be replaced by itself."""
        run = [each for each in program if target in {"", each.place}]
        rows = tuple(self._row(each, world, replaced=self._replaces(each, by_hand)) for each in run)
        products = [each.key for each in program]
        rows = tuple(
            _twin(row, program, is_sure=not target)
            if products.count(row.assignment.key) > 1
            else row
            for row in rows
        )
        return Expected(rows, tuple(self._takings(program, rows, world, target, by_hand)))

    def before(self, each: Assignment) -> Record | None:
        """What the assignment was before."""
        return self.records.get(each.place) or self.records.get(each.alias)

    def learn(
        self,
        expected: Expected,
        stored: Mapping[str, Stored],
        was: World,
        now: World,
        gave: AbstractSet[tuple[str, str]] | None,
    ) -> None:
        """Remember what was applied.

        Args:
            expected: what the run was to do.
            stored: what is in state after it.
            was: the world before it.
            now: the world after it.
            gave: to whom it gave a seat of which product; None when all went well.
        """
        rows = {row.assignment.place: row for row in expected.rows}
        records = {}
        for place, found in stored.items():
            row = rows.get(place)
            before = self.records.get(place.removesuffix(" (old)"))
            before = before or (self.before(row.assignment) if row else None)
            if row and found.declares(row):
                records[place] = _applied(row, before, found, was, now, gave)
            elif before:
                records[place] = replace(before, inputs=found.inputs)
        self.records = records

    def _row(self, each: Assignment, world: World, *, replaced: bool) -> Row:
        if each.fault:
            return Row(each, refused=Verdict.YES)
        if each.key not in world.entries:
            return Row(each, refused=Verdict.YES, words=("inventory",))
        held, before = world.held(each.key), self.before(each)
        declared = before.inputs if before and each.ignores else each.declared
        same = before if before and before.declared.key == each.key else None
        old = before if before and before.declared.key != each.key else None
        of = same.holds(held) if same else Losses()
        row = Row(each, declared, declared.difference(held))
        if old:
            row = replace(row, replaced=old.holds(world.held(old.declared.key)))
        if each.ownership == "exclusive":
            of = Losses(frozenset(held), frozenset(held))
            row = replace(row, losses=of.without(declared))
        elif replaced:
            row = replace(row, replaced=of.without(declared))
        else:
            row = replace(row, losses=of.without(declared))
        takes_over = each.ownership == "exclusive" and (
            same is None or same.declared.ownership == "shared"
        )
        reasons = {
            "Taking over": Verdict.NO,
            "reclaim_limit": row.losses.exceeds(each.limit, of),
            "": row.replaced.exceeds(each.limit, row.replaced),
        }
        if takes_over and row.losses.perhaps:
            reasons |= {"Taking over": Verdict.YES, "reclaim_limit": Verdict.NO}
        if replaced and (row.losses.perhaps or row.replaced.perhaps):
            # The engine does not tell what it was before, so it may be judged as taken over.
            reasons["Taking over"] = max(reasons["Taking over"], Verdict.OPEN)
            reasons[""] = Verdict.OPEN
        if old and reasons[""]:
            # Whether it is kept nobody tells the provider, nor at first who else declares it.
            reasons[""] = Verdict.OPEN if old.declared.retain else Verdict.YES
        return self._judged(row, reasons, world)

    def _judged(self, row: Row, reasons: Mapping[str, Verdict], world: World) -> Row:
        product = row.assignment.key
        free, held = world.free(product), world.held(product)
        if free is not None and len(row.gains) > len(row.losses.surely) + free:
            is_sure = len(row.gains) > len(row.losses.perhaps) + free
            refused = Verdict.YES if is_sure else Verdict.OPEN
            return replace(row, refused=refused, words=("short",))
        plan = (
            *(product, row.gains, row.replaced.perhaps),
            frozenset((user, held[user]) for user in row.losses.perhaps),
            frozenset(reason for reason, verdict in reasons.items() if verdict),
        )
        words = tuple(reason for reason, verdict in reasons.items() if verdict is Verdict.YES)
        refused = self._unless_approved(plan, max(reasons.values()))
        return replace(row, refused=refused, words=words, plan=plan)

    def _unless_approved(self, plan: object, refused: Verdict) -> Verdict:
        if plan not in self.approved:
            return refused
        return Verdict.NO if refused is Verdict.YES else min(refused, Verdict.OPEN)

    def _replaces(self, each: Assignment, by_hand: str) -> bool:
        """Whether a replacement of the same product takes its place."""
        before = self.before(each)
        if before is None or before.declared.key != each.key:
            return False
        is_other = before.inputs != each.declared
        return each.place == by_hand or (each.replaces and not each.ignores and is_other)

    def _takings(
        self, program: Program, rows: tuple[Row, ...], world: World, target: str, by_hand: str
    ) -> list[Taking]:
        places = {place for each in program for place in (each.place, each.alias)}
        gone = [record for place, record in self.records.items() if place not in places]
        takings = [] if target else [self._taking(record, world, rows) for record in gone]
        for row in rows:
            before = self.before(row.assignment)
            if before is None:
                continue
            if before.declared.key != row.assignment.key:
                # It was judged with its row.
                taking = self._taking(before, world, rows)
                takings.append(replace(taking, refused=min(taking.refused, Verdict.NO)))
            elif self._replaces(row.assignment, by_hand):
                takings.append(self._taking(before, world, rows))
        return takings

    def _taking(self, record: Record, world: World, rows: tuple[Row, ...] = ()) -> Taking:
        product = record.declared.key
        if record.declared.retain:
            return Taking(record.declared, Losses())
        held = world.held(product)
        of = record.holds(held)
        others = [row for row in rows if row.assignment.key == product]
        losses = of.without(NOBODY.union(*(row.declared for row in others)))
        plan = ("delete", product, frozenset((user, held[user]) for user in losses.perhaps))
        refused = self._unless_approved(plan, losses.exceeds(record.declared.limit, of))
        if any(row.assignment.ownership == "exclusive" for row in others):
            refused = min(refused, Verdict.OPEN)  # it takes them first, as far as it may
        return Taking(record.declared, losses, refused, plan)


def _twin(row: Row, program: Program, *, is_sure: bool) -> Row:
    """A row of a product that the program declares twice."""
    names = tuple(each.name for each in program if each.key == row.assignment.key)
    if not is_sure:
        return replace(row, refused=max(row.refused, Verdict.OPEN))
    return replace(row, refused=Verdict.YES, words=names, plan=None, is_twin=True)


def _applied(
    row: Row,
    before: Record | None,
    found: Stored,
    was: World,
    now: World,
    gave: AbstractSet[tuple[str, str]] | None,
) -> Record:
    product = row.assignment.key
    held, earlier = now.held(product), was.held(product)
    mine = before.own if before and before.declared.key == product else {}
    own = {
        user: held[user]
        for user in row.declared & held.keys()
        if gave is None or user in mine or (product, user) in gave
    }
    left = {
        user: earlier[user] for user in row.losses.perhaps if held.get(user) == earlier[user]
    }
    return Record(row.assignment, own, left, found.inputs)
