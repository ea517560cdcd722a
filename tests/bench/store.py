"""The emulated store, in a process of its own, and its control interface."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.bench.errors import BenchError
from tests.end_to_end.programs import OFFICE, entry

PATIENCE = 120
"""Seconds; a world of a hundred thousand seats is set in about one."""

_SCOPE = "https://onestore.microsoft.com/.default"


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the store was asked for, and how often.

    Attributes:
        listings: first pages of the list of seats.
        pages: all pages of it.
        users: seats of one user.
        bulk: bulk calls that were served.
        turned_away: requests answered with 429.
    """

    listings: int
    pages: int
    users: int
    bulk: int
    turned_away: int


NOTHING = Traffic(0, 0, 0, 0, 0)


class EmulatedStore:
    """A running emulator. Use it as a context manager.

    Args:
        folder: where its environment file is written.

    Attributes:
        environment: the variables a program needs to use it.
    """

    def __init__(self, folder: Path) -> None:
        self._env_file = folder / "emulator.env"
        self.environment: dict[str, str] = {}
        # Proxies and certificate authorities of this machine have no part in it.
        self._control_session = self.new_session()

    def __enter__(self) -> EmulatedStore:  # noqa: PYI034 - typing.Self is newer than Python 3.10
        command = ["emulator", "--port", "0", "--env-file", str(self._env_file)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pulumi_microsoft_seats", *command], stdout=subprocess.PIPE
        )
        if not (self._process.stdout and self._process.stdout.readline()):
            raise BenchError("the emulator did not start")
        lines = self._env_file.read_text(encoding="utf-8").splitlines()
        self.environment = dict(line.split("=", 1) for line in lines)
        self._control_session.verify = self.environment["MICROSOFT_SEATS_CA_BUNDLE"]
        return self

    def __exit__(self, *_: object) -> None:
        self._control_session.close()
        self._process.terminate()
        self._process.communicate()

    @property
    def seats_url(self) -> str:
        """Where the seats of the product are that everything here is about."""
        return f"{self.environment['MICROSOFT_SEATS_BASE_URL']}/Inventory/{OFFICE}/Seats"

    def new_session(self) -> requests.Session:
        """A session for the service that keeps its connections and trusts the emulator."""
        session = requests.Session()
        session.trust_env = False
        session.verify = self.environment.get("MICROSOFT_SEATS_CA_BUNDLE", True)
        return session

    def sign_in(self, session: requests.Session, scope: str = _SCOPE) -> None:
        """Get a token in one request, and send it from now on."""
        variables = self.environment
        answer = session.post(
            f"{variables['AZURE_AUTHORITY_HOST']}/{variables['AZURE_TENANT_ID']}/oauth2/v2.0/token",
            data={
                "grant_type": "client_credentials",
                "client_id": variables["AZURE_CLIENT_ID"],
                "client_secret": variables["AZURE_CLIENT_SECRET"],
                "scope": scope,
            },
            timeout=PATIENCE,
        )
        answer.raise_for_status()
        session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def set_world(self, holders: Sequence[str] = (), *, capacity: int) -> None:
        """Replace everything by one product with some holders."""
        world = {"inventory": [entry(seat_capacity=capacity, seats=list(holders))]}
        self.control("PUT", "world", world)

    def held(self) -> set[str]:
        """Everybody who holds a seat."""
        (product,) = self.control("GET", "world")["inventory"]
        return set(product.get("seats", ()))

    def set_faults(self, *rules: dict[str, Any], latency: float = 0.0) -> None:
        """Replace the faults in force; `latency` is in seconds, of every request."""
        document = {"seed": 1, "latency": f"{round(latency * 1000)}ms", "rules": list(rules)}
        self.control("PUT", "faults", document)

    def injected(self) -> list[int]:
        """How often each of the faults in force was injected so far."""
        return [rule["injected"] for rule in self.control("GET", "faults")["rules"]]

    def cpu_seconds(self) -> float | None:
        """How long the emulator has kept a core busy so far; None where the system does not say."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8")
        except OSError:
            return None
        user, system = fields.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def forget_requests(self) -> None:
        """Count from here."""
        self.control("DELETE", "requests")

    def traffic(self) -> Traffic:
        """What was asked since `forget_requests`."""
        found: Counter[str] = Counter()
        for request in self.control("GET", "requests")["requests"]:
            found.update(_kinds(request))
        return Traffic(*(found[name] for name in Traffic.__slots__))

    def control(self, method: str, what: str, document: object = None) -> dict[str, Any]:
        """Ask the control interface."""
        answer = self._control_session.request(
            method,
            f"{self.environment['AZURE_AUTHORITY_HOST']}/_emulator/{what}",
            json=document,
            timeout=PATIENCE,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else {}


def _kinds(request: dict[str, Any]) -> list[str]:
    """What a request counts as."""
    if request["status"] == requests.codes.too_many_requests:
        return ["turned_away"]
    seats = f"/v1/inventory/{OFFICE}/seats".lower()
    path = request["path"].lower()
    if path.startswith(f"{seats}/"):
        return ["users"]
    if path != seats:
        return []
    if request["method"] == "POST":
        return ["bulk"] if request["status"] == requests.codes.ok else []
    return ["pages"] if "continuationtoken" in request["query"].lower() else ["pages", "listings"]
