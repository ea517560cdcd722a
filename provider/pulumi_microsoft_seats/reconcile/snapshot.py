"""The seats of one product as they are now, as far as they were read, corrected by writes."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from ..domain.roster import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from ..domain.model import Holding, Seat


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
        self._inherited: frozenset[str] | None = None
        self._hindrances: dict[str, str] = {}
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
        """Everybody it knows to hold a seat that can be reclaimed, folded."""
        with self._lock:
            # Asked for several times a call, and large: made once, until a write corrects it.
            if self._users is None:
                self._users = frozenset(u for u, seat in self._seats.items() if seat.is_direct)
            return self._users

    @property
    def inherited(self) -> frozenset[str]:
        """Everybody it knows to hold one through something else alone, folded."""
        with self._lock:
            if self._inherited is None:
                held = self._seats.items()
                self._inherited = frozenset(u for u, seat in held if not seat.is_direct)
            return self._inherited

    @property
    def hindrances(self) -> dict[str, str]:
        """Who cannot be given a seat, nor have it changed, folded, and why."""
        with self._lock:
            return dict(self._hindrances)

    def unasked(self, users: AbstractSet[str]) -> list[str]:
        """Those of some users (folded) for whom the service was not asked, listed or not."""
        with self._lock:
            return sorted(users - self._asked)

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

    def learn(self, holdings: Iterable[Holding]) -> None:
        """Take note of what some users (folded) hold, whatever a list said."""
        with self._lock:
            for each in holdings:
                self._asked.add(each.user)
                self._seats.pop(each.user, None)
                self._hindrances.pop(each.user, None)
                if each.seat is not None:
                    self._seats[each.user] = each.seat
                if each.hindrance:
                    self._hindrances[each.user] = each.hindrance
            self._apply_corrections()

    def learn_all(self, seats: Iterable[Seat], *, is_exact: bool = True) -> None:
        """Take note of everybody's seat.

        Args:
            seats: as they were listed.
            is_exact: whether the list is truer than what was answered of single users.
        """
        found = {fold(seat.user): seat for seat in seats}
        with self._lock:
            if is_exact:
                self._seats = found
            else:
                asked = {user: seat for user, seat in self._seats.items() if user in self._asked}
                listed = {user: seat for user, seat in found.items() if user not in self._asked}
                self._seats = listed | asked
            self._is_whole = True
            # A list that was under way while we wrote may hold the seats of before.
            self._apply_corrections()

    def correct(self, *, gained: Iterable[Seat] = (), lost: Iterable[str] = ()) -> None:
        """Take note of what our own writes changed; `lost` holds folded users."""
        with self._lock:
            self._corrections.update({fold(seat.user): seat for seat in gained})
            self._corrections.update(dict.fromkeys(lost))
            self._apply_corrections()

    def _apply_corrections(self) -> None:
        self._users = self._inherited = None
        for user, seat in self._corrections.items():
            before = self._seats.pop(user, None)
            if seat is not None:
                self._seats[user] = seat
            elif before is not None and before.through:
                self._seats[user] = replace(before, is_direct=False)
