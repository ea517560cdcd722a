"""A service and a stack in memory, for what the engine's calls mean for seats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import pytest
from pulumi.output import UNKNOWN
from pulumi.runtime import rpc

from pulumi_microsoft_seats.domain.errors import NotFound, ProductNotFound
from pulumi_microsoft_seats.domain.model import (
    BulkResult,
    Capacity,
    FailedSeat,
    Holding,
    ProductKey,
    Seat,
)
from pulumi_microsoft_seats.plugin import deletion, lifecycle
from pulumi_microsoft_seats.plugin.check import check
from pulumi_microsoft_seats.plugin.kinds import SEAT_ASSIGNMENT, ResourceKind
from pulumi_microsoft_seats.plugin.properties import SeatProperties, parse
from pulumi_microsoft_seats.plugin.session import PluginSession
from pulumi_microsoft_seats.reconcile.inventory import Inventory
from pulumi_microsoft_seats.reconcile.seat_service import NamesOnlyService, SeatService
from pulumi_microsoft_seats.reconcile.snapshots import Snapshots
from pulumi_microsoft_seats.settings.stack_settings import load_settings

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
VISIO = ProductKey("9VISIO000001", "0010")
TYPES = "urn:pulumi:dev::office::pulumi-python:dynamic/microsoft-seats:"
URN = f"{TYPES}SeatAssignment::office"
ADA, BOB, CY, ZOE = (f"{name}@contoso.com" for name in ("ada", "bob", "cy", "zoe"))

Properties = dict[str, Any]
Declare = Callable[..., Properties]

unknowns = pytest.mark.parametrize(
    "unknown", [pytest.param(UNKNOWN, id="object"), pytest.param(rpc.UNKNOWN, id="text")]
)
"""How an unknown value reaches a provider: from this SDK, and from older ones."""


def opened(
    service: SeatService, executor: Executor, *approved: str, tenant: str = "a-tenant"
) -> PluginSession:
    """The session of a plugin process that knows nothing yet."""
    config = {
        "microsoft-seats:tenantId": tenant,
        "microsoft-seats:clientId": "a-client",
        "microsoft-seats:clientSecret": "a-secret",
        "microsoft-seats:approve": ",".join(approved),
    }
    settings = load_settings(config.get, {})
    inventory = Inventory(service)
    snapshots = Snapshots(service, inventory, executor)
    return PluginSession(settings, service, inventory, snapshots, executor)


@dataclass
class World(NamesOnlyService):
    """The service: seats with the day they were given, and users it refuses to serve.

    Attributes:
        held: the seats of the product that most tests are about.
        of_visio: those of another one.
        listed: whether seats are listed, rather than asked for one by one.
    """

    executor: Executor
    listed: bool = True
    held: dict[str, str | None] = field(default_factory=dict)
    of_visio: dict[str, str | None] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    bought: int = 100
    tenant: str = "a-tenant"
    there: bool = True
    reachable: bool = True
    day: int = 1
    calls: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    batch_size: int = 25

    def seats(self, product: ProductKey) -> dict[str, str | None]:
        """Who holds a seat of a product, and since when."""
        return self.of_visio if product == VISIO else self.held

    def give(self, *users: str, product: ProductKey = OFFICE) -> None:
        """Somebody gives users a seat, on a day of its own."""
        self.day += 1
        for user in users:
            self.seats(product)[user] = f"2026-11-{self.day:02}T12:00:00Z"

    def give_undated(self, *users: str) -> None:
        """Somebody gives users a seat, and the service does not say when."""
        self.held |= dict.fromkeys(users)

    def take(self, *users: str, product: ProductKey = OFFICE) -> None:
        """Somebody takes the seats of users."""
        for user in users:
            del self.seats(product)[user]

    def phase(self, *approved: str) -> PluginSession:
        """A plugin process that knows nothing yet."""
        return opened(self, self.executor, *approved, tenant=self.tenant)

    def inventory(self) -> dict[ProductKey, Capacity]:
        if not self.reachable:
            raise NotFound("There is no such service.")
        held = len(self.held)
        return {OFFICE: Capacity(self.bought, self.bought - held, held)} if self.there else {}

    def is_listing_cheaper(self, capacity: Capacity | None, _users: int) -> bool:
        return self.listed or capacity is None

    def holders(self, product: ProductKey) -> list[Seat]:
        self._find()
        seats = self.seats(product)
        return [Seat(product, user, assigned_at=given) for user, given in seats.items()]

    def ask(self, product: ProductKey, users: Sequence[str]) -> list[Holding]:
        held = {seat.user: seat for seat in self.holders(product)}
        return [Holding(user, held.get(user)) for user in users]

    def assign(
        self,
        product: ProductKey,
        users: Sequence[str],
        _disabled_plans: AbstractSet[str] | None = None,
    ) -> BulkResult:
        """Give all but the refused users a seat."""
        self.calls.append(("assign", tuple(users)))
        served = [user for user in users if user not in self.refused]
        self.give(*served, product=product)
        dates = self.seats(product)
        seats = tuple(Seat(product, user, assigned_at=dates[user]) for user in served)
        return BulkResult(seats, self._failed(users))

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Take the seats of all but the refused users."""
        self.calls.append(("reclaim", tuple(users)))
        served = [user for user in users if user not in self.refused]
        self.take(*served, product=product)
        seats = tuple(Seat(product, user, active=False) for user in served)
        return BulkResult(seats, self._failed(users))

    def _find(self) -> None:
        if not self.there or not self.reachable:
            raise ProductNotFound("The product is not found.")

    def _failed(self, users: Sequence[str]) -> tuple[FailedSeat, ...]:
        return tuple(FailedSeat(user, self.refused[user]) for user in users if user in self.refused)


class Service(Protocol):
    """What stands behind a stack."""

    def phase(self, *approved: str) -> PluginSession:
        """A plugin process that knows nothing yet."""


_Service = TypeVar("_Service", bound=Service)


@dataclass
class StackOf(Generic[_Service]):
    """One resource's state, and the engine's order of calls on it."""

    world: _Service
    inputs: Properties = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)
    kind: ResourceKind = SEAT_ASSIGNMENT

    def preview(self, news: Properties, *approved: str, refresh: bool = False) -> Properties:
        """What `check` adds to the inputs."""
        session = self._phase(*approved, refresh=refresh)
        return check(session, self._parsed(self.inputs), self._parsed(news))

    def up(self, news: Properties, *approved: str, refresh: bool = False) -> bool:
        """Check, then create or update where there is anything to do; tells whether there was."""
        session = self._phase(*approved, refresh=refresh)
        inputs = news | check(session, self._parsed(self.inputs), self._parsed(news))
        olds, declared = self._parsed(self.outputs), self._parsed(inputs)
        if self.outputs and not lifecycle.is_out_of_date(session, olds, declared):
            self.inputs = inputs
            return False
        self.outputs = lifecycle.apply(session, declared, olds if self.outputs else None)
        self.inputs = inputs
        return True

    def replace(self, news: Properties, *approved: str, delete_first: bool = False) -> None:
        """Check twice, the second time without the old side; then create the new, delete the old.

        What another `product_id`, `--replace` and `replace_on_changes` mean, in the engine's order
        of calls; the other order is that of `delete_before_replace`.
        """
        session, old = self.world.phase(*approved), self._parsed(self.outputs)
        check(session, self._parsed(self.inputs), self._parsed(news))
        inputs = news | check(session, self._parsed({}), self._parsed(news))
        if delete_first:
            deletion.delete(session, old)
        self.outputs, self.inputs = lifecycle.apply(session, self._parsed(inputs)), inputs
        if not delete_first:
            deletion.delete(session, old)

    def refresh(self) -> None:
        """State as the service has it."""
        self._phase(refresh=True)

    def destroy(self, *approved: str) -> None:
        """Delete it, as the engine does for a program that is gone."""
        deletion.delete(self.world.phase(*approved), self._parsed(self.outputs))

    def _phase(self, *approved: str, refresh: bool) -> PluginSession:
        """A process; where it begins with a refresh, that is before everything else."""
        session = self.world.phase(*approved)
        if refresh:
            self.outputs, self.inputs = lifecycle.read(session, self._parsed(self.outputs))
        return session

    def _parsed(self, properties: Properties) -> SeatProperties:
        return parse(properties, self.kind)


Stack = StackOf[World]


def exclusive(*users: str, limit: float = 1.0) -> Properties:
    return {
        "product_id": "9NBLGGH4R2R6",
        "sku_id": "0016",
        "seats": "".join(f"{user}\n" for user in sorted(users)),
        "ownership": "exclusive",
        "reclaim_limit": limit,
        "__urn": URN,
    }


def shared(*users: str) -> Properties:
    return {**exclusive(*users), "ownership": "shared"}


both = pytest.mark.parametrize("declare", [exclusive, shared])
"""Whether the assignment decides every seat of its product, or those of its own users."""


def visio(*users: str, limit: float = 1.0) -> Properties:
    """An exclusive assignment of the other product."""
    return {**exclusive(*users, limit=limit), "product_id": "9VISIO000001", "sku_id": "0010"}


def warnings_in(said: Iterable[str]) -> list[str]:
    """The lines that warn."""
    return [line for line in said if line.startswith("warning: ")]


def named(said: Iterable[str]) -> set[str]:
    """The users that lines speak of."""
    return {user for user in (ADA, BOB, CY, ZOE) if any(user in line for line in said)}


def fail_to_reclaim_bob(stack: Stack) -> None:
    """A shared assignment drops Bob, and the service refuses once to take his seat."""
    stack.up(shared(ADA, BOB))
    stack.world.refused = {BOB: "Locked"}
    stack.up(shared(ADA))
    assert stack.outputs["failures"] == {BOB: "Locked"}
    stack.world.refused = {}
    stack.world.calls.clear()
