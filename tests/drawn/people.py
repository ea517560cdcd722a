"""Drawing people and how their names are spelled."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from random import Random

PEOPLE = tuple(
    f"{'josé' if number % 7 == 3 else 'person'}{number:02}@contoso.com" for number in range(80)
)
"""Few enough that rosters overlap, and enough for several bulk calls."""

STRANGERS = tuple(f"mallory{number:02}@contoso.com" for number in range(15))
"""Who is given a seat by somebody else."""


class People:
    """Draws people, from one source of chance."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def roster(self) -> tuple[str, ...]:
        """A roster of any size, mostly small."""
        size = self._random.choices((0, 1, 5, 14, 30, 60), (1, 1, 5, 5, 3, 1))[0]
        return self.spelled(self._random.sample(PEOPLE, size))

    def some(self, users: Iterable[str], share: float) -> tuple[str, ...]:
        """Some of these, about a share of them."""
        return tuple(user for user in users if self._random.random() < share)

    def others(self, users: Iterable[str], most: int) -> tuple[str, ...]:
        """A few people who are not among these."""
        left = sorted(set(PEOPLE) - set(users))
        return tuple(self._random.sample(left, min(self._random.randint(1, most), len(left))))

    def strangers(self, most: int) -> tuple[str, ...]:
        """A few of those who are in no roster."""
        return tuple(self._random.sample(STRANGERS, self._random.randint(1, most)))

    def spelled(self, users: Sequence[str]) -> tuple[str, ...]:
        """The same people, here and there in capitals, or with accents in two characters."""
        return tuple(self._spelled(user) for user in users)

    def _spelled(self, user: str) -> str:
        chosen = self._random.choice((user, user, user, user.upper(), user.title()))
        form = self._random.choice(("NFC", "NFC", "NFD"))
        return unicodedata.normalize("NFD" if form == "NFD" else "NFC", chosen)
