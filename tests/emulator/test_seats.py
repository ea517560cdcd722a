"""Operations 7 to 10 and 12: the seats of a product and of a user."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from .client import undated

if TYPE_CHECKING:
    from .client import Client

OFFICE = "/V1/Inventory/9NBLGGH4R2R6/0016/Seats"
OFFICE_KEY = {"productId": "9NBLGGH4R2R6", "skuId": "0016"}
ORDER = '{"usernames": ["mary@contoso.com"], "seatAction": "assign"}'
OPEN_KEY = {"productId": "CFQ7TTC0K5DR", "skuId": "0001"}


def seat(user: str, key: dict[str, str], state: str = "active") -> dict[str, object]:
    return {"assignedTo": user, "dateAssigned": "DATE", "state": state, "productKey": key}


def hold(client: Client, *users: str) -> None:
    """Let these users hold the seats of a world without a directory."""
    office = {"product_id": "9NBLGGH4R2R6", "sku_id": "0016", "seat_capacity": 101}
    world = {"inventory": [{**office, "seats": users}]}
    client.send("PUT", "/_emulator/world", json.dumps(world))


def test_the_seats_of_a_product_are_listed_by_user(client: Client) -> None:
    answer = client.send("GET", "/V1/Inventory/CFQ7TTC0K5DR/0001/Seats")
    assert answer.status_code == 200
    assert undated(json.loads(answer.text)) == {
        "seats": [seat("ada@contoso.com", OPEN_KEY), seat("mary@contoso.com", OPEN_KEY)]
    }


def test_the_seat_of_a_user_is_found(client: Client) -> None:
    answer = client.send("GET", f"{OFFICE}/ada@contoso.com")
    assert (answer.status_code, undated(answer.json())) == (
        200,
        seat("ada@contoso.com", OFFICE_KEY),
    )


def test_a_seat_is_assigned_and_reclaimed(client: Client) -> None:
    assigned = client.send("POST", f"{OFFICE}/mary@contoso.com")
    reclaimed = client.send("DELETE", f"{OFFICE}/mary@contoso.com")
    after = client.send("GET", f"{OFFICE}/mary@contoso.com")
    assert undated(assigned.json()) == seat("mary@contoso.com", OFFICE_KEY)
    assert undated(reclaimed.json()) == seat("mary@contoso.com", OFFICE_KEY, "revoked")
    assert [assigned.status_code, reclaimed.status_code, after.status_code] == [200, 200, 404]


def test_assigning_a_held_seat_changes_nothing(client: Client) -> None:
    before = client.send("GET", f"{OFFICE}/ada@contoso.com").json()
    again = client.send("POST", f"{OFFICE}/ADA@contoso.com")
    assert (again.status_code, again.json()) == (200, before)


def test_the_seats_of_a_user_are_listed_over_all_products(client: Client) -> None:
    answer = client.send("GET", "/V1/Users/ada@contoso.com/Seats?maxResults=1").json()
    token = quote(answer.pop("continuationToken"), safe="")
    rest = client.send(
        "GET", f"/V1/Users/Ada@contoso.com/Seats?maxResults=1&continuationToken={token}"
    )
    assert undated(answer) == {"seats": [seat("ada@contoso.com", OFFICE_KEY)]}
    assert undated(rest.json()) == {"seats": [seat("ada@contoso.com", OPEN_KEY)]}


@pytest.mark.parametrize(
    ("encoded", "user"),
    [
        ("ida+tax%40contoso.com", "ida+tax@contoso.com"),
        ("guest_fabrikam.com%23EXT%23@contoso.com", "guest_fabrikam.com#EXT#@contoso.com"),
        ("grace%40CONTOSO.com", "Grace@contoso.com"),
    ],
)
def test_a_user_name_in_a_path_is_decoded(client: Client, encoded: str, user: str) -> None:
    answer = client.send("POST", f"{OFFICE}/{encoded}")
    assert undated(answer.json()) == seat(user, OFFICE_KEY)


def test_an_encoded_slash_does_not_divide_a_user_name(client: Client) -> None:
    answer = client.send("GET", f"{OFFICE}/a%2Fb")
    assert answer.json()["value"] == "a/b"


def test_without_a_directory_every_user_is_known(client: Client) -> None:
    hold(client)
    answer = client.send("POST", f"{OFFICE}/Anybody@Fabrikam.com")
    assert undated(answer.json()) == seat("Anybody@Fabrikam.com", OFFICE_KEY)


def test_a_restricted_product_has_no_seat_beyond_its_capacity(client: Client) -> None:
    for user in ("mary@contoso.com", "edith@contoso.com"):
        assert client.send("POST", f"{OFFICE}/{user}").status_code == 200
    refused = client.send("POST", f"{OFFICE}/grace@contoso.com")
    assert refused.status_code == 409
    assert refused.json() == {
        "message": "No available seats: 9NBLGGH4R2R6/0016",
        "reason": "No available seats",
    }


@pytest.mark.parametrize(
    ("method", "path", "item_type", "value"),
    [
        ("GET", "/V1/Inventory/NONE/0001/Seats", "Inventory", "NONE/0001"),
        ("POST", "/V1/Inventory/NONE/0001/Seats", "Inventory", "NONE/0001"),
        ("GET", "/V1/Inventory/NONE/0001/Seats/ada@contoso.com", "Inventory", "NONE/0001"),
        ("GET", f"{OFFICE}/nobody@contoso.com", "User", "nobody@contoso.com"),
        ("POST", f"{OFFICE}/nobody@contoso.com", "User", "nobody@contoso.com"),
        ("DELETE", f"{OFFICE}/nobody@contoso.com", "User", "nobody@contoso.com"),
        ("GET", "/V1/Users/nobody@contoso.com/Seats", "User", "nobody@contoso.com"),
        ("GET", f"{OFFICE}/mary@contoso.com", "Seat", "9NBLGGH4R2R6/0016/mary@contoso.com"),
        ("DELETE", f"{OFFICE}/mary@contoso.com", "Seat", "9NBLGGH4R2R6/0016/mary@contoso.com"),
    ],
)
def test_what_is_not_found_is_named(
    client: Client, method: str, path: str, item_type: str, value: str
) -> None:
    answer = client.send(method, path, ORDER if method == "POST" else None)
    assert answer.status_code == 404
    assert answer.json() == {
        "message": f"{item_type} not found: {value}",
        "itemType": item_type,
        "value": value,
    }


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("GET", ""),
        ("POST", ""),
        ("GET", "/ada@contoso.com"),
        ("POST", "/ada@contoso.com"),
        ("DELETE", "/ada@contoso.com"),
    ],
)
def test_a_product_that_is_not_online_has_no_seats(client: Client, method: str, rest: str) -> None:
    path = f"/V1/Inventory/CFQ7TTC0K5DR/0002/Seats{rest}"
    answer = client.send(method, path, ORDER if method == "POST" else None)
    assert answer.status_code == 409
    assert answer.json()["reason"] == "Not online"


def test_a_page_has_25_seats_by_default_and_100_at_most(client: Client) -> None:
    hold(client, *(f"user{number:03}@contoso.com" for number in range(101)))
    assert len(client.send("GET", OFFICE).json()["seats"]) == 25
    assert len(client.send("GET", f"{OFFICE}?maxresults=100").json()["seats"]) == 100
    refused = client.send("GET", f"{OFFICE}?maxResults=101")
    assert (refused.status_code, refused.json()["parameterName"]) == (400, "maxResults")


def test_a_listing_goes_on_where_it_was_when_seats_change_between_pages(client: Client) -> None:
    hold(client, *(f"{name}@contoso.com" for name in "bdfhjl"))
    first = client.send("GET", f"{OFFICE}?maxResults=3").json()
    client.send("DELETE", f"{OFFICE}/b@contoso.com")
    client.send("DELETE", f"{OFFICE}/f@contoso.com")
    client.send("POST", f"{OFFICE}/a@contoso.com")
    token = quote(first["continuationToken"], safe="")
    second = client.send("GET", f"{OFFICE}?maxResults=3&continuationToken={token}").json()
    users = [seat["assignedTo"][0] for seat in first["seats"] + second["seats"]]
    assert users == list("bdfhjl")


def test_a_token_of_another_listing_is_invalid(client: Client) -> None:
    listing = client.send("GET", "/V1/Inventory?maxResults=1").json()
    token = quote(listing["continuationToken"], safe="")
    answer = client.send("GET", f"{OFFICE}?continuationToken={token}")
    assert (answer.status_code, answer.json()["parameterName"]) == (400, "continuationToken")
