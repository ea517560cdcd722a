"""Where cases are played: an emulator under watch, with an application that may sign in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from starlette.types import ASGIApp

from pulumi_microsoft_seats.emulator import Emulator, parse_world
from pulumi_microsoft_seats.emulator.ledger import Ledger
from tests.drawn.books import Books
from tests.drawn.wire import Tap, Wire
from tests.faults.script import Script
from tests.support.assignments import Entry
from tests.support.programs import inventory_entry
from tests.support.tokens import Certificate


class _WatchedEmulator(Emulator):
    """An emulator whose ledger, faults and wire are the campaign's."""

    books: Books

    def __init__(self, script: Script, wire: Wire, certificate: str) -> None:
        super().__init__(client_certificate=certificate)
        self._faults = script
        self._wire = wire

    def _application_for(self, ledger: Ledger) -> ASGIApp:
        self.books = Books(ledger)
        return Tap(super()._application_for(cast("Ledger", self.books)), self._wire)


@dataclass(frozen=True)
class Stage:
    """An emulator for any number of cases, and what is known of it from inside.

    Attributes:
        certificate: the file with the key and the certificate that may sign in.
    """

    emulator: Emulator
    books: Books
    script: Script
    wire: Wire
    certificate: Path

    def set_world(self, inventory: tuple[Entry, ...]) -> None:
        """Replace inventory and seats."""
        world = {"inventory": [inventory_entry(each) for each in inventory]}
        self.books.replace(parse_world(world))

    def environment(self, *, with_certificate: bool) -> dict[str, str]:
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
def stage() -> Iterator[Stage]:
    """Start an emulator."""
    certificate, script, wire = Certificate(), Script(), Wire()
    emulator = _WatchedEmulator(script, wire, certificate.public_pem)
    with tempfile.TemporaryDirectory(prefix="faults-certificate-") as folder, emulator:
        file = Path(folder, "certificate.pem")
        file.write_text(certificate.pem(), encoding="ascii")
        yield Stage(emulator, emulator.books, script, wire, file)
