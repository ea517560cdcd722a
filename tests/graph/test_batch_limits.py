"""A service that turns writes away: how long each part waits, and what it takes to serve all.

Time is simulated: it passes where the client waits, and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

import pytest

from pulumi_microsoft_seats.domain.errors import SeatsError, ServiceUnavailable
from pulumi_microsoft_seats.graph import refusals
from tests.support.graph_client import SimulatedTime, change, client_of, fault, parts_of
from tests.support.literal_server import Exchange, json_answer
from tests.support.store_client import Serve

from .batch_service import CONCURRENT, DONE, POLICY, THROTTLED, Service, number_of, run


def test_a_throttled_part_goes_again_after_its_own_wait_and_no_other_does(serve: Serve) -> None:
    """The header's name comes in any capitals, and two waits are two."""
    later = {**THROTTLED, "headers": {"retry-AFTER": 90}}
    service = Service(serve, user1=[THROTTLED], user2=[later])
    assert run(service, 4) == [None] * 4
    assert service.times == {0: [0.0], 1: [0.0, 10.0], 2: [0.0, 90.0], 3: [0.0]}


def test_a_part_that_is_asked_to_wait_holds_up_no_other(serve: Serve) -> None:
    """One that was refused for others under way goes long before."""
    service = Service(serve, user0=[THROTTLED], user1=[{"status": 409, "body": CONCURRENT}])
    assert run(service) == [None] * 3
    assert service.times[0] == [0.0, 10.0]
    assert service.times[1][1] < 5


def test_a_wait_longer_than_any_limit_is_cut(serve: Serve) -> None:
    """The directory's own limits last 150 seconds."""
    service = Service(serve, user0=[{**THROTTLED, "headers": {"Retry-After": "86400"}}])
    assert run(service) == [None] * 3
    assert service.times[0] == [0.0, 150.0]


@pytest.mark.parametrize("headers", [None, {}, {"Retry-After": "soon"}, ["x"]], ids=repr)
def test_a_part_that_is_told_no_time_waits_longer_each_time(serve: Serve, headers: object) -> None:
    """It doubles, but for some chance."""
    refused = {"status": 429, "headers": headers, "body": None}
    service = Service(serve, user0=[refused] * 4)
    assert run(service) == [None] * 3
    at = service.times[0]
    waits = [later - earlier for earlier, later in pairwise(at)]
    for wait, least in zip(waits, [0.5, 1, 2, 4], strict=True):
        assert least <= wait <= least + 1


@pytest.mark.parametrize(
    "refusal",
    [
        {"status": 409, "body": CONCURRENT},
        {"status": 400, "body": CONCURRENT},
        {
            "status": 400,
            "body": fault(
                "Request_BadRequest", "Error due to concurrent requests being made to the tenant."
            ),
        },
        {"status": 503, "headers": {"Retry-After": "3"}, "body": None},
    ],
    ids=["409", "400", "400 by its text", "503 with a wait"],
)
def test_what_was_refused_before_anything_was_done_goes_again(
    serve: Serve, refusal: Mapping[str, object]
) -> None:
    """However it is spelled."""
    service = Service(serve, user1=[refusal, refusal])
    assert run(service) == [None] * 3
    assert [len(service.times[number]) for number in range(3)] == [1, 3, 1]


def test_a_service_that_serves_nobody_is_given_up(serve: Serve) -> None:
    """With what it said last; nothing was done, and nobody is forgotten."""
    service = Service(serve, **{f"user{number}": [THROTTLED] * 99 for number in range(3)})
    outcomes = run(service)
    assert all(isinstance(each, refusals.Throttled) for each in outcomes)
    assert all(isinstance(each, ServiceUnavailable) for each in outcomes)
    assert 60 < service.time.now < 600


def test_nobody_waits_for_long_who_has_lost_patience(serve: Serve) -> None:
    """What can be done at once still is."""
    service = Service(serve, user1=[THROTTLED])
    client = service.client()
    client.stop_waiting()
    outcomes = client.change_licenses([change(number) for number in range(3)])
    assert isinstance(outcomes[1], refusals.Throttled)
    assert (outcomes[0], outcomes[2]) == (None, None)
    assert service.time.now == 0


class _Limited:
    """A tenant that takes some writes of each batch and turns the others away."""

    def __init__(self, serve: Serve) -> None:
        self.time = SimulatedTime()
        self.made: Counter[int] = Counter()
        self.refused = 0
        self.server = serve(self._handle)

    def _handle(self, exchange: Exchange) -> bytes:
        parts = parts_of(exchange)
        room = self.room(len(parts))
        self.made.update(number_of(part) for part in parts[:room])
        self.refused += len(parts) - room
        said = [DONE] * room + [self.refusal()] * (len(parts) - room)
        return json_answer(
            {"responses": [{"id": p["id"], **s} for p, s in zip(parts, said, strict=True)]}
        )

    def room(self, _wanted: int) -> int:
        return 1

    def refusal(self) -> Mapping[str, object]:
        return {"status": 409, "body": CONCURRENT}

    def run(self, users: int) -> list[SeatsError | None]:
        client = client_of(self.server, time=self.time, policy=POLICY)
        return client.change_licenses([change(number) for number in range(users)])


def test_a_tenant_that_takes_one_write_at_a_time_is_served(serve: Serve) -> None:
    """Batches shrink to what it takes, and nobody fails."""
    tenant = _Limited(serve)
    assert tenant.run(60) == [None] * 60
    assert set(tenant.made.values()) == {1}
    assert tenant.refused < 120


class _Bucket(_Limited):
    """A tenant that takes 30 writes in 15 seconds, and says how long to wait."""

    _left, _since = 30, 0.0

    def room(self, wanted: int) -> int:
        if self.time.now >= self._since + 15:
            self._left, self._since = 30, self.time.now
        taken = min(wanted, self._left)
        self._left -= taken
        return taken

    def refusal(self) -> Mapping[str, object]:
        wait = int(self._since + 15 - self.time.now) + 1
        return {**THROTTLED, "headers": {"Retry-After": str(wait)}}


def test_a_tenant_that_limits_writes_in_a_time_is_served(serve: Serve) -> None:
    """In about the time that its limit makes of it."""
    tenant = _Bucket(serve)
    assert tenant.run(300) == [None] * 300
    assert set(tenant.made.values()) == {1}
    assert tenant.time.now < 250
