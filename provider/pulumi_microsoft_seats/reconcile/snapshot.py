"""The seats of one product as they are now, as far as they were read, corrected by writes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..domain.roster import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from ..domain.model import Seat


class Snapshot:
    """Held seats by folded user name. Safe to use from several threads.

    It knows either everybody, or the users that were asked for and nobody else.

    Args:
        seats: all seats, when they are known already.
    """

    def __init__(self, seats: Iterable[Seat] | None = None) -> None:
        self._lock = threading.Lock()
        self._seats: dict[str, Seat] = {}
        self._users: frozenset[str] | None = None
        self._asked: set[str] = set()
        self._is_whole = False
        self._corrections: dict[str, Seat | None] = {}
        if seats is not None:
            self.learn_all(seats)

    @property
    def is_whole(self) -> bool:
        """Whether it knows everybody who holds a seat."""
        return self._is_whole

    @property
    def users(self) -> frozenset[str]:
        """Everybody it knows to hold a seat, folded."""
        with self._lock:
            # Asked for several times a call, and large: made once, until a write corrects it.
            if self._users is None:
                self._users = frozenset(self._seats)
            return self._users

    def unknown(self, users: AbstractSet[str]) -> list[str]:
        """Those of some users (folded) of whom it does not know whether they hold a seat."""
        with self._lock:
            return [] if self._is_whole else sorted(users - self._asked)

    def seat_of(self, user: str) -> Seat | None:
        """The seat of a user (folded), if there is one."""
        with self._lock:
            return self._seats.get(user)

    def dates(self, users: Iterable[str]) -> dict[str, str]:
        """When the seats of some holders (folded) were assigned, by user; empty if unsaid."""
        with self._lock:
            return {user: self._seats[user].assigned_at or "" for user in sorted(users)}

    def learn(self, users: Iterable[str], seats: Iterable[Seat]) -> None:
        """Take note of the seats that some users (folded) hold; those not among them hold none."""
        with self._lock:
            self._asked.update(users)
            self._take(seats)

    def learn_all(self, seats: Iterable[Seat]) -> None:
        """Take note of everybody's seat."""
        found = {fold(seat.user): seat for seat in seats}
        with self._lock:
            self._seats = {}
            self._take(found.values())
            self._is_whole = True

    def correct(self, *, gained: Iterable[Seat] = (), lost: Iterable[str] = ()) -> None:
        """Take note of what our own writes changed; `lost` holds folded users."""
        with self._lock:
            self._corrections.update({fold(seat.user): seat for seat in gained})
            self._corrections.update(dict.fromkeys(lost))
            self._apply_corrections()

    def _take(self, seats: Iterable[Seat]) -> None:
        self._seats.update({fold(seat.user): seat for seat in seats})
        # A list that was under way while we wrote may hold the seats of before.
        self._apply_corrections()

    def _apply_corrections(self) -> None:
        self._users = None
        for user, seat in self._corrections.items():
            if seat is None:
                self._seats.pop(user, None)
            else:
                self._seats[user] = seat
