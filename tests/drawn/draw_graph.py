"""A drawn case told about licences: the same programs and steps, and what only Graph has.

Of a case of the Store the products become SKUs; the tenant has groups that give them, people
without a usage location, perhaps an index that sees no change; programs switch service plans; and
people are renamed, deleted, and join groups.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.drawn.people import everybody
from tests.drawn.tenants import (
    NO_SKU,
    PLANS,
    SKUS,
    Event,
    Happening,
    PlanChoice,
    Tenant,
    key_of,
    plans_of,
)
from tests.drawn.values import (
    NO_PRODUCT,
    PRODUCTS,
    Assignment,
    Case,
    Entry,
    Move,
    Program,
    Step,
    fold,
)

_SKU_OF = dict(zip((each.lower() for each in PRODUCTS), SKUS, strict=True))
_SKU_OF[NO_PRODUCT.lower()] = NO_SKU
HAPPENINGS: dict[Happening, int] = {
    "rename": 4,
    "delete": 2,
    "join": 3,
    "leave": 2,
    "add plan": 2,
    "switch": 3,
    "unplace": 1,
}
_CHOICES: dict[PlanChoice, int] = {"": 3, "disabled_plans": 4, "enabled_plans": 3}


def of_graph(case: Case, *, many: bool = False) -> Case:
    """A case of the Store as one of Graph."""
    return _OfGraph(case, many=many).case()


class _OfGraph:
    """The choices of one case, one after another."""

    def __init__(self, case: Case, *, many: bool) -> None:
        self._case = case
        self._random = Random(f"graph {case.seed}")  # noqa: S311 - repeatable, no secret
        self._people = tuple(map(fold, everybody(many=many)))
        self._renamed: dict[str, str] = {}
        self._follows = [False, False]
        self._plans: dict[tuple[int, str], tuple[PlanChoice, tuple[str, ...]]] = {}
        self._members = {
            sku: tuple(self._random.sample(self._people, self._random.randint(1, 12)))
            for sku in SKUS
            if self._is(0.6)
        }

    def case(self) -> Case:
        members = dict(self._members)
        steps = tuple(self._step(step) for step in self._case.steps)
        unplaced = self._random.sample(self._people, self._random.choice((0, 0, 1, 3)))
        grouped = {user for users in members.values() for user in users}
        inventory = tuple(self._entry(each, members) for each in self._case.inventory)
        return replace(
            self._case,
            inventory=inventory,
            steps=steps,
            tenant=Tenant(
                people=self._people,
                unplaced=frozenset(unplaced) - grouped,
                members=tuple(members.items()),
                is_stale=self._is(0.3),
            ),
        )

    def _entry(self, entry: Entry, members: dict[str, tuple[str, ...]]) -> Entry:
        sku = _SKU_OF[entry.product.lower()]
        holders = tuple(map(fold, entry.holders))
        used = len({*holders, *members.get(sku, ())})
        capacity = max(entry.capacity + 200 * (entry.policy == "open"), used)
        return Entry(sku, capacity, holders=holders)

    def _step(self, step: Step) -> Step:
        events = tuple(self._event(step) for _ in range(self._random.choice((0, 0, 0, 1, 1, 2))))
        for number in (0, 1):
            self._follows[number] = self._follows[number] or self._is(0.3)
        moves = [
            None if each is None else tuple(map(_moved, each))
            for each in (step.drift, step.between)
        ]
        program = self._program(step)
        is_odd = step.trouble in {"odd 404", "product gone"}
        return replace(
            step,
            edits=frozenset(step.edits) | {"licences"},
            program=program,
            drift=moves[0] or (),
            between=moves[1],
            trouble="" if is_odd else step.trouble,
            events=events,
        )

    def _program(self, step: Step) -> Program:
        if step.act == "up":
            for key in sorted({each.key for each in step.program}):
                if self._is(0.3) or (step.stack, key) not in self._plans:
                    self._plans[step.stack, key] = self._choice(_SKU_OF[key])
        return tuple(self._license(each, step.stack) for each in step.program)

    def _license(self, each: Assignment, stack: int) -> Assignment:
        sku = _SKU_OF[each.key]
        choice, plans = self._plans.get((stack, each.key), ("", ()))
        spelled = each.product not in (*PRODUCTS, NO_PRODUCT)
        product = sku
        if spelled and sku in SKUS:
            product = SKUS[sku] if self._case.seed % 4 == 1 else sku.lower()
        users = each.users
        if self._follows[stack]:
            users = tuple(self._renamed.get(fold(user), user) for user in users)
        return replace(
            each, product=product, is_license=True, choice=choice, plans=plans, users=users
        )

    def _choice(self, sku: str) -> tuple[PlanChoice, tuple[str, ...]]:
        (choice,) = self._random.choices(list(_CHOICES), [*_CHOICES.values()])
        every = plans_of(key_of(sku)) if sku in SKUS else PLANS
        count = self._random.choice((0, 1, 1, 2))
        return choice, tuple(sorted(self._random.sample(every, count))) if choice else ()

    def _event(self, step: Step) -> Event:
        (what,) = self._random.choices(list(HAPPENINGS), [*HAPPENINGS.values()])
        declared = sorted({fold(user) for each in step.program for user in each.users})
        known = [user for user in declared if user in self._people]
        user = self._random.choice(known or self._people)
        sku = self._random.choice(
            [_SKU_OF[each.key] for each in step.program if each.key != NO_PRODUCT.lower()]
            or list(SKUS)
        )
        if what == "rename":
            if user in self._renamed:
                return Event("switch", sku, user, plans_of(sku)[:1])
            self._renamed[user] = f"now.{user}"
            return Event("rename", user=user, names=(self._renamed[user],))
        if what in {"join", "leave"}:
            if sku not in self._members:
                return Event("switch", sku, user)
            if what == "leave":
                user = self._random.choice(self._members[sku])
            return Event(what, sku, user)
        if what == "add plan":
            return Event(what, sku, names=(f"NEW_{self._random.randrange(9)}_{sku}",))
        names = tuple(self._random.sample(plans_of(sku), 1)) if what == "switch" else ()
        return Event(what, sku, user, names)

    def _is(self, chance: float) -> bool:
        return self._random.random() < chance


def _moved(move: Move) -> Move:
    product = _SKU_OF[move.product.lower()]
    return replace(move, product=product)
