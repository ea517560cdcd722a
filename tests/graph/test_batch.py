"""Writes in batches: each part ends as what is true of it, and only what was not done goes again.

How long a part waits that was turned away is in `test_batch_limits`.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
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
from tests.support.graph_client import (
    E3,
    RealTime,
    batch_handler,
    change,
    client_of,
    fault,
    parts_of,
    user,
    user_id,
)
from tests.support.literal_server import Exchange, answer, json_answer
from tests.support.store_client import Serve

from .batch_service import (
    CONCURRENT,
    DONE,
    NO_LICENCE,
    THROTTLED,
    Service,
    all_done,
    number_of,
    run,
)


def test_a_batch_holds_twenty(serve: Serve) -> None:
    """With an id of its own for each part of it."""
    service = Service(serve)
    assert run(service, 45) == [None] * 45
    assert service.sizes == [20, 20, 5]
    for sent in service.server.exchanges:
        assert len({part["id"] for part in parts_of(sent)}) == len(parts_of(sent))
        assert sent.headers["content-type"] == "application/json"


def test_each_part_ends_as_what_is_true(serve: Serve) -> None:
    """Served, refused, throttled, done without an answer: none of them hides another."""
    service = Service(
        serve,
        user1=[NO_LICENCE],
        user2=[THROTTLED],
        user3=[{"status": 409, "body": CONCURRENT}],
        user4=[{"status": 504, "body": None}],
        user5=[{"status": 500, "body": fault("Service_InternalServerError", "")}],
        user6=[{"status": 503, "body": None}],
        user7=[{"status": 302, "headers": {"Location": "https://example.com"}}],
        user8=[{"status": 424, "body": None}],
        user9=[{"status": 507, "body": None}],
    )
    kinds = [type(each) for each in run(service, 10)]
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
        OutcomeUnknown,
    ]
    assert {number: len(times) for number, times in service.times.items()} == {
        **dict.fromkeys(range(10), 1),
        2: 2,
        3: 2,
    }


def test_an_error_of_a_part_says_whom_it_is_about(serve: Serve) -> None:
    """And an outcome that is unknown says what it was."""
    service = Service(serve, user0=[NO_LICENCE], user1=[{"status": 504}])
    refused, unknown, _ = run(service)
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
    service = Service(serve, user1=[said])
    first, second, third = run(service)
    assert (first, third) == (None, None)
    assert isinstance(second, OutcomeUnknown)
    assert service.sizes == [3]


def test_answers_in_another_order_are_found_by_their_ids(serve: Serve) -> None:
    """Those of the reference's sample come the other way round."""

    def handler(exchange: Exchange) -> bytes:
        said = [
            {**(NO_LICENCE if number_of(part) == 2 else DONE), "ID": int(str(part["id"]))}
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
        return all_done(exchange) if next(numbers) == 0 else said

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


def test_one_user_is_written_by_one_at_a_time(serve: Serve) -> None:
    """From whatever thread, because the directory loses one of two; others are not held up."""
    begun, other_came = Event(), Event()
    batches: list[list[int]] = []

    def handler(exchange: Exchange) -> bytes:
        batches.append([number_of(part) for part in parts_of(exchange)])
        if len(batches) == 1:
            begun.set()
            assert other_came.wait(10)
        else:
            other_came.set()
        return all_done(exchange)

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
        number = number_of(part)
        if number == 1 and trouble:
            return trouble.pop()
        return {"status": 200, "body": user(number)}

    parts = batch_handler(answers)

    def handler(exchange: Exchange) -> bytes:
        if next(numbers) == 0:
            return answer("", status="504 Gateway Timeout")
        return parts(exchange)

    server = serve(handler)
    read = client_of(server).get_users([user_id(1), user_id(2)])
    assert [getattr(each, "id", each) for each in read] == [user_id(1), user_id(2)]
    assert [len(parts_of(sent)) for sent in server.exchanges] == [2, 2, 1, 1, 1]


def test_a_read_whose_trouble_stays_is_given_up(serve: Serve) -> None:
    """The others are read all the same."""

    def answers(part: Mapping[str, object]) -> Mapping[str, object] | None:
        number = number_of(part)
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
