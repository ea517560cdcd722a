"""Faults: what goes wrong on purpose, and that it does so again in the same way."""

from __future__ import annotations

import collections
import json
import os
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests

from pulumi_microsoft_seats.emulator import Emulator, EmulatorError, parse_faults
from pulumi_microsoft_seats.emulator.fault_injection import Faults

from .client import Client

if TYPE_CHECKING:
    from collections.abc import Mapping

SEATS = "/V1/Inventory/9NBLGGH4R2R6/0016/Seats"
MARY = f"{SEATS}/mary@contoso.com"


def inject(client: Client, *rules: Mapping[str, object]) -> None:
    answer = client.send("PUT", "/_emulator/faults", json.dumps({"rules": rules}))
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("status", [429, 503])
def test_a_status_is_answered_in_place_of_the_work(client: Client, status: int) -> None:
    inject(client, {"fault": "status", "status": status, "retry_after": 7, "count": 1})
    failed = client.send("POST", MARY)
    assert (failed.status_code, failed.headers["Retry-After"]) == (status, "7")
    assert client.send("GET", MARY).status_code == 404


def test_a_status_is_answered_although_the_work_was_done(client: Client) -> None:
    inject(client, {"fault": "status", "status": 504, "after": True, "count": 1})
    failed = client.send("POST", MARY)
    assert failed.status_code == 504
    assert "Retry-After" not in failed.headers
    assert client.send("GET", MARY).status_code == 200


@pytest.mark.parametrize(("fault", "status"), [("reset_before", 404), ("reset_after", 200)])
def test_a_reset_leaves_the_work_undone_or_done(client: Client, fault: str, status: int) -> None:
    inject(client, {"fault": fault, "count": 1})
    with pytest.raises(requests.ConnectionError):
        client.send("POST", MARY)
    assert client.send("GET", MARY).status_code == status
    assert [request["status"] for request in client.served()] == [None, status]


def test_a_reset_is_one_of_the_tcp_connection(client: Client) -> None:
    """Asked of the socket itself: OpenSSL reports a reset as an end."""
    inject(client, {"fault": "reset_before", "count": 1})
    address = urlsplit(client.emulator.origin)
    peer = (str(address.hostname), int(address.port or 0))
    context = ssl.create_default_context(cafile=str(client.emulator.ca_file))
    with (
        socket.create_connection(peer, timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=peer[0]) as secured,
    ):
        secured.setblocking(True)  # noqa: FBT003 - the standard library's own
        secured.sendall(b"GET /V1/Inventory HTTP/1.1\r\nHost: localhost\r\n\r\n")
        # What comes before the reset are the session tickets of TLS.
        with pytest.raises(ConnectionResetError):
            collections.deque(iter(lambda: os.read(secured.fileno(), 65536), b""), maxlen=0)


def test_an_answer_is_cut_in_the_middle(client: Client) -> None:
    inject(client, {"fault": "truncate", "count": 1})
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        client.send("POST", MARY)
    assert client.send("GET", MARY).status_code == 200


def test_an_answer_is_not_json(client: Client) -> None:
    inject(client, {"fault": "malformed", "count": 1})
    answer = client.send("POST", MARY)
    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert client.send("GET", MARY).status_code == 200


def test_some_users_are_refused_in_a_bulk_call(client: Client) -> None:
    inject(client, {"fault": "refuse_users", "users": ["MARY@contoso.com"], "reason": "Not now"})
    body = '{"usernames": ["mary@contoso.com", "edith@contoso.com"], "seatAction": "assign"}'
    answer = client.send("POST", SEATS, body)
    assert answer.status_code == 200
    assert [seat["assignedTo"] for seat in answer.json()["seatDetails"]] == ["edith@contoso.com"]
    assert answer.json()["failedSeatOperations"] == [
        {
            "failureReason": "Not now",
            "productKey": {"productId": "9NBLGGH4R2R6", "skuId": "0016"},
            "userName": "mary@contoso.com",
        }
    ]


def test_every_token_so_far_expires(client: Client) -> None:
    inject(client, {"fault": "expire_tokens", "count": 1})
    assert client.send("GET", "/V1/Inventory").status_code == 401
    client.renew()
    assert client.send("GET", "/V1/Inventory").status_code == 200


def test_a_rule_is_for_the_requests_it_matches(client: Client) -> None:
    match = {"method": "post", "path": "*/seats"}
    inject(client, {"fault": "status", "status": 500, "match": match})
    body = '{"usernames": ["mary@contoso.com"], "seatAction": "assign"}'
    assert client.send("GET", SEATS).status_code == 200
    assert client.send("POST", MARY).status_code == 200
    assert client.send("POST", SEATS, body).status_code == 500


def test_sign_in_fails_only_when_a_rule_names_it(client: Client) -> None:
    inject(client, {"fault": "status", "status": 503})
    assert client.sign_in().status_code == 200
    inject(client, {"fault": "status", "status": 503, "match": {"path": "*/token"}})
    assert client.sign_in().status_code == 503


def test_the_rules_are_shown_with_how_often_each_was_injected(client: Client) -> None:
    inject(client, {"fault": "status", "status": 429, "count": 2}, {"fault": "expire_tokens"})
    statuses = [client.send("GET", "/V1/Inventory").status_code for _ in range(3)]
    assert statuses == [429, 429, 401]
    assert client.send("GET", "/_emulator/faults").json() == {
        "seed": 0,
        "latency": 0.0,
        "rules": [
            {"fault": "status", "status": 429, "count": 2, "injected": 2},
            {"fault": "expire_tokens", "injected": 3},
        ],
    }


def test_faults_end_when_they_are_deleted(client: Client) -> None:
    inject(client, {"fault": "status", "status": 500})
    assert client.send("DELETE", "/_emulator/faults").status_code == 204
    assert client.send("GET", "/V1/Inventory").status_code == 200


def test_faults_can_be_in_force_from_the_start() -> None:
    faults = parse_faults({"rules": [{"fault": "status", "status": 502}]})
    with Emulator(faults=faults) as emulator, requests.Session() as session:
        client = Client(emulator, session)
        assert client.send("GET", "/V1/Inventory").status_code == 502


def luck(seed: int, *others: Mapping[str, object]) -> list[bool]:
    rule = {"fault": "status", "status": 500, "rate": 0.5}
    faults = Faults(plan=parse_faults({"seed": seed, "rules": [rule, *others]}))
    return [faults.draw("GET", "/V1/Inventory").before is not None for _ in range(64)]


def test_a_seed_repeats_the_same_run_whatever_other_rules_there_are() -> None:
    assert luck(7) == luck(7, {"fault": "reset_after", "rate": 0.5})
    assert luck(7) != luck(8)
    assert 0 < sum(luck(7)) < 64


def test_latencies_add_up() -> None:
    document = {"latency": "50ms", "rules": [{"fault": "latency", "latency": "1.5s", "count": 1}]}
    faults = Faults(latency=9, plan=parse_faults(document))
    delays = [faults.draw("GET", "/V1/Inventory").delay for _ in range(2)]
    assert delays == [1.55, 0.05]


def test_an_answer_takes_the_latency_and_holds_up_no_other() -> None:
    with Emulator(latency="200ms") as emulator, requests.Session() as session:
        client = Client(emulator, session)
        started = time.monotonic()
        with ThreadPoolExecutor(10) as threads:
            answers = list(threads.map(lambda _: client.send("GET", "/V1/Inventory"), range(10)))
        took = time.monotonic() - started
    assert all(answer.elapsed.total_seconds() >= 0.2 for answer in answers)
    assert took < 10 * 0.2


def test_sign_in_takes_the_general_latency_alone() -> None:
    document = {"rules": [{"fault": "latency", "latency": "1s"}]}
    faults = Faults(latency=0.05, plan=parse_faults(document))
    assert faults.draw("POST", "/tenant/oauth2/v2.0/token").delay == 0.05


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([], "the faults document must be an object."),
        ({"rules": 7}, "rules is 7; it must be a list."),
        ({"latency": "soon"}, "latency is 'soon'; it must be a duration such as 50ms or 1.5s."),
        ({"seed": "x"}, "seed is 'x'; it must be a whole number."),
        ({"rules": [{"fault": "fire"}]}, "rules[0] needs a fault, which is one of 'status', "),
        ({"rules": [{"rate": 1}]}, "rules[0] needs a fault."),
        ({"rules": [{"fault": "truncate", "users": []}]}, "rules[0].users is not known; remove"),
        ({"rules": [{"fault": "truncate", "rate": 2}]}, "rules[0].rate is 2; it must be 1.0 at"),
        ({"rules": [{"fault": "truncate", "match": {"path": 1}}]}, "rules[0].match.path is 1; it"),
        (
            {"rules": [{"fault": "status", "status": 200}]},
            "it must be 403, 429, 500, 502, 503 or 504.",
        ),
        (
            {"rules": [{"fault": "status", "status": 503, "after": 1}]},
            "rules[0].after is 1; it must be true or false.",
        ),
        (
            {"rules": [{"fault": "status", "status": 503, "retry_after": "a\nb"}]},
            "rules[0].retry_after is 'a\\nb'; it must be seconds or an HTTP date.",
        ),
        ({"rules": [{"fault": "refuse_users", "users": []}]}, "rules[0].users must not be empty."),
        ({"rules": [{"fault": "latency"}]}, "rules[0].latency is missing; add it."),
        ({"rules": [{"fault": "rate_limit", "requests": 0}]}, "requests is 0; it must be above 0."),
    ],
)
def test_an_invalid_document_is_refused_with_a_sentence(document: object, sentence: str) -> None:
    with pytest.raises(EmulatorError) as raised:
        parse_faults(document)
    assert sentence in str(raised.value)


def test_a_rate_limit_turns_away_what_is_too_much(client: Client) -> None:
    """So many in any such time; beyond them 429, and when to come again in whole seconds."""
    inject(client, {"fault": "rate_limit", "requests": 3, "per": "60s"})
    answers = [client.send("POST", MARY) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 55 <= int(answers[-1].headers["Retry-After"]) <= 60


def test_a_rate_limit_serves_again_when_the_time_has_passed(client: Client) -> None:
    inject(client, {"fault": "rate_limit", "requests": 1, "per": "200ms"})
    begun = time.monotonic()
    statuses = [client.send("GET", SEATS).status_code]
    while statuses[-1] != 200 or len(statuses) == 1:
        statuses.append(client.send("GET", SEATS).status_code)
    assert time.monotonic() - begun >= 0.2
    assert 429 in statuses
