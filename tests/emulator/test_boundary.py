"""What holds for every request: sign-in, correlation, unknown paths, and any input at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .client import Client


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer made-up", "Basic YTpi"])
def test_without_a_valid_token_nothing_is_answered(
    client: Client, authorization: str | None
) -> None:
    answer = client.send("GET", "/V1/Inventory", headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert set(answer.json()) == {"message"}


def test_the_correlation_vector_is_echoed(client: Client) -> None:
    headers = {"MS-CV": "q1w2e3r4t5y6u7i8"}
    found = client.send("GET", "/V1/Inventory", headers=headers)
    missing = client.send("GET", "/V1/Nothing", headers=headers)
    assert found.headers["MS-CV"] == missing.headers["MS-CV"] == "q1w2e3r4t5y6u7i8"
    assert "MS-CV" not in client.send("GET", "/V1/Inventory").headers


@pytest.mark.parametrize("path", ["/V1", "/V1/", "/V1/Nothing", "/V2/Inventory", "/V1/Products/A"])
def test_an_unknown_path_is_not_found(client: Client, path: str) -> None:
    answer = client.send("GET", path)
    assert answer.status_code == 404
    assert answer.json()["itemType"] == "Resource"


def test_a_method_that_is_not_possible_names_those_that_are(client: Client) -> None:
    answer = client.send("PUT", "/V1/Inventory/9NBLGGH4R2R6/0016/Seats")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
