"""Drawing a case: a world, two programs that may share its products, and three to six steps.

`draw(seed)` gives the same case on every machine: an odd seed a world of Graph's, an even one a
world of the Store's. Now and then the steps begin with a plot: some
that belong together, because chance alone would hardly ever put them in a row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.drawn.draw_people import DirectoryDraw
from tests.drawn.editing import Edits
from tests.drawn.edits import EDITS, NEVER
from tests.drawn.licence_edits import LICENCE_EDITS
from tests.drawn.people import STRANGERS, People
from tests.drawn.values import PRODUCTS, Case, Entry, Move, Program, Service, Step, folded, key_of

_ENGINE_SHARE = 25
_EVENTS = {"up": 55, "between": 20, "refresh": 8, "destroy": 3, "target": 7, "replace": 7}


def draw(seed: int, *, many: bool = False) -> Case:
    """The case of a seed; with `many` people, each roster takes several bulk calls."""
    return _Draw(seed, many=many).case()


class _Draw:
    """The choices of one case, one after another."""

    def __init__(self, seed: int, *, many: bool) -> None:
        self._seed = seed
        self._random = Random(f"drawn {seed}")  # noqa: S311 - repeatable on purpose, no secret
        self._people = People(self._random, many=many)
        self._service: Service = "graph" if seed % 2 else "store"
        edits = LICENCE_EDITS if seed % 2 else EDITS
        self._edits = Edits(self._random, self._people, edits, self._service)
        self._directory = DirectoryDraw(self._random, self._people, self._edits)
        self._programs: list[Program] = [(), ()]
        self._steps: list[Step] = []
        self._tidy = self._is(0.4)

    def case(self) -> Case:
        count = self._random.choices((3, 4, 5, 6), (1, 2, 3, 3))[0]
        self._begin(0)
        plots: tuple[Callable[[], None], ...] = (
            self._approval_is_spent,
            self._stranger_is_declared,
            self._approval_is_borrowed,
            self._renamed_and_drifted,
        )
        if self._service == "graph":
            plots = (*plots, *(self._people_are_renamed,) * len(plots))
        if self._is(0.3):
            self._random.choice(plots)()
        elif self._is(0.6):
            self._begin(1)
        while len(self._steps) < count:
            self._any_step()
        self._steps[-1] = replace(self._steps[-1], settled=True)
        directory = self._directory.drawn() if self._service == "graph" else None
        return Case(
            seed=self._seed,
            inventory=tuple(self._entry(product) for product in PRODUCTS[self._service]),
            steps=tuple(self._steps[:6]),
            refresh=(self._is(0.4), self._is(0.4)),
            tidy=self._tidy,
            engine=self._seed % _ENGINE_SHARE == 0,
            directory=directory,
        )

    def _step(self, *kinds: str, stack: int = 0, **more: object) -> None:
        program = self._programs[stack]
        for each in program:
            self._edits.earlier.setdefault(each.key, []).append(each.users)
        step = Step(frozenset(kinds), stack, program, approve=self._is(0.5))
        self._steps.append(replace(step, **more))  # type: ignore[arg-type]

    def _begin(self, stack: int) -> None:
        """The first run of a program, which a person approves mostly."""
        program: Program = ()
        for _ in range(self._random.choices((1, 2, 3), (4, 4, 2))[0]):
            new = self._edits.new(program)
            program = (*program, new) if new else program
        self._programs[stack] = program
        self._step("begun", stack=stack, approve=self._is(0.8))

    def _any_step(self) -> None:
        stack = self._random.choices((0, 1), (3, 2 if self._programs[1] else 1))[0]
        before = self._programs[stack]
        if not before and self._is(0.5):
            self._begin(stack)
            return
        event = self._random.choices(list(_EVENTS), list(_EVENTS.values()))[0]
        runs = event not in {"refresh", "destroy"}
        edits = self._edit(stack) if runs and self._is(0.9) else []
        self._step(*edits, stack=stack, **self._events(stack, event))
        if NEVER & set(edits):
            self._programs[stack] = before

    def _edit(self, stack: int) -> list[str]:
        made: list[str] = []
        while not made or (self._is(0.25) and made[-1] not in NEVER):
            name, self._programs[stack] = self._edits.make(self._programs[stack])
            made.append(name)
        return made

    def _events(self, stack: int, event: str) -> dict[str, object]:
        """What happens besides the edit, and what is run."""
        program = self._programs[stack]
        more: dict[str, object] = {"drift": self._moves(program, 0.2), "settled": self._is(0.2)}
        places = [each.place for each in program] or [""]
        if event in {"refresh", "destroy"}:
            more["act"] = event
        elif event in {"target", "replace"}:
            more[event] = self._random.choice(places)
        elif event == "between":
            more[event] = self._moves(program, 0.5)
        if event != "between" and self._is(0.12):
            more["trouble"] = self._random.choice(("wrong address", "odd 404", "product gone"))
        elif self._is(0.1):
            users = sorted({user for each in program for user in each.declared})
            more["refused"] = self._people.some(users, 0.15)
        return more

    def _moves(self, program: Program, chance: float) -> tuple[Move, ...]:
        return tuple(self._move(each.product, each.users) for each in program if self._is(chance))

    def _move(self, product: str, users: tuple[str, ...]) -> Move:
        known = sorted(folded(users))
        taken = self._people.some(known, self._random.choice((0.0, 0.0, 0.1, 0.5)))
        given = self._people.strangers(6) if self._is(0.6) else ()
        given += self._people.some(known, 0.03)
        self._edits.drifted[key_of(product)] = given
        move = Move(product, given, taken)
        return self._directory.moved(move, known) if self._service == "graph" else move

    def _approval_is_spent(self) -> None:
        """Five go, with an approval that stays configured; they come back; they go again."""
        self._tidy = False
        first, *others = self._programs[0]
        users = self._people.spelled(first.users) or self._people.others((), 9)
        full = replace(first, users=users, limit=0.3)
        short = replace(full, users=users[: len(users) // 2])
        for kind, each, approve in (
            ("roster", full, True),
            ("export breaks", short, True),
            ("rehired", full, True),
            ("export breaks", short, False),
        ):
            self._programs[0] = (each, *others)
            self._step(kind, "approval kept", approve=approve)

    def _stranger_is_declared(self) -> None:
        """Somebody gets a seat outside, a refresh sees it, the program takes it over, and goes."""
        first, *others = self._programs[0]
        strangers = self._people.strangers(4)
        drift = (Move(first.product, strangers, ()),)
        self._step(drift=drift, act="refresh")
        declared = replace(first, users=(*first.users, *strangers))
        self._programs[0] = (declared, *others)
        self._step("stranger declared", approve=True)
        self._step(act="destroy", approve=True)

    def _approval_is_borrowed(self) -> None:
        """The other stack is offered an approval; this one takes the product over with it."""
        first, *others = self._programs[0]
        users = first.users if len(first.users) > 4 else self._people.others((), 9) + first.users
        first = replace(first, ownership="exclusive", users=users, limit=0.0, retain=False, late="")
        self._programs[0] = (first, *others)
        self._step("roster", approve=True)
        short = replace(first, users=first.users[: len(users) // 2])
        self._programs[0] = (short, *others)
        self._step("export breaks", approve=False)
        self._programs[1] = (replace(short, ids="text", component="", alias=""),)
        self._step("approval borrowed", "begun", stack=1, approve=False, borrow=True)

    def _renamed_and_drifted(self) -> None:
        """A rename that loses nothing, and then seats that move."""
        first, *others = self._programs[0]
        name = self._edits.name(self._programs[0])
        self._programs[0] = (
            replace(first, name=name, alias=first.place),
            *(
                replace(each, late=name if each.late == first.name else each.late)
                for each in others
            ),
        )
        self._step("renamed with alias", approve=True)
        users = first.users[: len(first.users) // 3]
        drift = (Move(first.product, self._people.strangers(3), users),)
        self._step(drift=drift, act=self._random.choice(("up", "refresh")))

    def _people_are_renamed(self) -> None:
        """People have other names; the program says them, or some, and has one itself or not.

        In the end somebody who has another name leaves.
        """
        first, *others = self._programs[0]
        first = replace(first, users=first.users or self._people.others((), 9))
        self._programs[0] = (first, *others)
        self._step("roster", approve=True)
        renamed = self._directory.renamed(first.declared)
        written, moved = self._random.choice((0.0, 0.0, 0.5, 1.0)), self._is(0.5)
        users = self._directory.names_of_today(first.users, written)
        name = self._edits.name(self._programs[0]) if moved else first.name
        alias = first.place if moved and self._is(0.5) else first.alias
        now = replace(first, users=users, name=name, alias=alias)
        followed = (
            replace(each, late=name if each.late == first.name else each.late, ids="text")
            for each in others
        )
        self._programs[0] = (now, *followed)
        kinds = ["new name written"] * (users != first.users)
        kinds += [("renamed with alias" if alias == first.place else "renamed")] * moved
        drift = (Move(first.product, renamed=renamed),)
        self._step(*kinds, drift=drift, approve=True, settled=True)
        left = tuple(user for user in users if not user.lower().startswith("new."))
        self._programs[0] = (replace(now, users=left), *self._programs[0][1:])
        self._step("roster", approve=True)

    def _entry(self, product: str) -> Entry:
        programs = [step.program for step in self._steps]
        declared = {u for p in programs for a in p if a.key == key_of(product) for u in a.declared}
        holders = [user for user in sorted(declared) if self._is(0.2)]
        if self._is(0.4):
            holders += STRANGERS[-self._random.randint(1, 5) :]
        spare = self._random.choices((0, 6, 400), (1, 1, 8))[0]
        wanted = len(declared) if spare else len(declared) // 2
        holders = [*dict.fromkeys(holders)]
        capacity = max(wanted, len(holders)) + spare
        entry = Entry(product, capacity, "open" if self._is(0.15) else "restricted", tuple(holders))
        return self._directory.entry(entry, declared) if self._service == "graph" else entry

    def _is(self, chance: float) -> bool:
        return self._random.random() < chance
