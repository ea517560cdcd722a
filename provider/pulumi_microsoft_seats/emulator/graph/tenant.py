"""The tenant: its people, groups and SKUs, of this moment and as stale reads see them."""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..spelling import fold
from .objects import Content, Group, Sku, User
from .odata_filter import Comparison, narrowest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .odata_filter import Filter
    from .tenant_table import TenantTable


@dataclass(frozen=True, slots=True)
class Staleness:
    """How old what a request sees may be.

    Attributes:
        seconds: It does not see what was changed within so many seconds.
        users: The folded names and ids for which that is so; None for everybody.
    """

    seconds: float = 0.0
    users: frozenset[str] | None = None


FRESH = Staleness()


@dataclass(frozen=True, slots=True)
class _Version:
    """A user as it was until a moment; None when there was none."""

    until: float
    user: User | None


class Tenant:
    """People, groups and SKUs, kept in memory and written to a table as they change.

    Args:
        table: Where they are kept.
        now: A clock that never goes back, in seconds.
    """

    def __init__(self, table: TenantTable, now: Callable[[], float] = time.monotonic) -> None:
        self._table = table
        self._now = now
        self.remembers_for: Callable[[], float] = lambda: 0.0
        """How many seconds old the oldest version of a user has to be that a read may see."""
        self._load(table.content())

    def replace(self, content: Content) -> None:
        """Forget everything, and have this instead."""
        self._table.replace(content)
        self._load(content)

    def content(self) -> Content:
        """Everything, in the order in which it was put."""
        return Content(
            tuple(self._users.values()), tuple(self.groups.values()), tuple(self.skus.values())
        )

    @property
    def size(self) -> int:
        """How many people there are."""
        return len(self._users)

    def user(self, key: str, staleness: Staleness = FRESH) -> User | None:
        """The user of an id or a name, in any capitals."""
        folded = fold(key)
        found = self._users.get(folded) or self._users.get(self._ids.get(folded, ""))
        if not staleness.seconds or (found is not None and found.id not in self._versions):
            return found
        # Somebody else may have had the name, and whoever has it now may have had another.
        seen = (self._seen(id_, staleness) for id_ in self._versions)
        return next((user for user in seen if user and folded in (user.id, fold(user.name))), None)

    def users_after(
        self, id_: str, staleness: Staleness = FRESH, filter_: Filter | None = None
    ) -> Iterator[User]:
        """The users whose ids come after one, in the order of ids.

        Whom the filter would not let through may be left out, which is what indices are for.
        """
        is_stale = staleness.seconds > 0 and bool(self._versions)
        order = self._order_with_the_gone() if is_stale else self._narrowed(filter_)
        for place in range(bisect_right(order, id_), len(order)):
            user = self._seen(order[place], staleness)
            if user is not None:
                yield user

    def put_user(self, user: User) -> None:
        """Add a user, or have it as it is now."""
        before = self._users.get(user.id)
        self._remember(user.id, before)
        if before is None:
            insort(self._order, user.id)
        if before is None or before.name != user.name:
            if before is not None:
                self._forget_name(before)
            self._ids[fold(user.name)] = user.id
            insort(self._names, fold(user.name))
        had, has = before.held if before else frozenset(), user.held
        self._freed += [(self._now(), sku_id) for sku_id in had - has]
        self._consumed.subtract(had - has)
        self._consumed.update(has - had)
        self._users[user.id] = user
        self._table.put_user(user)

    def remove_user(self, user: User) -> None:
        """Delete a user, from groups as well."""
        self._remember(user.id, user)
        del self._users[user.id]
        self._forget_name(user)
        self._order.remove(user.id)
        self._consumed.subtract(user.held)
        self._table.remove_user(user)
        for group in list(self.groups.values()):
            if user.id in group.members:
                members = tuple(id_ for id_ in group.members if id_ != user.id)
                self.put_group(replace(group, members=members))

    def put_group(self, group: Group) -> None:
        """Add a group, or have it as it is now; its members' licences are not touched."""
        self.groups[group.id] = group
        self._table.put_group(group)

    def put_sku(self, sku: Sku) -> None:
        """Add a SKU, or have it as it is now."""
        self.skus[sku.id] = sku
        self._table.put_sku(sku)

    def consumed(self, sku_id: str) -> int:
        """How many units of a SKU are used; whoever holds it by several paths uses one."""
        return self._consumed[sku_id] + self.skus[sku_id].taken

    def free(self, sku_id: str, held_back_for: float = 0.0) -> int:
        """How many units of a SKU can be assigned; negative when too many are.

        Args:
            sku_id: The SKU.
            held_back_for: The seconds for which a unit that was freed is no use.
        """
        since = self._now() - held_back_for
        held_back = sum(moment > since for moment, freed in self._freed if freed == sku_id)
        return self.skus[sku_id].assignable - self.consumed(sku_id) - held_back

    def _load(self, content: Content) -> None:
        self._users = {user.id: user for user in content.users}
        self._ids = {fold(user.name): user.id for user in content.users}
        self._names = sorted(self._ids)
        self._order = sorted(self._users)
        self.groups = {group.id: group for group in content.groups}
        self.skus = {sku.id: sku for sku in content.skus}
        self._consumed = Counter(sku_id for user in content.users for sku_id in user.held)
        self._versions: dict[str, list[_Version]] = {}
        self._freed: list[tuple[float, str]] = []

    def _forget_name(self, user: User) -> None:
        del self._ids[fold(user.name)]
        del self._names[bisect_left(self._names, fold(user.name))]

    def _remember(self, id_: str, user: User | None) -> None:
        oldest = self._now() - self.remembers_for()
        self._freed = [entry for entry in self._freed if entry[0] > oldest]
        if self.remembers_for():
            kept = [old for old in self._versions.get(id_, ()) if old.until > oldest]
            self._versions[id_] = [*kept, _Version(self._now(), user)]
        else:
            self._versions.clear()

    def _seen(self, id_: str, staleness: Staleness) -> User | None:
        user = self._users.get(id_)
        moment = self._now() - staleness.seconds
        for version in self._versions.get(id_, ()) if staleness.seconds else ():
            if version.until > moment and _is_named(version.user or user, staleness):
                return version.user
        return user

    def _narrowed(self, filter_: Filter | None) -> list[str]:
        ids = narrowest(filter_, "id")
        if isinstance(ids, Comparison):
            return sorted(self._users.keys() & set(ids.values))
        names = narrowest(filter_, "userPrincipalName")
        if isinstance(names, Comparison):
            return sorted(self._ids[name] for name in set(names.values) & self._ids.keys())
        low, high = names
        if low is None and high is None:
            return self._order
        start = 0 if low is None else bisect_left(self._names, low)
        end = len(self._names) if high is None else bisect_right(self._names, high)
        return sorted(self._ids[name] for name in self._names[start:end])

    def _order_with_the_gone(self) -> list[str]:
        gone = self._versions.keys() - self._users.keys()
        return sorted([*self._order, *gone]) if gone else self._order


def _is_named(user: User | None, staleness: Staleness) -> bool:
    if staleness.users is None or user is None:
        return staleness.users is None
    return user.id in staleness.users or fold(user.name) in staleness.users
