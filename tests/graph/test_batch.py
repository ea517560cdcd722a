"""Writes in batches: each part ends as what is true of it, and only what was not done goes again.

Time is simulated: it passes where the client waits, and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count, pairwise
from threading import Event

import pytest

from pulumi_microsoft_seats.domain.errors import (
    AccessDenied,
    OutcomeUnknown,
    SeatsError,
    ServiceUnavailable,
    UnreadableAnswer,
)
from pulumi_microsoft_seats.graph import refusals
from pulumi_microsoft_seats.graph.client import GraphClient
from pulumi_microsoft_seats.transport.http import RetryPolicy
from tests.support.graph_client import (
    E3,
    RealTime,
    SimulatedTime,
    batch_handler,
    change,
    client_of,
    fault,
    parts_of,
    user,
    user_id,
)
from tests.support.literal_server import Exchange, LiteralServer, answer, json_answer
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


_all_done = batch_handler(lambda _part: DONE)


def _number(part: Mapping[str, object]) -> int:
    """Which made-up user a part is about."""
    return int(str(part["url"]).split("/")[2][-12:])


class _Service:
    """Answers each user what was planned, one answer after the other; then all is done."""

    def __init__(self, serve: Serve, **planned: Sequence[Mapping[str, object] | None]) -> None:
        self.time = SimulatedTime()
        self.times: dict[int, list[float]] = {}
        self._planned = {int(name.removeprefix("user")): list(x) for name, x in planned.items()}
        self.server: LiteralServer = serve(batch_handler(self._answer))

    def _answer(self, part: Mapping[str, object]) -> Mapping[str, object] | None:
        number = _number(part)
        self.times.setdefault(number, []).append(self.time.now)
        planned = self._planned.get(number)
        return planned.pop(0) if planned else DONE

    def client(self, **options: int) -> GraphClient:
        """A client that waits in this service's time."""
        return client_of(self.server, time=self.time, policy=POLICY, **options)

    @property
    def sizes(self) -> list[int]:
        """How many parts each batch had."""
        return [len(parts_of(sent)) for sent in self.server.exchanges]


def _run(service: _Service, users: int = 3, **options: int) -> list[SeatsError | None]:
    changes = [change(number) for number in range(users)]
    return service.client(**options).change_licenses(changes)


def test_a_batch_holds_twenty(serve: Serve) -> None:
    """With an id of its own for each part of it."""
    service = _Service(serve)
    assert _run(service, 45) == [None] * 45
    assert service.sizes == [20, 20, 5]
    for sent in service.server.exchanges:
        assert len({part["id"] for part in parts_of(sent)}) == len(parts_of(sent))
        assert sent.headers["content-type"] == "application/json"


def test_a_throttled_part_goes_again_after_its_own_wait_and_no_other_does(serve: Serve) -> None:
    """The header's name comes in any capitals, and two waits are two."""
    later = {**THROTTLED, "headers": {"retry-AFTER": 90}}
    service = _Service(serve, user1=[THROTTLED], user2=[later])
    assert _run(service, 4) == [None] * 4
    assert service.times == {0: [0.0], 1: [0.0, 10.0], 2: [0.0, 90.0], 3: [0.0]}


def test_a_part_that_is_asked_to_wait_holds_up_no_other(serve: Serve) -> None:
    """One that was refused for others under way goes long before."""
    service = _Service(serve, user0=[THROTTLED], user1=[{"status": 409, "body": CONCURRENT}])
    assert _run(service) == [None] * 3
    assert service.times[0] == [0.0, 10.0]
    assert service.times[1][1] < 5


def test_a_wait_longer_than_any_limit_is_cut(serve: Serve) -> None:
    """The directory's own limits last 150 seconds."""
    service = _Service(serve, user0=[{**THROTTLED, "headers": {"Retry-After": "86400"}}])
    assert _run(service) == [None] * 3
    assert service.times[0] == [0.0, 150.0]


@pytest.mark.parametrize("headers", [None, {}, {"Retry-After": "soon"}, ["x"]], ids=repr)
def test_a_part_that_is_told_no_time_waits_longer_each_time(serve: Serve, headers: object) -> None:
    """It doubles, but for some chance."""
    refused = {"status": 429, "headers": headers, "body": None}
    service = _Service(serve, user0=[refused] * 4)
    assert _run(service) == [None] * 3
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
    service = _Service(serve, user1=[refusal, refusal])
    assert _run(service) == [None] * 3
    assert [len(service.times[number]) for number in range(3)] == [1, 3, 1]


def test_each_part_ends_as_what_is_true(serve: Serve) -> None:
    """Served, refused, throttled, done without an answer: none of them hides another."""
    service = _Service(
        serve,
        user1=[NO_LICENCE],
        user2=[THROTTLED],
        user3=[{"status": 409, "body": CONCURRENT}],
        user4=[{"status": 504, "body": None}],
        user5=[{"status": 500, "body": fault("Service_InternalServerError", "")}],
        user6=[{"status": 503, "body": None}],
        user7=[{"status": 302, "headers": {"Location": "https://example.com"}}],
        user8=[{"status": 424, "body": None}],
    )
    kinds = [type(each) for each in _run(service, 10)]
    assert kinds == [
        type(None),
        refusals.NoLicensesLeft,
        type(None),
        type(None),
        OutcomeUnknown,
        OutcomeUnknown,
        OutcomeUnknown,
        OutcomeUnknown,
        refusals.Refused,
        type(None),
    ]
    assert {number: len(times) for number, times in service.times.items()} == {
        **dict.fromkeys(range(10), 1),
        2: 2,
        3: 2,
    }


def test_an_error_of_a_part_says_whom_it_is_about(serve: Serve) -> None:
    """And an outcome that is unknown says what it was."""
    service = _Service(serve, user0=[NO_LICENCE], user1=[{"status": 504}])
    refused, unknown, _ = _run(service)
    assert str(refused).startswith(
        f"The service refuses the request when assigning {E3} to user00@contoso.com: no licence of "
    )
    assert str(unknown).startswith(
        f"No answer says whether assigning {E3} to user01@contoso.com was carried out: it answered "
        "504. (client-request-id "
    )


@pytest.mark.parametrize(
    "said",
    [
        None,
        {"id": "7", "status": 204},
        {"id": "00", "status": 204},
        {"id": None, "status": 204},
        {"status": None},
        {"status": "204"},
        {"status": True},
        {"status": 0},
    ],
    ids=repr,
)
def test_a_part_without_an_answer_may_have_been_done(
    serve: Serve, said: Mapping[str, object] | None
) -> None:
    """Left out, with the id of nobody, or without a status: nothing is written a second time."""
    service = _Service(serve, user1=[said])
    first, second, third = _run(service)
    assert (first, third) == (None, None)
    assert isinstance(second, OutcomeUnknown)
    assert service.sizes == [3]


def test_answers_in_another_order_are_found_by_their_ids(serve: Serve) -> None:
    """Those of the reference's sample come the other way round."""

    def handler(exchange: Exchange) -> bytes:
        said = [
            {**(NO_LICENCE if _number(part) == 2 else DONE), "ID": int(str(part["id"]))}
            for part in parts_of(exchange)
        ]
        return json_answer({"responses": said[::-1]})

    first, second, third = client_of(serve(handler)).change_licenses([change(n) for n in range(3)])
    assert (first, second) == (None, None)
    assert isinstance(third, refusals.NoLicensesLeft)


def test_two_answers_to_one_part_are_none(serve: Serve) -> None:
    """One of them may be another part's."""

    def handler(_exchange: Exchange) -> bytes:
        both = [{"id": "0", **DONE}, {"id": "0", **NO_LICENCE}, {"id": "1", **DONE}, "x"]
        return json_answer({"responses": both})

    first, second = client_of(serve(handler)).change_licenses([change(0), change(1)])
    assert isinstance(first, OutcomeUnknown)
    assert second is None


@pytest.mark.parametrize(
    "said",
    [
        answer("", status="504 Gateway Timeout"),
        answer("<html></html>"),
        json_answer({}),
        json_answer({"responses": None}),
        json_answer([]),
    ],
    ids=["504", "no JSON", "no answers", "null", "a list"],
)
def test_a_batch_without_an_answer_may_have_been_done(serve: Serve, said: bytes) -> None:
    """All of it; what was settled by an earlier batch stays as it was."""
    numbers = count()

    def handler(exchange: Exchange) -> bytes:
        return _all_done(exchange) if next(numbers) == 0 else said

    server = serve(handler)
    outcomes = client_of(server).change_licenses([change(number) for number in range(40)])
    assert outcomes[:20] == [None] * 20
    assert all(isinstance(each, OutcomeUnknown) for each in outcomes[20:])
    assert "whether sending a batch of 20 changes was carried out: " in str(outcomes[20])
    assert len(server.exchanges) == 2


def test_a_batch_that_is_refused_as_a_whole_did_nothing(serve: Serve) -> None:
    """And says so for each of its parts."""
    body = fault("Authorization_RequestDenied", "Insufficient privileges")
    outcomes = client_of(serve(json_answer(body, status="403 Forbidden"))).change_licenses(
        [change(0), change(1)]
    )
    assert all(isinstance(each, AccessDenied) for each in outcomes)
    assert "grant it LicenseAssignment.ReadWrite.All of" in str(outcomes[0])


def test_a_batch_with_a_failed_part_may_be_a_424(serve: Serve) -> None:
    """Two pages of the reference differ; its parts are read either way."""
    body = {"responses": [{"id": "0", **DONE}, {"id": "1", **NO_LICENCE}]}
    outcomes = client_of(serve(json_answer(body, status="424 Failed Dependency"))).change_licenses(
        [change(0), change(1)]
    )
    assert outcomes[0] is None
    assert isinstance(outcomes[1], refusals.NoLicensesLeft)


def test_a_service_that_serves_nobody_is_given_up(serve: Serve) -> None:
    """With what it said last; nothing was done, and nobody is forgotten."""
    service = _Service(serve, **{f"user{number}": [THROTTLED] * 99 for number in range(3)})
    outcomes = _run(service)
    assert all(isinstance(each, refusals.Throttled) for each in outcomes)
    assert all(isinstance(each, ServiceUnavailable) for each in outcomes)
    assert 60 < service.time.now < 600


def test_nobody_waits_for_long_who_has_lost_patience(serve: Serve) -> None:
    """What can be done at once still is."""
    service = _Service(serve, user1=[THROTTLED])
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
        self.made.update(_number(part) for part in parts[:room])
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


def test_one_user_is_written_by_one_at_a_time(serve: Serve) -> None:
    """From whatever thread, because the directory loses one of two; others are not held up."""
    begun, other_came = Event(), Event()
    batches: list[list[int]] = []

    def handler(exchange: Exchange) -> bytes:
        batches.append([_number(part) for part in parts_of(exchange)])
        if len(batches) == 1:
            begun.set()
            assert other_came.wait(10)
        else:
            other_came.set()
        return _all_done(exchange)

    client = client_of(serve(handler), time=RealTime())
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(client.change_licenses, [change(1), change(2)])
        assert begun.wait(10)
        second = threads.submit(client.change_licenses, [change(1), change(3)])
        assert first.result(10) == second.result(10) == [None, None]
    assert batches == [[1, 2], [3], [1]]


def test_reads_are_sent_again_after_passing_trouble(serve: Serve) -> None:
    """They change nothing: a part without an answer as well as a whole batch."""
    numbers = count()
    trouble: list[Mapping[str, object] | None] = [{"status": 503}, None, {"status": 504}]

    def answers(part: Mapping[str, object]) -> Mapping[str, object] | None:
        if _number_of_user(part) == 1 and trouble:
            return trouble.pop()
        return {"status": 200, "body": user(_number_of_user(part))}

    parts = batch_handler(answers)

    def handler(exchange: Exchange) -> bytes:
        if next(numbers) == 0:
            return answer("", status="504 Gateway Timeout")
        return parts(exchange)

    server = serve(handler)
    read = client_of(server).get_users([user_id(1), user_id(2)])
    assert [getattr(each, "id", each) for each in read] == [user_id(1), user_id(2)]
    assert [len(parts_of(sent)) for sent in server.exchanges] == [2, 2, 1, 1, 1]


def _number_of_user(part: Mapping[str, object]) -> int:
    return int(str(part["url"]).partition("?")[0][-12:])


def test_a_read_whose_trouble_stays_is_given_up(serve: Serve) -> None:
    """The others are read all the same."""

    def answers(part: Mapping[str, object]) -> Mapping[str, object] | None:
        number = _number_of_user(part)
        return None if number == 1 else {"status": 200, "body": user(number)}

    first, second = client_of(serve(batch_handler(answers))).get_users([user_id(1), user_id(2)])
    assert isinstance(first, ServiceUnavailable)
    assert "stays unavailable when reading the licences of " in str(first)
    assert not isinstance(second, SeatsError)


@pytest.mark.parametrize("body", ["<html></html>", None, [], {"id": "x"}], ids=repr)
def test_a_part_that_is_no_user_cannot_be_read(serve: Serve, body: object) -> None:
    """A page of a proxy, taken for a user without licences, would give one of them away."""
    server = serve(batch_handler(lambda _part: {"status": 200, "body": body}))
    (read,) = client_of(server).get_users([user_id(1)])
    assert isinstance(read, UnreadableAnswer)
