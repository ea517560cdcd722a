"""Cases drawn from a seed: a world, what is declared in it, and what others do meanwhile.

`draw(seed)` gives the same case on every machine. A case has an inventory of two products; one to
three assignments, which may have been applied before with another roster, ownership or product;
and moves: seats that
somebody gave or took by other means, before the preview or between preview and update. Names are
written in capitals here and there, which must not matter.

Assignments that share a product have users of their own: two that contradict each other about
one user have no right answer. A product that is replaced by another is not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from tests.support.assignments import PRODUCTS, Assignment, Entry, folded, same_product


@dataclass(frozen=True)
class Move:
    """Seats of a product that somebody else gives and takes, as far as that is possible then."""

    product: str
    given: tuple[str, ...]
    taken: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A world and what happens in it.

    Attributes:
        directory: who is known; None when everybody is.
        before: the program that was applied once; empty when this is the first.
        now: the program that is previewed and applied.
        drift: moves before the preview.
        between: moves between the preview, whose plan is saved, and the update.
        refused_before: users whom the service refused when the first program was applied.
        refused: users whom it refuses now.
        refresh: whether the project refreshes always.
        saved_plan: whether the plan is saved, and the update held to it.
        approve: whether a person approves what a preview refuses and asks about.
    """

    seed: int
    inventory: tuple[Entry, ...]
    directory: tuple[str, ...] | None
    before: tuple[Assignment, ...]
    now: tuple[Assignment, ...]
    drift: tuple[Move, ...] = ()
    between: tuple[Move, ...] = ()
    refused_before: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    refresh: bool = False
    saved_plan: bool = False
    approve: bool = False


def draw(seed: int) -> Case:
    """The case of a seed."""
    return _Draw(seed).case()


class _Draw:
    """The choices of one case, one after another."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = Random(f"fidelity {seed}")  # noqa: S311 - repeatable on purpose, no secret

    def case(self) -> Case:
        planned = self._assignments()
        before = tuple(replace(each, late="") for each in planned) if self._is(0.75) else ()
        now = self._changed(before) if before else planned
        saved_plan = self._is(0.4)
        case = Case(
            seed=self._seed,
            inventory=self._inventory(before, now),
            directory=None,
            before=before,
            now=now,
            drift=self._moves(now, 0.5) if before else (),
            between=self._moves(now, 0.55) if saved_plan else (),
            refused_before=self._some_of(before, 0.2),
            refused=self._some_of(now, 0.25),
            refresh=self._is(0.5),
            saved_plan=saved_plan,
            approve=self._is(0.5),
        )
        case = replace(case, directory=self._directory(case)) if self._is(0.2) else case
        return self._other_terms(case)

    def _other_terms(self, case: Case) -> Case:
        """Now and then, the first assignment changes its ownership or its product."""
        first, *others = case.now
        taken = {each.product.lower() for each in (*case.before, *others)} - {first.product.lower()}
        if not case.before or any(each.late for each in others):
            return case
        if self._is(0.06) and not any(same_product(e.product, first.product) for e in others):
            flipped = "shared" if first.ownership == "exclusive" else "exclusive"
            return replace(case, now=(replace(first, ownership=flipped), *others))
        if self._is(0.05) and not taken:
            other = PRODUCTS[same_product(first.product, PRODUCTS[0])]
            return replace(case, now=(replace(first, product=other), *others))
        return case

    def _assignments(self) -> tuple[Assignment, ...]:
        names = ("office", "teachers", "guests")[: self._random.choices((1, 2, 3), (5, 3, 2))[0]]
        products = [self._random.choice(PRODUCTS) for _ in names]
        alone = {each for each in products if products.count(each) == 1}
        return tuple(
            Assignment(
                name=name,
                product=self._spelled(product),
                users=self._spelled_all(self._people(name)),
                ownership="exclusive" if product in alone and self._is(0.65) else "shared",
                reclaim_limit=self._random.choice((0.0, 0.1, 0.3, 0.5, 1.0)),
                late=names[0] if name != names[0] and self._is(0.25) else "",
            )
            for name, product in zip(names, products, strict=True)
        )

    def _people(self, name: str) -> list[str]:
        size = self._random.choices((0, 3, 12, 30, 60, 120), (1, 3, 4, 3, 2, 1))[0]
        count = self._random.randint(size // 2, size)
        return [f"{name}{number:03}@contoso.com" for number in range(count)]

    def _changed(self, before: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
        kept = [each for each in before if len(before) == 1 or self._is(0.92)] or [before[0]]
        first = kept[0].name
        return tuple(
            replace(
                each,
                users=self._roster_after(each),
                product=self._spelled(each.product) if self._is(0.1) else each.product,
                reclaim_limit=self._random.choice((each.reclaim_limit, 0.3, 1.0)),
                late=first if each.name != first and self._is(0.25) else "",
            )
            for each in kept
        )

    def _roster_after(self, before: Assignment) -> tuple[str, ...]:
        if self._is(0.25):
            return before.users
        users = [user for user in before.users if not self._is(self._share)]
        new = self._random.choices((0, 2, 8, 30), (2, 4, 3, 1))[0]
        users += [f"{before.name}new{number:03}@contoso.com" for number in range(new)]
        return self._spelled_all(users)

    @property
    def _share(self) -> float:
        """The share of a roster that goes, mostly small."""
        return 0.05 if self._seed % 3 else 0.45

    def _inventory(
        self, before: tuple[Assignment, ...], now: tuple[Assignment, ...]
    ) -> tuple[Entry, ...]:
        return tuple(self._entry(product, before, now) for product in PRODUCTS)

    def _entry(
        self, product: str, before: tuple[Assignment, ...], now: tuple[Assignment, ...]
    ) -> Entry:
        first = [each for each in before or now if same_product(each.product, product)]
        declared = [user for each in first for user in each.users]
        holders = [user for user in declared if self._is(0.3)]
        is_exclusive = any(each.ownership == "exclusive" for each in first)
        if not (before and is_exclusive) and self._is(0.5):
            holders += [
                f"other{number}@contoso.com" for number in range(self._random.randint(1, 9))
            ]
        wanted = {user.lower() for each in (*before, *now) for user in each.users}
        spare = self._random.choices((0, 5, 400), (1, 1, 6))[0]
        needed = max(len(wanted | folded(holders)) if spare else len(declared), len(holders))
        policy = "open" if self._is(0.2) else "restricted"
        spelled = tuple(self._spelled_all(sorted(folded(holders))))
        return Entry(product, needed + spare, policy, spelled)

    def _moves(self, now: tuple[Assignment, ...], chance: float) -> tuple[Move, ...]:
        return tuple(self._move(each) for each in now if self._is(chance))

    def _move(self, assignment: Assignment) -> Move:
        taken = [
            user for user in assignment.users if self._is(self._random.choice((0.0, 0.1, 0.5)))
        ]
        many = self._random.choices((0, 1, 4, 15), (3, 3, 2, 1))[0]
        given = [f"mallory{number}@contoso.com" for number in range(many)]
        given += [user for user in assignment.users if self._is(0.03) and user not in taken]
        return Move(assignment.product, self._spelled_all(given), tuple(taken))

    def _some_of(self, assignments: tuple[Assignment, ...], chance: float) -> tuple[str, ...]:
        if not assignments or not self._is(chance):
            return ()
        return tuple(user for each in assignments for user in each.users if self._is(0.15))

    def _directory(self, case: Case) -> tuple[str, ...]:
        """Everybody but a few of those who are declared; who holds a seat is always known."""
        declared = {user for each in (*case.before, *case.now) for user in each.declared}
        moved = {user for move in (*case.drift, *case.between) for user in folded(move.given)}
        holders = {user for entry in case.inventory for user in folded(entry.holders)}
        known = {user for user in sorted(declared) if not self._is(0.05)}
        return tuple(sorted(known | moved | holders))

    def _spelled_all(self, users: list[str]) -> tuple[str, ...]:
        return tuple(self._spelled(user) for user in users)

    def _spelled(self, name: str) -> str:
        return self._random.choice((name, name, name, name.upper(), name.title()))

    def _is(self, chance: float) -> bool:
        return self._random.random() < chance
