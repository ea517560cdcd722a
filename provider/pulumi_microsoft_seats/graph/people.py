"""Who is who: the names that a program uses, and the object ids that outlive a change of name."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..domain.roster import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from .values import DirectoryUser


class People:
    """The users that were met with one product, by name and by id. Safe from several threads.

    Of another product the program may speak of the same person by another name.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: dict[str, str] = {}
        self._called: dict[str, str] = {}
        self._renamed: dict[str, DirectoryUser] = {}
        self._today: set[str] = set()
        self._expected: set[str] = set()

    def expect(self, users: Iterable[str], ids: Mapping[str, str]) -> None:
        """Take note of names (folded) that a program uses, and of whom some of them mean."""
        with self._lock:
            self._expected.update(users)
            for user, id_ in ids.items():
                self._ids.setdefault(user, id_)
                self._called.setdefault(id_, user)

    def called(self, user: DirectoryUser) -> str:
        """What the program calls a user: by the name of today, unless it means the id by another.

        Takes note of the user.
        """
        name = fold(user.user_principal_name)
        with self._lock:
            called = self._called.get(user.id)
            if called is None or called == name:
                self._ids[name] = user.id
                return user.user_principal_name
            if called not in self._today:
                self._renamed[called] = user
            return called

    def notice(self, name: str, user: DirectoryUser) -> None:
        """Take note of whom a name (folded) that was asked for means, if by another name of today.

        State may have somebody by both names, of which `called` says one.
        """
        with self._lock:
            if name != fold(user.user_principal_name) and name not in self._today:
                self._renamed.setdefault(name, user)

    def meet(self, name: str, user: DirectoryUser) -> None:
        """Take note of whom a name (folded) means."""
        with self._lock:
            self._ids[name] = user.id

    def is_renamed(self, name: str) -> bool:
        """Whether a name (folded) means somebody who has another one by now."""
        with self._lock:
            return name in self._renamed

    def has_name(self, name: str, user: DirectoryUser) -> None:
        """Take note of who has the name (folded) today of somebody who seemed to be renamed.

        Mostly somebody else; or the same one, of whom a list that lags had the name of before.
        """
        with self._lock:
            former = self._renamed.pop(name, None)
            if former is not None and former.id == user.id:
                self._today.add(name)
            elif former is not None:
                self._called.pop(former.id, None)
            self._ids[name] = user.id

    def id_of(self, name: str) -> str | None:
        """The id of a user (folded); None where it is not known."""
        with self._lock:
            return self._ids.get(name)

    def ids(self, users: AbstractSet[str]) -> dict[str, str]:
        """The ids of those of some users (folded) of whom it is known."""
        with self._lock:
            return {user: self._ids[user] for user in sorted(users & self._ids.keys())}

    def renamed(self, users: AbstractSet[str]) -> dict[str, str]:
        """Those of some users (folded) who have another name by now, and which."""
        with self._lock:
            known = sorted(users & self._renamed.keys())
            return {user: self._renamed[user].user_principal_name for user in known}

    def boundaries(self, ranges: int) -> tuple[str, ...]:
        """Names that divide those that programs use into about so many ranges of one length."""
        with self._lock:
            ordered = sorted(self._expected)
        if len(ordered) < ranges:
            return ()
        return tuple(ordered[len(ordered) * each // ranges] for each in range(1, ranges))
