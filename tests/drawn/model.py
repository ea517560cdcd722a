"""What an assignment means, said once more and in few words: who may gain and lose a seat by a run.

Of each assignment that was applied the model remembers whose seats are certainly its own: declared,
and held when it was last applied. Everything else follows from the step and from who holds a seat,
since when:

- Who is declared and holds no seat gains one.
- An exclusive assignment takes the seat of everybody else. A shared one takes those of its own.
- An assignment that goes takes its own; not of those who are declared of the product in this run.
- A seat that somebody gave since is another seat: whether it is taken may be left open.
- More than the limit, or any when a product is taken over, needs an approval of exactly this.

Of licences also:

- Who has one through a group alone is served, and nobody takes that.
- A name means whom state remembers by it, else whoever is called so today (`tests.drawn.who`).
- The service plans of whoever is declared are switched in place; to switch one off for more than
  the limit needs an approval.
- A stale list is believed of nobody whom it would make the run touch, nor of whom state names.

What cannot be said of every implementation is left open: a `Verdict` has a middle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.drawn.done import Done
from tests.drawn.expected import NOBODY, Expected, Losses, Record, Row, Taking, Verdict, World
from tests.drawn.stored import Stored
from tests.drawn.values import Assignment, Program
from tests.drawn.who import who_is_declared


class Model:
    """What is known of one stack.

    Attributes:
        records: what was applied, by its place.
        approved: the plans that a person approved.

    Args:
        refreshes: whether each run begins with a refresh.
    """

    def __init__(self, *, refreshes: bool) -> None:
        self._refreshes = refreshes
        self.records: dict[str, Record] = {}
        self.approved: set[tuple[object, ...]] = set()

    def destroy(self, world: World) -> Expected:
        """What a destroy does."""
        return Expected(takings=tuple(self._taking(each, world) for each in self.records.values()))

    def up(
        self, program: Program, world: World, *, target: str = "", by_hand: str = ""
    ) -> Expected:
        """What an update does; `by_hand` is the place of what is to be replaced by itself."""
        # What cannot be declared stops the program, wherever the target is.
        run = [each for each in program if target in {"", each.place} or each.fault]
        rows = tuple(self._row(each, world, anew=each.place == by_hand) for each in run)
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

    def learn(self, expected: Expected, done: Done) -> None:
        """Remember what a run applied that was to do this."""
        rows = {row.assignment.place: row for row in expected.rows}
        records = {}
        for place, found in done.stored.items():
            row = rows.get(place)
            before = self.records.get(place) or self.records.get(place.removesuffix(" (old)"))
            before = before or (self.before(row.assignment) if row else None)
            if row and found.declares(row):
                names = self._remembered(row.assignment, before, anew=False)
                records[place] = _applied(row, before, found, done, names)
            elif before:
                records[place] = replace(
                    before, inputs=found.inputs, names=found.names & _known(before.names, done)
                )
        self.records = records

    def _row(self, each: Assignment, world: World, *, anew: bool) -> Row:
        if each.fault:
            word = "U+" if each.fault.startswith("users") else each.fault.split("=")[0]
            return Row(each, refused=Verdict.YES, words=(word,))
        if each.key not in world.entries:
            word = "the tenant does not have" if each.is_licence else "inventory"
            return Row(each, refused=Verdict.YES, words=(word,))
        plans = world.plans.get(each.key, NOBODY)
        if not plans.issuperset((*(each.disabled or ()), *(each.enabled or ()))):
            word = "disabled_plans" if each.enabled is None else "enabled_plans"
            return Row(each, refused=Verdict.YES, words=(word,))
        held, before = world.held(each.key), self.before(each)
        same = before if before and before.declared.key == each.key else None
        # What is replaced is declared anew: nothing of it is ignored.
        ignores = each.ignores and not anew
        kept = self._kept(same, world) if same and ignores else None
        who = who_is_declared(each, before, world, kept, self._remembered(each, before, anew=anew))
        served, unsuited = world.served(each.key), world.unsuited(each.key, who.off)
        old = before if before and before.declared.key != each.key else None
        of = same.holds(held) if same else Losses()
        row = Row(
            each,
            declared=who.declared,
            hindered=who.hindered,
            blind=who.blind,
            gains=who.declared - served - who.hindered,
            changes=(who.declared & unsuited) - who.hindered,
            off=who.off,
        )
        if old:
            row = replace(row, replaced=old.holds(world.held(old.declared.key)))
        if each.ownership == "exclusive":
            of = Losses(frozenset(held) - who.blind, frozenset(held))
        renamed = who.missing & held.keys()
        losses = Losses(of.surely - who.declared, of.perhaps - (who.declared - renamed))
        # What is replaced by hand is checked as if it were new.
        if anew and same and each.ownership == "shared":
            row = replace(row, replaced=losses)
        else:
            row = replace(row, losses=losses)
        return self._judged(row, self._reasons(row, of, world, anew=anew), world)

    def _reasons(self, row: Row, of: Losses, world: World, *, anew: bool) -> Mapping[str, Verdict]:
        """Why a row may need an approval."""
        each, losses, before = row.assignment, row.losses, self.before(row.assignment)
        same = before if before and before.declared.key == each.key else None
        takes_over = each.ownership == "exclusive" and (
            same is None or same.declared.ownership == "shared"
        )
        off = frozenset(
            user for user in row.changes if (row.off or NOBODY) - world.off[each.key][user]
        )
        base = Losses(of.surely | row.changes, of.perhaps | row.changes)
        switched = Losses(off - row.blind, off).exceeds(each.limit, base)
        replaced = row.replaced.exceeds(each.limit, row.replaced) if not same else Verdict.NO
        reasons = {
            "Taking over": Verdict.NO,
            "reclaim_limit": losses.exceeds(each.limit, of),
            "Replacing": replaced,
            "switched off": switched,
        }
        if anew:
            reasons["Replacing"] = min(reasons["Replacing"], Verdict.OPEN)
        if anew and same and losses.perhaps:
            # Either it is judged as an update, or as taking the product over.
            reasons = {"": max(reasons["reclaim_limit"], switched, Verdict.OPEN)}
        elif takes_over and losses.perhaps:
            taken = Verdict.YES if losses.surely else Verdict.OPEN
            reasons |= {"Taking over": taken, "reclaim_limit": Verdict.NO}
        return reasons

    def _remembered(self, each: Assignment, before: Record | None, *, anew: bool) -> frozenset[str]:
        """The names of which the run knows whom they mean.

        What state has of the assignment is handed over unless it is replaced by hand; what it has
        of any other one of the product, at a refresh.
        """
        names = before.names if before and not anew else NOBODY
        if not self._refreshes:
            return names
        records = (it for it in self.records.values() if it.declared.key == each.key)
        return names.union(*(it.names for it in records))

    def _kept(self, before: Record, world: World) -> frozenset[str]:
        """The users that state has, whom `ignore_changes` keeps."""
        if not self._refreshes:
            return before.inputs
        product = before.declared.key
        # Whom a group serves stays declared, and nobody else is whom it serves.
        served = before.inputs.intersection(world.served(product))
        is_exclusive = before.declared.ownership == "exclusive"
        return served.union(world.held(product)) if is_exclusive else served

    def _judged(self, row: Row, reasons: Mapping[str, Verdict], world: World) -> Row:
        product = row.assignment.key
        free, held = world.free(product), world.held(product)
        # A seat that is taken from somebody who keeps it through a group is none that is free.
        through = world.through.get(product, NOBODY)
        freed, freed_perhaps = row.losses.surely - through, row.losses.perhaps - through
        if free is not None and len(row.gains) > len(freed) + max(free, 0):
            is_sure = len(row.gains) > len(freed_perhaps) + max(free, 0) and not row.blind
            refused = Verdict.YES if is_sure else Verdict.OPEN
            return replace(row, refused=refused, words=("short",))
        before = self.before(row.assignment)
        old = world.held(before.declared.key) if before else {}
        plan = (
            *(product, row.gains, row.changes, row.off),
            frozenset((user, held[user]) for user in row.losses.perhaps),
            frozenset((user, old[user]) for user in row.replaced.perhaps),
            frozenset(reason for reason, verdict in reasons.items() if verdict),
            # Last, because an index that has caught up may change nothing of what was decided.
            row.blind,
        )
        words = tuple(reason for reason, verdict in reasons.items() if verdict is Verdict.YES)
        refused = self._unless_approved(plan, max(reasons.values()))
        if row.blind:
            refused = Verdict.OPEN
        return replace(row, refused=refused, words=words, plan=plan)

    def _unless_approved(self, plan: tuple[object, ...], refused: Verdict) -> Verdict:
        if plan not in self.approved:
            is_alike = any(plan[:-1] == each[:-1] for each in self.approved)
            return min(refused, Verdict.OPEN) if is_alike else refused
        return Verdict.NO if refused is Verdict.YES else min(refused, Verdict.OPEN)

    def _takings(
        self, program: Program, rows: tuple[Row, ...], world: World, target: str, by_hand: str
    ) -> list[Taking]:
        places = {place for each in program for place in (each.place, each.alias)}
        gone = {place: each for place, each in self.records.items() if place not in places}
        takings = [
            replace(self._taking(each, world, rows), was_named=place.endswith(" (old)"))
            for place, each in gone.items()
            if not target
        ]
        for row in rows:
            before = self.before(row.assignment)
            if before is None:
                continue
            taking = self._taking(before, world, rows)
            is_other = before.declared.key != row.assignment.key
            if row.assignment.place == by_hand:
                takings.append(taking)
            elif is_other or (row.assignment.replaces and before.inputs != row.declared):
                # It was judged with its row.
                takings.append(replace(taking, refused=Verdict.NO))
        return takings

    def _taking(self, record: Record, world: World, rows: tuple[Row, ...] = ()) -> Taking:
        product = record.declared.key
        if record.declared.retain:
            return Taking(record.declared, Losses())
        held = world.held(product)
        of = record.holds(held)
        others = [row for row in rows if row.assignment.key == product]
        # By whichever name they are declared, be it one that nobody has any more.
        kept = (map(world.person, row.assignment.declared) for row in others)
        losses = of.without(NOBODY.union(*(row.declared for row in others), *kept))
        plan = ("delete", product, frozenset((user, held[user]) for user in losses.perhaps), None)
        verdict = losses.exceeds(record.declared.limit, of)
        twins = [each for each in self.records.values() if each.declared.key == product]
        if len(twins) > 1 or any(row.assignment.ownership == "exclusive" for row in others):
            verdict = min(verdict, Verdict.OPEN)  # another one may take them first
        refused = self._unless_approved(plan, verdict)
        return Taking(record.declared, losses, refused, plan)


def _twin(row: Row, program: Program, *, is_sure: bool) -> Row:
    """A row of a product that the program declares twice."""
    twins = [each for each in program if each.key == row.assignment.key]
    names = tuple(each.name for each in twins)
    spelled = [each.product.lower() for each in twins if each.ids == "text"]
    if row.assignment.ids == "text" and spelled.count(row.assignment.product.lower()) > 1:
        # The program knows it before any of them is registered, whatever is run of it.
        return replace(row, refused=Verdict.YES, words=names, plan=None)
    known = [each for each in twins if not each.waits]
    if not is_sure or (len(known) == 1 and not row.assignment.waits):
        return replace(row, refused=max(row.refused, Verdict.OPEN))
    return replace(row, refused=Verdict.YES, words=names, plan=None, is_twin=True)


def _applied(
    row: Row, before: Record | None, found: Stored, done: Done, remembered: frozenset[str]
) -> Record:
    """What is known of an assignment that was applied, if not all of it."""
    product = row.assignment.key
    held, earlier = done.after.held(product), done.before.held(product)
    mine = before.own if before and before.declared.key == product else {}
    adopted = found.claimed & earlier.keys()
    own = {
        user: held[user]
        for user in row.declared & held.keys()
        if done.ran.ok or user in mine or user in adopted or (product, user) in done.gave
    }
    # Of whom a late list says nothing, nobody has tried to take anything.
    tried = row.losses.perhaps - row.blind
    left = {user: earlier[user] for user in tried if held.get(user) == earlier[user]}
    # What is ignored of its users was not applied.
    names = found.names & _known(remembered, done)
    return Record(row.assignment, own, left, found.inputs, row.declared, names)


def _known(remembered: frozenset[str], done: Done) -> frozenset[str]:
    """The names of which state can know whom they mean."""
    return remembered.union(done.before.names or ())
