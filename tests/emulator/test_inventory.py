"""Operation 1, "Get inventory"."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from .client import undated

if TYPE_CHECKING:
    from .client import Client

OFFICE = {
    "productKey": {"productId": "9NBLGGH4R2R6", "skuId": "0016"},
    "seatCapacity": 3,
    "availableSeats": 2,
    "lastModified": "DATE",
    "licenseType": "online",
    "distributionPolicy": "restricted",
    "status": "active",
}
OPEN = {
    **OFFICE,
    "productKey": {"productId": "CFQ7TTC0K5DR", "skuId": "0001"},
    "seatCapacity": 1,
    "availableSeats": 0,
    "distributionPolicy": "open",
}
OFFLINE = {
    **OFFICE,
    "productKey": {"productId": "CFQ7TTC0K5DR", "skuId": "0002"},
    "seatCapacity": 100,
    "availableSeats": 100,
    "licenseType": "offline",
}


def test_the_inventory_lists_every_entry_and_no_token_on_the_last_page(client: Client) -> None:
    answer = client.send("GET", "/V1/Inventory")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert undated(json.loads(answer.text)) == {"inventoryEntries": [OFFICE, OPEN, OFFLINE]}


def test_pages_follow_each_other_by_their_token(client: Client) -> None:
    first = client.send("GET", "/V1/Inventory?maxResults=2").json()
    token = quote(first["continuationToken"], safe="")
    second = client.send("GET", f"/V1/Inventory?maxResults=2&continuationToken={token}").json()
    assert undated(first["inventoryEntries"]) == [OFFICE, OPEN]
    assert undated(second) == {"inventoryEntries": [OFFLINE]}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("licenseTypes=online", [OFFICE, OPEN]),
        ("licenseTypes=offline", [OFFLINE]),
        ("licenseTypes=online&licenseTypes=offline", [OFFICE, OPEN, OFFLINE]),
        ("LICENSETYPES=Offline", [OFFLINE]),
        ("modifiedSince=2017-01-01T00:00:00Z", [OFFICE, OPEN, OFFLINE]),
        ("modifiedSince=2999-01-01T00:00:00.1234567%2B02:00", []),
    ],
)
def test_a_listing_can_be_limited(client: Client, query: str, expected: list[object]) -> None:
    answer = client.send("GET", f"/V1/Inventory?{query}")
    assert undated(answer.json()) == {"inventoryEntries": expected}


def test_an_entry_is_modified_when_its_seats_change(client: Client) -> None:
    client.send("POST", "/V1/Inventory/9NBLGGH4R2R6/0016/Seats/mary@contoso.com")
    changed = client.send("GET", "/V1/Inventory").json()["inventoryEntries"][0]
    since = changed["lastModified"]
    answer = client.send("GET", f"/V1/Inventory?modifiedSince={since}").json()
    assert undated(answer) == {"inventoryEntries": [{**OFFICE, "availableSeats": 1}]}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("maxResults=0", "maxResults"),
        ("maxResults=101", "maxResults"),
        ("maxResults=many", "maxResults"),
        ("maxResults=-1", "maxResults"),
        (f"maxResults={'9' * 5000}", "maxResults"),
        ("licenseTypes=hybrid", "licenseTypes"),
        ("modifiedSince=yesterday", "modifiedSince"),
        ("modifiedSince=2017-01-01T00:00:00", "modifiedSince"),
        ("modifiedSince=2017-01-01T00:00:00+02:00", "modifiedSince"),
        ("modifiedSince=2017-13-01T00:00:00Z", "modifiedSince"),
        ("modifiedSince=0001-01-01T00:00:00%2B14:00", "modifiedSince"),
        ("continuationToken=made-up", "continuationToken"),
        ("continuationToken=AAAA", "continuationToken"),
    ],
)
def test_an_invalid_parameter_is_named(client: Client, query: str, parameter: str) -> None:
    answer = client.send("GET", f"/V1/Inventory?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameterName"] == parameter
    assert answer.json()["reason"] == "Invalid"
    assert answer.json()["details"]
