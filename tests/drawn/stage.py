"""Where cases are played: an emulator under watch, with an application that may sign in."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from unittest import mock

from starlette.types import ASGIApp

from pulumi_microsoft_seats.emulator import Emulator, parse_world
from pulumi_microsoft_seats.emulator.fault_injection import Faults
from pulumi_microsoft_seats.emulator.fault_rules import FaultPlan, RefuseUsers, Status
from pulumi_microsoft_seats.emulator.graph.switches import IndexDelay
from pulumi_microsoft_seats.emulator.rules import Match
from pulumi_microsoft_seats.emulator.services_state import State
from pulumi_microsoft_seats.emulator.store.seat_table import Ledger
from pulumi_microsoft_seats.emulator.store.store_service import Store
from tests.drawn.books import Books
from tests.drawn.expected import World
from tests.drawn.graph_books import FOREVER, GraphBooks, WatchedGraph
from tests.drawn.tenants import Tenant, key_of
from tests.drawn.text import inventory_entry, tenant_world
from tests.drawn.values import Case, Move, Step, folded
from tests.drawn.wire import Tap, Wire
from tests.support.quick_python import quick_python
from tests.support.tokens import Certificate

_GRAPH_URL = "MICROSOFT_SEATS_GRAPH_URL"


class _WatchedEmulator(Emulator):
    """An emulator whose services, faults and wire are the campaign's."""

    ledger: Books
    graph: WatchedGraph

    def __init__(self, faults: Faults, wire: Wire, certificate: str) -> None:
        super().__init__(client_certificate=certificate)
        self._faults = faults
        self._wire = wire

    def _application_for(self, state: State) -> ASGIApp:
        self.ledger = Books(state.ledger)
        self.graph = state.graph = WatchedGraph(state, self._faults, self._wire)
        store = Store(cast("Ledger", self.ledger), state.directory)
        state.services = (store, self.graph)
        return Tap(super()._application_for(state), self._wire)


@dataclass
class Stage:
    """An emulator for any number of cases, and what is known of it from inside.

    Attributes:
        certificate: the file with the key and the certificate that may sign in.
        tenant: that of the case under way; None where it is about the Store.
    """

    emulator: Emulator
    ledger: Books
    graph: WatchedGraph
    faults: Faults
    wire: Wire
    certificate: Path
    tenant: Tenant | None = None

    @property
    def books(self) -> Books | GraphBooks:
        """Those of the service that the case under way is about."""
        return self.ledger if self.tenant is None else self.graph.books

    def set_world(self, case: Case) -> None:
        """Replace the world with a case's, and forget what was."""
        self.tenant = case.tenant
        self.go_wrong((), answers_404=False)
        if case.tenant is None:
            world: dict[str, object] = {
                "inventory": [inventory_entry(each) for each in case.inventory]
            }
        else:
            world = tenant_world(case.tenant, case.inventory)
        self.emulator.replace_world(parse_world(world))
        self.graph.books.begin()
        self.books.vanished.clear()
        self.books.history.clear()
        self.books.overdrawn.clear()

    def world(self, case: Case) -> World:
        """The world of this moment."""
        self.wire.wait_until_quiet()
        entries = {key_of(each.product): each for each in case.inventory}
        seats = self.books.dates()
        if case.tenant is None:
            return World(entries, seats)
        books = self.graph.books
        return World(
            entries=entries,
            seats=seats,
            through=books.through(),
            people=books.people(),
            off=books.off(),
            plans=books.plans(),
            unseen=books.unseen() if case.tenant.is_stale else {},
            away=frozenset(books.names.values()),
            names=dict(books.names),
        )

    @property
    def address(self) -> tuple[str, str]:
        """The variable with the service's address, and the version at the address's end."""
        is_store = self.tenant is None
        return ("MICROSOFT_SEATS_BASE_URL", "V1") if is_store else (_GRAPH_URL, "v1.0")

    def befall(self, step: Step) -> None:
        """Let happen what somebody else does before a step."""
        for move in step.drift:
            self.move(move)
        for event in step.events:
            self.graph.books.happen(event)

    def move(self, move: Move) -> bool:
        """Give and take seats as somebody else, as far as they are free; whether any moved."""
        moved = self.books.move(move.product, "reclaim", move.taken)
        return bool(self.books.move(move.product, "assign", move.given) + moved)

    def go_wrong(self, users: tuple[str, ...], *, answers_404: bool) -> None:
        """Let the service refuse these users from now on, and not find the seats of a product."""
        self.graph.refused = folded(users)
        # No document may ask for a 404, which says of a product what is not so.
        seats = Match(path="/v1/inventory/*/seats")
        missing = (Status.model_construct(status=404, match=seats),) * answers_404
        refused = (RefuseUsers(users=users, reason="Not this one"),) if users else ()
        is_stale = self.tenant is not None and self.tenant.is_stale
        stale = (IndexDelay(delay=FOREVER),) * is_stale
        self.faults.replace(FaultPlan.model_construct(rules=(*missing, *refused, *stale)))

    def environment(self, *, with_certificate: bool = False) -> dict[str, str]:
        """The variables a program needs to use the emulator."""
        variables = dict(self.emulator.environment)
        if with_certificate:
            del variables["AZURE_CLIENT_SECRET"]
            variables["AZURE_CLIENT_CERTIFICATE_PATH"] = str(self.certificate)
        return variables

    def secrets(self) -> set[str]:
        """Every text that must be seen nowhere but on the wire."""
        key = self.certificate.read_text(encoding="ascii").splitlines()[1:3]
        return {self.emulator.environment["AZURE_CLIENT_SECRET"], *key, *self.wire.secrets}


@contextmanager
def stage(faults: Faults | None = None) -> Iterator[Stage]:
    """Start an emulator."""
    certificate, chance, wire = Certificate(), faults or Faults(), Wire()
    emulator = _WatchedEmulator(chance, wire, certificate.public_pem)
    with (
        tempfile.TemporaryDirectory(prefix="drawn-certificate-") as folder,
        mock.patch.object(sys, "executable", quick_python()),
        emulator,
    ):
        file = Path(folder, "certificate.pem")
        file.write_text(certificate.pem(), encoding="ascii")
        yield Stage(emulator, emulator.ledger, emulator.graph, chance, wire, file)
