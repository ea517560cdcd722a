"""A service that answers batches to the letter, in simulated time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pulumi_microsoft_seats.domain.errors import SeatsError
from pulumi_microsoft_seats.graph.client import GraphClient
from pulumi_microsoft_seats.transport.http import RetryPolicy
from tests.support.graph_client import (
    E3,
    SimulatedTime,
    batch_handler,
    change,
    client_of,
    fault,
    parts_of,
)
from tests.support.literal_server import LiteralServer
from tests.support.store_client import Serve

POLICY = RetryPolicy(attempts=9, maximum=150.0)
DONE: Mapping[str, object] = {"status": 204}
THROTTLED = {
    "status": 429,
    "headers": {"Retry-After": "10", "Content-Type": "application/json"},
    "body": fault("TooManyRequests", "Please retry again later."),
}
CONCURRENT = fault(
    "Directory_ConcurrencyViolation",
    "Error due to concurrent requests being made to the tenant. Please wait briefly and retry.",
)
NO_LICENCE = {
    "status": 400,
    "body": fault(
        "Request_BadRequest", f"Subscription with SKU {E3} does not have any available licenses."
    ),
}

all_done = batch_handler(lambda _part: DONE)


def number_of(part: Mapping[str, object]) -> int:
    """Which made-up user a part is about."""
    return int(str(part["url"]).partition("?")[0].split("/")[2][-12:])


class Service:
    """Answers each user what was planned, one answer after the other; then all is done."""

    def __init__(self, serve: Serve, **planned: Sequence[Mapping[str, object] | None]) -> None:
        self.time = SimulatedTime()
        self.times: dict[int, list[float]] = {}
        self._planned = {int(name.removeprefix("user")): list(x) for name, x in planned.items()}
        self.server: LiteralServer = serve(batch_handler(self._answer))

    def _answer(self, part: Mapping[str, object]) -> Mapping[str, object] | None:
        number = number_of(part)
        self.times.setdefault(number, []).append(self.time.now)
        planned = self._planned.get(number)
        return planned.pop(0) if planned else DONE

    def client(self) -> GraphClient:
        """A client that waits in this service's time."""
        return client_of(self.server, time=self.time, policy=POLICY)

    @property
    def sizes(self) -> list[int]:
        """How many parts each batch had."""
        return [len(parts_of(sent)) for sent in self.server.exchanges]


def run(service: Service, users: int = 3) -> list[SeatsError | None]:
    """What became of a change for each of so many users."""
    return service.client().change_licenses([change(number) for number in range(users)])
