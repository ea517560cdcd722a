"""Drawing people and how their names are spelled."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from random import Random


def _people(count: int) -> tuple[str, ...]:
    """Few enough that rosters overlap; some with an accent, and some are guests."""
    return tuple(_person(number) for number in range(count))


def _person(number: int) -> str:
    name = "josé" if number % 7 == 3 else "person"
    guest = "_fabrikam.com#EXT#" if number % 13 == 5 else ""
    return f"{name}{number:02}{guest}@contoso.com"


_SIZES = ((0, 1, 5, 14, 30, 60), (1, 1, 5, 5, 3, 1))

ANOTHER = tuple(f"another{number}@contoso.com" for number in range(8))
"""Who is given a seat while something goes wrong."""

STRANGERS = tuple(f"mallory{number:02}@contoso.com" for number in range(15))
"""Who is given a seat by somebody else."""


class People:
    """Draws people, from one source of chance; `many` when each roster takes several bulk calls."""

    def __init__(self, random: Random, *, many: bool) -> None:
        self._random = random
        self._many = many
        self._people = _people(180 if many else 80)

    def roster(self) -> tuple[str, ...]:
        """A roster, mostly a small one."""
        sizes, weights = ((26, 60, 120), (3, 4, 1)) if self._many else _SIZES
        size = self._random.choices(sizes, weights)[0]
        return self.spelled(self._random.sample(self._people, size))

    def some(self, users: Iterable[str], share: float) -> tuple[str, ...]:
        """Some of these, about a share of them."""
        return tuple(user for user in users if self._random.random() < share)

    @property
    def everybody(self) -> tuple[str, ...]:
        """Everybody who may be in a roster."""
        return self._people

    def others(self, users: Iterable[str], most: int) -> tuple[str, ...]:
        """A few people who are not among these, or so many that they take several calls."""
        left = sorted(set(self._people) - set(users))
        most *= 6 if self._many else 1
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
