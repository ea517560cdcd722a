"""Drawing a case: who holds a seat, what the program declared and declares now, what goes wrong.

Each case comes from its seed alone. Rosters are large enough for several bulk calls: 26 to 150
users. A program declares a product once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from tests.faults.schedule import Schedule, draw_schedule
from tests.support.assignments import PRODUCTS, Assignment, Entry, folded

_NAMES = ("office", "teachers", "guests")
_ENGINE_SHARE = 25


@dataclass(frozen=True)
class Case:
    """A world and what happens in it.

    Attributes:
        before: the program that was applied once, with nothing wrong; empty when `now` is the
            first.
        now: the program that is applied while things go wrong.
        schedule: what goes wrong.
        concurrency: requests in flight at most.
        certificate: whether it signs in with a certificate instead of a secret.
        previewed: whether the update that things go wrong in is previewed first.
        engine: whether the real engine runs it, where there is one.
    """

    seed: int
    inventory: tuple[Entry, ...]
    before: tuple[Assignment, ...]
    now: tuple[Assignment, ...]
    schedule: Schedule
    concurrency: int = 16
    certificate: bool = False
    previewed: bool = False
    engine: bool = False


def draw(seed: int) -> Case:
    """The case of a seed."""
    return _Draw(seed).case()


class _Draw:
    """The choices of one case, one after another."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = Random(f"faults {seed}")  # noqa: S311 - repeatable on purpose, no secret

    def case(self) -> Case:
        planned = self._assignments()
        before = planned if self._is(0.6) else ()
        now = self._changed(before) if before else planned
        return Case(
            seed=self._seed,
            inventory=self._inventory(before, now),
            before=before,
            now=now,
            schedule=draw_schedule(self._random),
            concurrency=self._random.choice((1, 2, 16)),
            certificate=self._is(0.15),
            previewed=self._is(0.1),
            engine=self._seed % _ENGINE_SHARE == 0,
        )

    def _assignments(self) -> tuple[Assignment, ...]:
        names = self._random.sample(_NAMES, self._random.choice((1, 1, 2)))
        products = self._random.sample(PRODUCTS, len(names))
        return tuple(
            Assignment(
                name=name,
                product=product,
                users=tuple(self._people(name)),
                ownership="exclusive" if self._is(0.55) else "shared",
                reclaim_limit=1.0,
            )
            for name, product in zip(names, products, strict=True)
        )

    def _people(self, name: str) -> list[str]:
        size = self._random.choices((26, 60, 150), (3, 4, 2))[0]
        count = self._random.randint(max(size // 2, 26), size)
        return [f"{name}{number:03}@contoso.com" for number in range(count)]

    def _changed(self, before: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
        kept = [each for each in before if self._is(0.93)] or [before[0]]
        return tuple(replace(each, users=self._roster_after(each)) for each in kept)

    def _roster_after(self, before: Assignment) -> tuple[str, ...]:
        share = self._random.choice((0.02, 0.3, 0.6))
        users = [user for user in before.users if not self._is(share)]
        new = self._random.choice((0, 4, 26, 60))
        users += [f"{before.name}new{number:03}@contoso.com" for number in range(new)]
        return tuple(users)

    def _inventory(
        self, before: tuple[Assignment, ...], now: tuple[Assignment, ...]
    ) -> tuple[Entry, ...]:
        return tuple(self._entry(product, before, now) for product in PRODUCTS)

    def _entry(
        self, product: str, before: tuple[Assignment, ...], now: tuple[Assignment, ...]
    ) -> Entry:
        first = [each for each in before or now if each.product == product]
        declared = [user for each in first for user in each.users]
        holders = [user for user in declared if self._is(0.2)]
        if not any(each.ownership == "exclusive" for each in first) or self._is(0.2):
            holders += [
                f"other{number}@contoso.com" for number in range(self._random.randint(0, 9))
            ]
        wanted = {
            user for each in (*before, *now) if each.product == product for user in each.users
        }
        spare = self._random.choices((0, 3, 300), (2, 3, 5))[0]
        policy = "open" if self._is(0.2) else "restricted"
        return Entry(product, len(wanted | folded(holders)) + spare, policy, tuple(holders))

    def _is(self, chance: float) -> bool:
        return self._random.random() < chance
