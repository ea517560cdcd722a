"""The emulator's tenant under watch: who gave, took and changed whose direct licence.

A person is called here as the directory did at first, whatever the name is by now: so whoever is
renamed stays the same to everything that is compared. Time passes from run to run and not within
one, so that what a stale read sees is the same each time a case is played.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from pulumi_microsoft_seats.emulator.graph.meanwhile import Meanwhile
from pulumi_microsoft_seats.emulator.graph.objects import Content, Path, Sku, User
from pulumi_microsoft_seats.emulator.graph.tenant import Tenant
from pulumi_microsoft_seats.emulator.graph.tenant_table import TenantTable
from tests.drawn.expected import View
from tests.drawn.history import Action, History
from tests.drawn.values import Move, fold, key_of

GROUP = "Has {}"
"""The group that gives a licence, by the id of its SKU."""


class LicenseBooks(Tenant, History):
    """A tenant that keeps a history, and in which SKUs can vanish for a while.

    Attributes:
        people: the person of each name that anybody ever had, in small letters.
        meanwhile: what somebody else can do; of the service whose tenant it is.
    """

    def __init__(self) -> None:
        History.__init__(self)
        self._moment = 0.0
        self._skus: dict[str, Sku] = {}
        self._persons: dict[str, str] = {}
        self.people: dict[str, str] = {}
        self.meanwhile: Meanwhile
        database = sqlite3.connect(":memory:", check_same_thread=False)
        Tenant.__init__(self, TenantTable(database), now=lambda: self._moment)

    def pass_time(self) -> None:
        """Let another run begin."""
        self._moment += 1

    @property
    def skus(self) -> dict[str, Sku]:
        """The SKUs, without what has vanished."""
        if not self.vanished:
            return self._skus
        return {id_: sku for id_, sku in self._skus.items() if id_ not in self.vanished}

    @skus.setter
    def skus(self, skus: dict[str, Sku]) -> None:
        self._skus = skus

    def replace(self, content: Content) -> None:
        """Start from this."""
        super().replace(content)
        self._persons = {user.id: fold(user.name) for user in content.users}
        self.people = {name: name for name in self._persons.values()}

    def put_user(self, user: User) -> None:
        """Add a user, or have it as it is now, and note which direct licences that changes."""
        before = self._users.get(user.id)
        super().put_user(user)
        self.people[fold(user.name)] = self._persons.setdefault(user.id, fold(user.name))
        self._note(before, user)

    def remove_user(self, user: User) -> None:
        """Delete a user, and note what that takes."""
        super().remove_user(user)
        self._note(user, None)

    def user_of(self, person: str) -> User | None:
        """Somebody, by any name of any time; None where there is nobody."""
        wanted = self.people.get(fold(person))
        found = (id_ for id_, each in self._persons.items() if each == wanted)
        return self._users.get(next(found, ""))

    def person(self, key: str) -> str:
        """The person of an id, or of any name of any time."""
        return self._persons.get(key.lower()) or self.people.get(fold(key), fold(key))

    def paths(self) -> Iterator[tuple[str, Path]]:
        """Everybody's licences, by whichever path they come, that are any."""
        for user in self._users.values():
            for path in user.paths:
                if path.gives:
                    yield self._persons[user.id], path

    def seen(self, users: Iterator[User], sku_id: str) -> dict[str, View]:
        """What of a SKU can be seen of some users, by person."""
        found = {}
        for user in users:
            paths = [path for path in user.paths if path.sku_id == sku_id and path.gives]
            if paths:
                off = [self.plan_names(path) for path in paths if path.group is None]
                found[self._persons[user.id]] = View(bool(off), off[0] if off else frozenset())
        return found

    def plan_names(self, path: Path) -> frozenset[str]:
        """The names of the service plans that are off in a path."""
        plans = self._skus[path.sku_id].plans
        return frozenset(plan.name for plan in plans if plan.id in path.disabled)

    def names(self) -> dict[str, str]:
        """The person of each name of today."""
        return {fold(user.name): self._persons[id_] for id_, user in self._users.items()}

    def unplaced(self) -> frozenset[str]:
        """Who has no usage location."""
        users = self._users.items()
        return frozenset(self._persons[id_] for id_, user in users if not user.usage_location)

    def holders(self) -> Mapping[str, frozenset[str]]:
        """Everybody who has a licence directly, by SKU."""
        held = [(person, path.sku_id) for person, path in self.paths() if path.group is None]
        return {id_: frozenset(p for p, sku in held if sku == id_) for id_ in self._skus}

    def move(self, product: str, action: Action, users: Sequence[str]) -> int:
        """Give or take direct licences as an administrator does; how many were moved."""
        taken, given = (users, ()) if action == "reclaim" else ((), users)
        noted = len(self.history)
        self.happens(Move(product, tuple(given), tuple(taken)))
        return len(self.history) - noted

    def fill(self, product: str) -> int:
        """Take the units that are free, for somebody outside the directory."""
        free = max(0, self.free(product))
        self.meanwhile.take_units(product, free)
        return free

    def give_back(self) -> None:
        """Give them back."""
        for sku in list(self._skus.values()):
            self.meanwhile.take_units(sku.id, -sku.taken)

    def meddle(self, product: str, kind: str, users: Sequence[str]) -> bool:
        """Let some users join the group or leave it, be renamed or deleted, or a plan be added."""
        some = tuple(users[:2])
        self.happens(
            {
                "joined by another": Move(product, joined=some),
                "left by another": Move(product, left=some),
                "renamed by another": Move(product, renamed=tuple((u, f"new.{u}") for u in some)),
                "deleted by another": Move(product, deleted=some[:1]),
                "plan added": Move(product, plan="NEWS"),
            }[kind]
        )
        return True

    def happens(self, move: Move) -> None:
        """Do what somebody else does, as far as it is possible."""
        with self.by_another():
            self._people_change(move)
            sku = key_of(move.product)
            if sku not in self._skus:
                return
            group = GROUP.format(sku)
            for user in self._users_of(move.taken):
                if user.direct(sku):
                    self.meanwhile.take(sku, user.id)
            for user in self._users_of(move.given):
                if not user.direct(sku) and (sku in user.held or self.free(sku) > 0):
                    self.meanwhile.give(sku, user.id)
            for user in self._users_of(move.switched):
                path = user.direct(sku)
                if path:
                    self.meanwhile.give(sku, user.id, () if path.disabled else ("TEAMS1",))
            joined = [user.id for user in self._users_of(move.joined)]
            left = [user.id for user in self._users_of(move.left)]
            if joined or left:
                self.meanwhile.change_members(group, joined, left)
            if move.plan:
                self.meanwhile.add_plan(sku, move.plan)

    def _people_change(self, move: Move) -> None:
        for old, new in move.renamed:
            user = self.user_of(old)
            if user and fold(new) not in self.people:
                self.meanwhile.rename_user(user.id, new)
        for user in self._users_of(move.deleted):
            self.meanwhile.delete_user(user.id)
        for user in self._users_of(move.relocated):
            self.meanwhile.set_usage_location(user.id, None if user.usage_location else "DE")

    def _users_of(self, people: Sequence[str]) -> list[User]:
        return [user for user in map(self.user_of, people) if user is not None]

    def _note(self, before: User | None, after: User | None) -> None:
        for sku_id in self._skus:
            was = before.direct(sku_id) if before else None
            now = after.direct(sku_id) if after else None
            person = self._persons[(before or after).id]  # type: ignore[union-attr]
            if was is None and now is not None:
                self.noted(sku_id, "assign", person)
            elif was is not None and now is None:
                self.noted(sku_id, "reclaim", person)
            elif was is not None and now is not None and was.disabled != now.disabled:
                self.noted(sku_id, "change", person)
