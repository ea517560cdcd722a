"""What every error answers, whoever refuses: the service, the sign-in, or a fault rule."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from .caller import Caller, refusal

SENT = "6f1c0c9e-2f0a-4a60-9a51-00000000c11e"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/users/nobody@contoso.com", {}, 404),
        ("/users", {"Authorization": None}, 401),
        ("/users", {"Authorization": "Bearer of-somebody"}, 401),
        ("/groups", {}, 504),
    ],
)
def test_both_ids_are_in_the_headers_and_in_the_error(
    graph: Caller, path: str, headers: Mapping[str, str | None], status: int
) -> None:
    """Whoever asks Microsoft quotes them, and finds one request by either."""
    graph.emulator.inject({"fault": "status", "status": 504, "match": {"path": "*/groups"}})
    answer = graph.send("GET", path, headers={"client-request-id": SENT, **headers})
    inner = answer.json()["error"]["innerError"]
    assert answer.status_code == status
    assert inner["client-request-id"] == answer.headers["client-request-id"] == SENT
    assert inner["request-id"] == answer.headers["request-id"]


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (
            403,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.",
        ),
        (429, "TooManyRequests", "Please retry again later."),
        (502, "UnknownError", ""),
        (504, "UnknownError", ""),
    ],
)
def test_an_injected_status_says_what_the_reference_has_for_it(
    graph: Caller, status: int, code: str, message: str
) -> None:
    """Of a request of its own as of a part of a batch."""
    graph.emulator.inject({"fault": "status", "status": status, "match": {"path": "*/users"}})
    assert refusal(graph.send("GET", "/users")) == (status, code, message)
    part = graph.batch({"id": "0", "method": "GET", "url": "/users"})["0"]
    error = part["body"]["error"]
    assert (part["status"], error["code"], error["message"]) == (status, code, message)
