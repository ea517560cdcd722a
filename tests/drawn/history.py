"""Who gave and took which seat, whichever service it is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, Protocol

Action = Literal["assign", "reclaim", "change", "repeat"]
"""A seat is given or taken, its service plans are switched; or what is so already is asked for."""


@dataclass(frozen=True)
class Movement:
    """A seat that was given, taken or changed; `by_another` when it was not the program."""

    product: str
    action: Action
    user: str
    by_another: bool


@dataclass(frozen=True)
class Write:
    """A call that is to write: of which product (in small letters), what, for which users."""

    product: str
    action: Action
    users: frozenset[str]


class History:
    """What happened to the seats of a service.

    Attributes:
        history: every movement, in order.
        overdrawn: where more seats are held than were bought.
        vanished: the products that have vanished for a while.
    """

    def __init__(self) -> None:
        self._another = False
        self.vanished: set[str] = set()
        self.history: list[Movement] = []
        self.overdrawn: list[str] = []

    def forget(self) -> None:
        """Begin anew."""
        for each in (self.vanished, self.history, self.overdrawn):
            each.clear()

    @contextmanager
    def by_another(self) -> Iterator[None]:
        """What happens in here, somebody else does."""
        self._another = True
        try:
            yield
        finally:
            self._another = False

    def noted(self, product: str, action: Action, user: str) -> None:
        """Take note of a movement."""
        self.history.append(Movement(product, action, user, self._another))


class Books(Protocol):
    """A service's seats under watch, by product in small letters and by person."""

    vanished: set[str]
    history: list[Movement]
    overdrawn: list[str]

    def forget(self) -> None:
        """Forget what was."""

    def move(self, product: str, action: Action, users: Sequence[str]) -> int:
        """Give or take seats as somebody else than the program; how many were moved."""

    def fill(self, product: str) -> int:
        """Use up the seats that are free, as somebody else; how many there were."""

    def holders(self) -> Mapping[str, frozenset[str]]:
        """Everybody who holds a seat that can be taken."""

    def meddle(self, product: str, kind: str, users: Sequence[str]) -> bool:
        """Do to some users what only happens at this service; False where it cannot be done."""

    def give_back(self) -> None:
        """Return what was used up."""
