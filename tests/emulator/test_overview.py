"""The emulator's page without a browser: who gets it, and the overview it is drawn from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from .client import Client


@pytest.mark.parametrize("path", ["/", "/_emulator/page.css", "/_emulator/page.js"])
def test_it_needs_no_token_and_lets_nothing_foreign_in(client: Client, path: str) -> None:
    answer = client.send("GET", path, headers={"Authorization": None})
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "://" not in answer.text
    assert client.send("POST", path).status_code == 405


def test_looking_at_it_leaves_no_trace(client: Client) -> None:
    for path in ("/", "/_emulator/page.css", "/_emulator/page.js", "/_emulator/overview"):
        client.send("GET", path)
    assert client.served() == []


@pytest.mark.parametrize("query", ["mostHolders=0", "mostRequests=5001", "mostHolders=many"])
def test_an_overview_has_its_limits(client: Client, query: str) -> None:
    answer = client.send("GET", f"/_emulator/overview?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameterName"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "wanted", ["mary", "MARY", "jürgen", "assign", "200", "POST", "0016/Seats"]
)
def test_a_request_is_found_by_what_it_is_about(client: Client, wanted: str) -> None:
    """Its users included, however their names were written in its body."""
    client.send("GET", "/V1/Inventory/NONE/1/Seats")
    order = {"usernames": ["Mary@contoso.com", "jürgen@contoso.com"], "seatAction": "assign"}
    client.send("POST", "/V1/Inventory/9NBLGGH4R2R6/0016/Seats", json.dumps(order))
    answer = client.send("GET", f"/_emulator/overview?requests={quote(wanted)}").json()
    assert answer["requests"]["all"] == 2
    assert answer["requests"]["found"] == 1
    work = "assign 2: Mary@contoso.com, jürgen@contoso.com"
    assert answer["requests"]["listed"][0]["work"] == work
