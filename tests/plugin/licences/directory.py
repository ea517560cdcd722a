"""A directory in memory: people with ids, groups, service plans, and an index that can lag."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import pytest

from pulumi_microsoft_seats.domain.errors import SeatsError
from pulumi_microsoft_seats.graph.client import GraphClient
from pulumi_microsoft_seats.graph.license_writes import LicenseWrites
from pulumi_microsoft_seats.graph.refusals import InheritedOnly, NotHeld, UserNotFound
from pulumi_microsoft_seats.graph.seat_service import GraphSeatService
from pulumi_microsoft_seats.graph.values import (
    EVERYBODY,
    AssignedLicense,
    DirectoryUser,
    LicenseChange,
    LicenseState,
    NameRange,
    ServicePlan,
    SubscribedSku,
)
from pulumi_microsoft_seats.plugin.kinds import LICENSE_ASSIGNMENT, ResourceKind
from pulumi_microsoft_seats.plugin.session import PluginSession
from tests.plugin.world import TYPES, Properties, StackOf, opened

E3 = "1b7a8c40-5a11-4d0e-8a10-00000000e3e3"
E5 = "1b7a8c40-5a11-4d0e-8a10-00000000e5e5"
STAFF = "9c2e0000-0000-4000-8000-000000000077"
EXCHANGE, TEAMS, FORMS = (f"8a000000-0000-4000-8000-00000000000{number}" for number in (1, 4, 6))
PLANS = {EXCHANGE: "EXCHANGE_S_ENTERPRISE", TEAMS: "TEAMS1"}
LICENSE_URN = f"{TYPES}LicenseAssignment::e3"

Path = tuple[str, "str | None"]
"""A SKU, and the group that gives it; None where it is assigned directly."""


@dataclass
class Person:
    """A user of the directory.

    Attributes:
        paths: by which licences are held, each with the plans that are off.
    """

    id: str
    name: str
    location: str | None = "DE"
    paths: dict[Path, frozenset[str]] = field(default_factory=dict)

    def as_told(self) -> DirectoryUser:
        """What the service says of this moment."""
        skus = sorted({sku for sku, _ in self.paths})
        states = [
            LicenseState(sku, group, "Active", None, off, "2026-11-02T12:00:00Z")
            for (sku, group), off in self.paths.items()
        ]
        licences = tuple(map(AssignedLicense, skus))
        return DirectoryUser(self.id, self.name, self.location, True, licences, tuple(states))  # noqa: FBT003 - the account is enabled


class Directory(GraphClient):
    """The directory itself, the index of it that lists are read from, and what was written.

    It stands in for the client, so that all above it is what really runs.

    Attributes:
        writes: each change of a licence: what was done, of which SKU, to whom.
        plans: the service plans of each SKU.
        elsewhere: units that people hold who are of no concern; many make lists dear.
    """

    def __init__(self, executor: Executor, *, elsewhere: int = 0) -> None:
        self.executor = executor
        self.elsewhere = elsewhere
        self.people: dict[str, Person] = {}
        self.plans = dict(PLANS)
        self.skus = {E3: "SPE_E3", E5: "SPE_E5"}
        self.writes: list[tuple[str, str, str]] = []
        self.refused: dict[str, SeatsError] = {}
        self._index: list[DirectoryUser] | None = None

    def add(self, *names: str, location: str | None = "DE") -> None:
        """New people."""
        for name in names:
            id_ = f"6f1c0c9e-2f0a-4a60-9a51-{len(self.people) + 1:012}"
            self.people[id_] = Person(id_, name, location)

    def person(self, name: str) -> Person:
        """Who is called so today."""
        return next(each for each in self.people.values() if each.name == name)

    def give(self, *names: str, sku: str = E3, off: Sequence[str] = ()) -> None:
        """Somebody assigns people a licence."""
        for name in names:
            self.person(name).paths[sku, None] = frozenset(off)

    def take(self, *names: str, sku: str = E3) -> None:
        """Somebody removes what is assigned to people."""
        for name in names:
            del self.person(name).paths[sku, None]

    def join(self, *names: str) -> None:
        """People come into a group that gives E3."""
        for name in names:
            self.person(name).paths[E3, STAFF] = frozenset()

    def rename(self, name: str, today: str) -> None:
        """Somebody has another name from now on."""
        self.person(name).name = today

    def delete(self, name: str) -> None:
        """Somebody leaves."""
        self.people[self.person(name).id].name = ""
        self.people = {id_: each for id_, each in self.people.items() if each.name}

    def stop_the_index(self) -> None:
        """From now on, lists are those of this moment."""
        self._index = [each.as_told() for each in self.people.values()]

    def follow(self) -> None:
        """Lists are true again."""
        self._index = None

    def direct(self, sku: str = E3) -> set[str]:
        """Whom a licence is assigned to."""
        return {each.name for each in self.people.values() if (sku, None) in each.paths}

    def phase(self, *approved: str) -> PluginSession:
        """A plugin process that knows nothing yet."""
        service = GraphSeatService(self, LicenseWrites(self, wait=lambda _seconds: False))
        return opened(service, self.executor, *approved)

    def list_skus(self) -> tuple[SubscribedSku, ...]:
        plans = tuple(ServicePlan(id_, name, "User") for id_, name in self.plans.items())
        return tuple(
            SubscribedSku(
                id=f"account_{sku}",
                sku_id=sku,
                part_number=name,
                enabled=self.elsewhere + 100,
                consumed=self.elsewhere + len(self._people_with(sku)),
                warning=0,
                suspended=0,
                capability_status="Enabled",
                applies_to="User",
                service_plans=plans,
            )
            for sku, name in self.skus.items()
        )

    def list_holders(self, sku_id: str, within: NameRange = EVERYBODY) -> tuple[DirectoryUser, ...]:
        assert within == EVERYBODY
        told = [each.as_told() for each in self.people.values()]
        listed = told if self._index is None else self._index
        return tuple(
            each for each in listed if sku_id in {one.sku_id for one in each.assigned_licenses}
        )

    def get_users(self, users: Sequence[str]) -> list[DirectoryUser | SeatsError]:
        return [self._told(user) for user in users]

    def change_licenses(self, changes: Sequence[LicenseChange]) -> list[SeatsError | None]:
        return [self._write(change) for change in changes]

    def _people_with(self, sku: str) -> list[Person]:
        return [one for one in self.people.values() if sku in {held for held, _ in one.paths}]

    def _told(self, user: str) -> DirectoryUser | SeatsError:
        found = [one for one in self.people.values() if user in {one.id, one.name}]
        return found[0].as_told() if found else UserNotFound("No such user.", reason="unknown")

    def _write(self, change: LicenseChange) -> SeatsError | None:
        person = self.people.get(change.user_id)
        if person is None:
            return UserNotFound("No such user.", reason="unknown")
        if person.name in self.refused:
            return self.refused[person.name]
        for sku in change.remove:
            self.writes.append(("remove", self.skus[sku], person.name))
            if (sku, None) not in person.paths:
                through = (sku, STAFF) in person.paths
                kind = InheritedOnly if through else NotHeld
                return kind("It is not held directly.", reason="not held")
            del person.paths[sku, None]
        for added in change.add:
            what = "change" if (added.sku_id, None) in person.paths else "assign"
            self.writes.append((what, self.skus[added.sku_id], person.name))
            person.paths[added.sku_id, None] = added.disabled_plans
        return None


@dataclass
class LicenseStack(StackOf[Directory]):
    """A licence assignment's state, and the engine's order of calls on it."""

    kind: ResourceKind = LICENSE_ASSIGNMENT


def licence(*users: str, limit: float = 1.0, **options: object) -> Properties:
    """An exclusive assignment of E3."""
    return {
        "sku": "SPE_E3",
        "seats": "".join(f"{user}\n" for user in sorted(users)),
        "ownership": "exclusive",
        "reclaim_limit": limit,
        "__urn": LICENSE_URN,
        **options,
    }


def shared_licence(*users: str, **options: object) -> Properties:
    """A shared one."""
    return {**licence(*users), "ownership": "shared", **options}


both = pytest.mark.parametrize("declare", [licence, shared_licence])
"""Whether the assignment decides every direct licence, or those of its own users."""
