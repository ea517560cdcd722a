"""Operation 11, "Bulk assign and reclaim seats"."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .client import undated

if TYPE_CHECKING:
    from .client import Client

PATH = "/V1/Inventory/9NBLGGH4R2R6/0016/Seats"
KEY = {"productId": "9NBLGGH4R2R6", "skuId": "0016"}


def seat(user: str, state: str = "active") -> dict[str, object]:
    return {"assignedTo": user, "dateAssigned": "DATE", "state": state, "productKey": KEY}


def failed(user: str, reason: str) -> dict[str, object]:
    return {"failureReason": reason, "productKey": KEY, "userName": user}


def test_seats_are_assigned_to_many_users(client: Client) -> None:
    answer = client.send(
        "POST",
        PATH,
        '{"usernames": ["mary@contoso.com", "grace@contoso.com"], "seatAction": "assign"}',
    )
    assert answer.status_code == 200
    assert undated(json.loads(answer.text)) == {
        "seatDetails": [seat("mary@contoso.com"), seat("Grace@contoso.com")],
        "failedSeatOperations": [],
    }


def test_seats_are_reclaimed_from_many_users(client: Client) -> None:
    answer = client.send(
        "POST",
        PATH,
        '{"usernames": ["ada@contoso.com", "mary@contoso.com"], "seatAction": "reclaim"}',
    )
    assert undated(answer.json()) == {
        "seatDetails": [seat("ada@contoso.com", "revoked")],
        "failedSeatOperations": [failed("mary@contoso.com", "Seat not found")],
    }


def test_a_call_half_succeeds(client: Client) -> None:
    """Unknown users and those for whom no seat is left fail, spelled as they were sent."""
    answer = client.send(
        "POST",
        PATH,
        '{"usernames": ["Nobody@contoso.com", "mary@contoso.com", "edith@contoso.com",'
        ' "GRACE@contoso.com", "ada@contoso.com"], "seatAction": "assign"}',
    )
    assert answer.status_code == 200
    assert undated(answer.json()) == {
        "seatDetails": [
            seat("mary@contoso.com"),
            seat("edith@contoso.com"),
            seat("ada@contoso.com"),
        ],
        "failedSeatOperations": [
            failed("Nobody@contoso.com", "User not found"),
            failed("GRACE@contoso.com", "No available seats"),
        ],
    }


def test_any_capitals_are_read(client: Client) -> None:
    answer = client.send(
        "POST",
        "/v1/INVENTORY/9nblggh4r2r6/0016/seats",
        '{"UserNames": ["MARY@contoso.com"], "SEATACTION": "Assign"}',
    )
    assert undated(answer.json()["seatDetails"]) == [seat("mary@contoso.com")]


def test_a_user_named_twice_is_handled_once(client: Client) -> None:
    answer = client.send(
        "POST",
        PATH,
        '{"usernames": ["MARY@contoso.com", "mary@contoso.com"], "seatAction": "reclaim"}',
    )
    assert answer.json() == {
        "seatDetails": [],
        "failedSeatOperations": [failed("MARY@contoso.com", "Seat not found")],
    }


def test_25_users_are_the_most_in_one_call(client: Client) -> None:
    users = [f"user{number}@contoso.com" for number in range(26)]
    most = json.dumps({"usernames": users[:25], "seatAction": "assign"})
    more = json.dumps({"usernames": users, "seatAction": "assign"})
    assert client.send("POST", PATH, most).status_code == 200
    refused = client.send("POST", PATH, more)
    assert refused.status_code == 400
    assert refused.json() == {
        "message": "The parameter usernames is invalid: 26 user names were sent; 25 are the most "
        "in one call.",
        "parameterName": "usernames",
        "reason": "Invalid",
        "details": "26 user names were sent; 25 are the most in one call.",
    }


@pytest.mark.parametrize(
    ("body", "parameter", "reason"),
    [
        ("", "body", "Invalid"),
        ("not JSON", "body", "Invalid"),
        ("[]", "body", "Invalid"),
        ("[" * 30_000, "body", "Invalid"),
        ('{"usernames": ["ada@contoso.com"], "seatAction": NaN}', "body", "Invalid"),
        ('{"usernames": ["ada@contoso.com"]}', "seatAction", "Missing"),
        ('{"usernames": ["ada@contoso.com"], "seatAction": "give"}', "seatAction", "Invalid"),
        ('{"usernames": ["ada@contoso.com"], "seatAction": 1}', "seatAction", "Invalid"),
        ('{"seatAction": "assign"}', "usernames", "Missing"),
        ('{"usernames": [], "seatAction": "assign"}', "usernames", "Missing"),
        ('{"usernames": "ada@contoso.com", "seatAction": "assign"}', "usernames", "Invalid"),
        ('{"usernames": [" "], "seatAction": "assign"}', "usernames", "Invalid"),
        ('{"usernames": ["\\ud800"], "seatAction": "assign"}', "usernames", "Invalid"),
    ],
)
def test_a_body_that_is_missing_or_invalid_is_refused(
    client: Client, body: str, parameter: str, reason: str
) -> None:
    answer = client.send("POST", PATH, body)
    assert answer.status_code == 400
    assert (answer.json()["parameterName"], answer.json()["reason"]) == (parameter, reason)


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_is_not_called_json_is_refused(
    client: Client, content_type: str | None
) -> None:
    body = b'{"usernames": ["mary@contoso.com"], "seatAction": "assign"}'
    assert client.send("POST", PATH, body, {"Content-Type": content_type}).status_code == 415
