"""The emulated service, in a process of its own, and somebody who uses its API directly."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_LONGEST_START = 60
_LONGEST_STOP = 10
_LONGEST_ANSWER = 30


@dataclass(frozen=True)
class Request:
    """One request the service answered."""

    method: str
    path: str

    @property
    def of_service(self) -> bool:
        """Whether it was for the service itself, not for a token."""
        return self.path.lower().startswith("/v1/")

    @property
    def writes(self) -> bool:
        """Whether it changes seats."""
        return self.of_service and self.method != "GET"


@dataclass(frozen=True)
class Service:
    """A running emulator.

    Attributes:
        environment: the variables a program needs to use it.
    """

    environment: Mapping[str, str]

    @property
    def origin(self) -> str:
        """Where it listens."""
        return self.environment["AZURE_AUTHORITY_HOST"]

    def products(self) -> dict[str, set[str]]:
        """Every product, written `productId/skuId`, and who holds a seat of it now."""
        inventory = self._call("GET", "/_emulator/world")["inventory"]
        return {
            f"{entry['product_id']}/{entry['sku_id']}": set(entry.get("seats", []))
            for entry in inventory
        }

    def requests(self) -> list[Request]:
        """All that it answered since `forget_requests`."""
        log = self._call("GET", "/_emulator/requests")["requests"]
        return [Request(entry["method"], entry["path"]) for entry in log]

    def forget_requests(self) -> None:
        """Start the log afresh."""
        self._call("DELETE", "/_emulator/requests")

    def assign(self, product: str, user: str) -> None:
        """Give a seat through the service's own API, as any other client of it would."""
        self._bulk(product, "assign", user)

    def reclaim(self, product: str, user: str) -> None:
        """Take a seat the same way."""
        self._bulk(product, "reclaim", user)

    def _bulk(self, product: str, action: str, user: str) -> None:
        self._call(
            "POST",
            f"/V1/Inventory/{product}/Seats",
            json={"usernames": [user], "seatAction": action},
            headers={"Authorization": f"Bearer {self._token()}"},
        )

    def _token(self) -> str:
        answer = self._call(
            "POST",
            f"/{self.environment['AZURE_TENANT_ID']}/oauth2/v2.0/token",
            data={
                "grant_type": "client_credentials",
                "client_id": self.environment["AZURE_CLIENT_ID"],
                "client_secret": self.environment["AZURE_CLIENT_SECRET"],
                "scope": "https://onestore.microsoft.com/.default",
            },
        )
        return str(answer["access_token"])

    def _call(self, method: str, path: str, **content: Any) -> dict[str, Any]:  # noqa: ANN401
        answer = requests.request(
            method,
            f"{self.origin}{path}",
            verify=self.environment["MICROSOFT_SEATS_CA_BUNDLE"],
            timeout=_LONGEST_ANSWER,
            **content,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else {}


@contextmanager
def emulated_service(seed: Path, folder: Path) -> Iterator[Service]:
    """Run `microsoft-seats emulator` until the end of the with statement.

    Raises:
        RuntimeError: it does not start.
    """
    env_file, log = folder / "emulator.env", folder / "emulator.log"
    options = ("--port", "0", "--seed", str(seed), "--env-file", str(env_file))
    # In a session of its own, so that Ctrl-C reaches the demo alone, which then stops it.
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "pulumi_microsoft_seats", "emulator", *options],
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            start_new_session=True,
        ) as process,
    ):
        try:
            if not _ready(process):
                raise RuntimeError(
                    f"The emulator does not start: {log.read_text(encoding='utf-8').strip()}"
                )
            yield Service(_variables(env_file))
        finally:
            _stop(process)


def _ready(process: subprocess.Popen[str]) -> bool:
    """Wait for its first line, which says that it is ready."""
    watchdog = threading.Timer(_LONGEST_START, process.kill)
    watchdog.start()
    try:
        return bool(process.stdout and process.stdout.readline())
    finally:
        watchdog.cancel()


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(_LONGEST_STOP)
    except subprocess.TimeoutExpired:
        process.kill()


def _variables(env_file: Path) -> dict[str, str]:
    lines = env_file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)
