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
from pulumi_microsoft_seats.emulator.fault_rules import FaultPlan
from pulumi_microsoft_seats.emulator.graph.graph_service import Graph
from pulumi_microsoft_seats.emulator.services_state import State
from pulumi_microsoft_seats.emulator.store.seat_table import Ledger
from pulumi_microsoft_seats.emulator.store.store_service import Store
from tests.drawn.expected import World
from tests.drawn.graph_world import GraphWorld
from tests.drawn.history import Books
from tests.drawn.store_world import StoreWorld
from tests.drawn.values import Case, Move, Service
from tests.drawn.wire import Tap, Wire
from tests.support.quick_python import quick_python
from tests.support.tokens import Certificate


class _WatchedEmulator(Emulator):
    """An emulator whose seats, faults and wire are the campaign's."""

    worlds: dict[Service, StoreWorld | GraphWorld]

    def __init__(self, faults: Faults, wire: Wire, certificate: str) -> None:
        super().__init__(client_certificate=certificate)
        self._faults = faults
        self._wire = wire

    def _application_for(self, state: State) -> ASGIApp:
        store, graph = StoreWorld(state.ledger), GraphWorld()
        state.graph = Graph(graph.books, state.directory, self._faults)
        graph.books.meanwhile = state.graph.meanwhile
        seats = Store(cast("Ledger", store.books), state.directory)
        state.services = (seats, state.graph)
        self.worlds = {"store": store, "graph": graph}
        return Tap(super()._application_for(state), self._wire)


@dataclass
class Stage:
    """An emulator for any number of cases, and what is known of it from inside.

    Attributes:
        certificate: the file with the key and the certificate that may sign in.
        service: the world of which service is played in.
    """

    emulator: Emulator
    worlds: dict[Service, StoreWorld | GraphWorld]
    faults: Faults
    wire: Wire
    certificate: Path
    service: Service = "store"

    @property
    def books(self) -> Books:
        """The seats under watch."""
        return self.worlds[self.service].books

    @property
    def address(self) -> tuple[str, str]:
        """The setting of the service's address, and one where there is nothing."""
        setting, path = self.worlds[self.service].address
        return setting, f"{self.emulator.origin}{path}"

    def set_world(self, case: Case) -> None:
        """Begin with a case's world, and forget what was."""
        self.service = case.service
        here = self.worlds[self.service]
        self.books.forget()
        self.wire.read = here.writes
        document = here.seed(case)
        self.go_wrong((), answers_404=False)
        self.emulator.replace_world(parse_world(document))

    def world(self, case: Case) -> World:
        """The world of this moment."""
        self.wire.wait_until_quiet()
        return self.worlds[self.service].world(case)

    def pass_time(self) -> None:
        """Let another run begin: what is written late is a run older."""
        self.worlds[self.service].pass_time()

    def move(self, move: Move) -> bool:
        """Let somebody else do something; whether any seat moved."""
        return self.worlds[self.service].move(move)

    def person(self, name: str) -> str:
        """Who is called so, or was once."""
        return self.worlds[self.service].person(name)

    def go_wrong(self, users: tuple[str, ...], *, answers_404: bool) -> None:
        """Let the service refuse these users from now on, and not find the seats of a product."""
        rules = self.worlds[self.service].rules(users, answers_404=answers_404)
        self.faults.replace(FaultPlan.model_construct(rules=tuple(rules)))

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
        yield Stage(emulator, emulator.worlds, chance, wire, file)
