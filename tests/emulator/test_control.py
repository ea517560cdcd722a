"""The control interface: the request log and the world, without a token, from this machine."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from pulumi_microsoft_seats.emulator.control import Control
from pulumi_microsoft_seats.emulator.fault_injection import Faults
from pulumi_microsoft_seats.emulator.request_log import RequestLog
from pulumi_microsoft_seats.emulator.services_state import State

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from .client import Client


def test_requests_are_logged_in_order_with_what_was_sent_and_answered(client: Client) -> None:
    body = '{"usernames": ["mary@contoso.com"], "seatAction": "assign"}'
    client.send("GET", "/v1/inventory?maxResults=2")
    client.send("POST", "/V1/Inventory/9NBLGGH4R2R6/0016/Seats", body)
    client.send("GET", "/V1/Users/nobody%40contoso.com/Seats")
    served = client.served()
    first = served[0]["id"]
    seats = "/V1/Inventory/9NBLGGH4R2R6/0016/Seats"
    order = {"usernames": ["mary@contoso.com"], "seatAction": "assign"}
    names = ("id", "method", "path", "query", "status", "body")
    assert served == [
        dict(zip(names, values, strict=True))
        for values in [
            (first, "GET", "/v1/inventory", "maxResults=2", 200, None),
            (first + 1, "POST", seats, "", 200, order),
            (first + 2, "GET", "/V1/Users/nobody@contoso.com/Seats", "", 404, None),
        ]
    ]


def test_sign_in_is_logged_without_its_secret(client: Client) -> None:
    client.sign_in()
    log = client.send("GET", "/_emulator/requests").text
    tenant = client.emulator.environment["AZURE_TENANT_ID"]
    (request,) = json.loads(log)["requests"]
    assert (request["path"], request["body"]) == (f"/{tenant}/oauth2/v2.0/token", None)
    assert client.emulator.environment["AZURE_CLIENT_SECRET"] not in log


def test_a_body_that_cannot_be_written_as_json_does_not_break_the_log(client: Client) -> None:
    for body in (b"\xff", b"[" * 60_000, b"NaN", b'"\\ud800"'):
        client.send("POST", "/V1/Inventory", body)
    assert [request["body"] for request in client.served()] == [None, None, None, "\ud800"]


def test_the_log_starts_afresh_when_it_is_deleted(client: Client) -> None:
    client.send("GET", "/V1/Inventory")
    assert client.send("DELETE", "/_emulator/requests").status_code == 204
    assert client.served() == []


def test_the_world_has_the_seats_of_this_moment(client: Client) -> None:
    body = '{"usernames": ["mary@contoso.com", "GRACE@contoso.com"], "seatAction": "assign"}'
    client.send("POST", "/V1/Inventory/9NBLGGH4R2R6/0016/Seats", body)
    world = client.send("GET", "/_emulator/world", headers={"Authorization": None}).json()
    assert world["users"][0] == "ada@contoso.com"
    assert world["inventory"][0] == {
        "product_id": "9NBLGGH4R2R6",
        "sku_id": "0016",
        "seat_capacity": 3,
        "distribution_policy": "restricted",
        "license_type": "online",
        "status": "active",
        "seats": ["ada@contoso.com", "Grace@contoso.com", "mary@contoso.com"],
    }


def test_a_world_replaces_all_of_the_one_before_and_can_be_put_back(client: Client) -> None:
    before = client.send("GET", "/_emulator/world")
    assert client.send("PUT", "/_emulator/world", "{}").status_code == 204
    assert client.send("GET", "/_emulator/world").json() == {"inventory": []}
    assert client.send("PUT", "/_emulator/world", before.content).status_code == 204
    assert client.send("GET", "/_emulator/world").json() == before.json()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('{"inventory": [{"product_id": "A"}]}', "inventory[0].sku_id is missing; add it."),
        ("nonsense", "The body is not JSON: "),
        ("[" * 60_000, "The body is nested too deeply; send a flat document."),
        ('{"users": ["\\ud800"]}', "it must be text that is not blank."),
    ],
)
def test_an_invalid_world_is_refused_and_changes_nothing(
    client: Client, body: str, sentence: str
) -> None:
    before = client.send("GET", "/_emulator/world").json()
    answer = client.send("PUT", "/_emulator/world", body)
    assert answer.status_code == 400
    assert sentence in answer.json()["message"]
    assert client.send("GET", "/_emulator/world").json() == before


@pytest.mark.parametrize(
    ("peer", "status"),
    [
        ("127.0.0.1", 200),
        ("::1", 200),
        ("::ffff:127.0.0.1", 200),
        ("192.0.2.7", 403),
        ("::ffff:192.0.2.7", 403),
    ],
)
def test_it_answers_to_this_machine_alone(peer: str, status: int) -> None:
    faults = Faults()
    state = State(None, faults)
    application = Control(state, faults, RequestLog())
    scope: dict[str, object] = {"type": "http", "method": "GET", "headers": []}
    scope |= {"path": "/_emulator/health", "client": (peer, 50_000)}
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(application(scope, receive, send))
    state.close()
    assert sent[0]["status"] == status


def test_what_is_not_there_is_said_in_json(client: Client) -> None:
    missing = client.send("GET", "/_emulator/none")
    assert (missing.status_code, missing.json()["itemType"]) == (404, "Resource")
    wrong = client.send("POST", "/_emulator/faults", "{}")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET, PUT, DELETE")
    assert wrong.json()["message"] == "POST is not possible here; GET, PUT, DELETE is."
