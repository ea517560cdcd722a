"""Drawing what only Graph has: a directory, groups, service plans, and answers that are late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from tests.drawn.editing import Edits
from tests.drawn.people import ANOTHER, STRANGERS, People
from tests.drawn.values import PLANS, Directory, Entry, Move, fold


class DirectoryDraw:
    """Draws Graph's part of a case, from the case's source of chance."""

    def __init__(self, random: Random, people: People, edits: Edits) -> None:
        self._random = random
        self._people = people
        self._edits = edits
        self._there: tuple[str, ...] = ()

    def drawn(self) -> Directory:
        """The directory: some have no usage location, and some of a roster are not there."""
        everybody = (*self._people.everybody, *STRANGERS, *ANOTHER)
        share = self._random.choice((0.0, 0.0, 0.04))
        gone = self._people.some(self._people.everybody, share)
        self._there = tuple(user for user in everybody if user not in gone)
        return Directory(
            people=self._there,
            unplaced=self._people.some(self._people.everybody, share),
            index=self._random.choice((0, 0, 1, 1, 2, 1000)),
            replica=self._random.random() < 0.3,
            shuffled=self._random.random() < 0.5,
        )

    def entry(self, entry: Entry, declared: Iterable[str]) -> Entry:
        """What was bought of a licence, whom a group gives it, and the plans that are off."""
        everybody = sorted({*declared, *STRANGERS[:4]}.intersection(self._there))
        members = self._people.some(everybody, self._random.choice((0.0, 0.1, 0.4)))
        return replace(
            entry,
            policy="restricted",
            capacity=entry.capacity + len(members),
            holders=tuple(user for user in entry.holders if user in self._there),
            members=members,
            off=self._people.some(PLANS, self._random.choice((0.0, 0.3))),
        )

    def moved(self, move: Move, known: list[str]) -> Move:
        """What somebody else does besides giving and taking."""
        some = self._people.some
        names = self.renamed(known) if self._random.random() < 0.6 else ()
        return replace(
            move,
            joined=some((*known, *STRANGERS[:4]), self._rarely(0.1)),
            left=some((*known, *STRANGERS[:4]), self._rarely(0.3)),
            switched=some((*known, *STRANGERS), self._rarely(0.2)),
            renamed=names,
            deleted=some(known, self._rarely(0.05)),
            relocated=some(known, self._rarely(0.1)),
            plan="NEWS" if self._random.random() < 0.1 else "",
        )

    def renamed(self, users: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Some who have another name from now on."""
        first = sorted(user for user in users if not user.startswith("new."))
        names = tuple((user, f"new.{user}") for user in self._people.some(first, 0.2))
        self._edits.renamed.update(names)
        return names

    def names_of_today(self, users: Iterable[str], share: float) -> tuple[str, ...]:
        """The same people, about a share of whom are called as they are by now."""
        names = self._edits.renamed
        return tuple(
            names.get(fold(user), user) if self._random.random() < share else user for user in users
        )

    def _rarely(self, share: float) -> float:
        return self._random.choice((0.0, 0.0, share))
