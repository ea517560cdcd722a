"""A token opens only the service whose audience it has, and only what its permissions allow."""

from __future__ import annotations

import pytest

from .caller import E3, Caller, refusal

WRONG = (401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.")


@pytest.mark.parametrize(
    "audience",
    [
        "https://onestore.microsoft.com",
        "https://graph.microsoft.us",
        "https://dod-graph.microsoft.us",
        "https://microsoftgraph.chinacloudapi.cn",
    ],
)
def test_a_token_for_another_audience_does_not_open_graph(graph: Caller, audience: str) -> None:
    """Neither the Store's nor that of a national cloud."""
    graph.renew(f"{audience}/.default")
    assert refusal(graph.send("GET", "/users")) == WRONG
    assert refusal(graph.send("POST", "/$batch", {"requests": []})) == WRONG


def test_a_token_for_graph_does_not_open_the_store(graph: Caller) -> None:
    address = f"{graph.emulator.base_url}/Inventory"
    assert graph.send("GET", address).status_code == 401
    graph.renew("https://onestore.microsoft.com/.default")
    assert graph.send("GET", address).status_code == 200


def test_a_token_that_expired_is_refused(graph: Caller) -> None:
    graph.emulator.inject({"fault": "expire_tokens", "count": 1})
    text = "Access token has expired or is not yet valid."
    assert refusal(graph.send("GET", "/users")) == (401, "InvalidAuthenticationToken", text)


def test_no_token_is_refused(graph: Caller) -> None:
    answer = graph.send("GET", "/users", headers={"Authorization": None})
    assert refusal(answer)[:2] == (401, "InvalidAuthenticationToken")


def test_what_microsoft_s_clients_send_besides_is_tolerated(graph: Caller) -> None:
    answer = graph.sign_in(client_info="1", claims="{}")
    assert answer.status_code == 200


DENIED = (403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


@pytest.mark.parametrize(
    ("granted", "statuses"),
    [
        ([], [403, 403, 403]),
        (["User.Read.All"], [403, 200, 403]),
        (["LicenseAssignment.ReadWrite.All"], [200, 403, 200]),
        (["LicenseAssignment.Read.All"], [200, 403, 403]),
        (["Directory.ReadWrite.All"], [200, 200, 200]),
    ],
)
def test_a_permission_opens_what_the_reference_says(
    graph: Caller, granted: list[str], statuses: list[int]
) -> None:
    graph.renew_with(*granted)
    answers = [
        graph.send("GET", "/subscribedSkus"),
        graph.send("GET", "/users"),
        graph.assign("ada@contoso.com", E3),
    ]
    assert [answer.status_code for answer in answers] == statuses
    assert {refusal(answer) for answer in answers if answer.status_code == 403} <= {DENIED}


def test_a_token_keeps_the_permissions_that_it_was_issued_with(graph: Caller) -> None:
    """Consent that comes later is in the next token."""
    graph.renew_with()
    assert graph.send("GET", "/users").status_code == 403
    graph.renew()
    assert graph.send("GET", "/users").status_code == 200
