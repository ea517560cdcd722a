"""Operation 14: twenty requests in one, judged one by one."""

from __future__ import annotations

from typing import Any

import pytest

from .caller import E3, F1, GRACE, NOWHERE, Caller, assigning, refusal


def reading(id_: str, url: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A part that reads."""
    return {"id": id_, "method": "GET", "url": url, **more}


def test_parts_are_judged_one_by_one(graph: Caller) -> None:
    answers = graph.batch(
        assigning("0", "edith@contoso.com"),
        assigning("1", "ada@contoso.com", NOWHERE),
        assigning("2", "nobody@contoso.com"),
        reading("3", "/groups"),
    )
    assert {id_: part["status"] for id_, part in answers.items()} == {
        "0": 200,
        "1": 400,
        "2": 404,
        "3": 403,
    }
    assert answers["1"]["body"]["error"]["code"] == "Request_BadRequest"
    assert answers["0"]["headers"]["Content-Type"] == "application/json"
    assert answers["0"]["body"]["assignedLicenses"] == [{"skuId": E3, "disabledPlans": []}]


def test_headers_are_a_part_s_own(graph: Caller) -> None:
    counted = "/users?$count=true&$select=id"
    answers = graph.batch(
        reading("0", counted, headers={"ConsistencyLevel": "eventual"}),
        reading("1", counted),
        reading("2", "users/$count", headers={"consistencylevel": "eventual"}),
        assigning(
            "3",
            "edith@contoso.com",
            headers={"content-type": "application/json", "Prefer": "return=minimal"},
        ),
    )
    assert answers["0"]["body"]["@odata.count"] == 6
    assert "@odata.count" not in answers["1"]["body"]
    assert answers["2"]["body"] == 6
    assert answers["3"]["status"] == 204
    assert "body" not in answers["3"]


@pytest.mark.parametrize("form", ["/users/{}", "users/{}", "/v1.0/users/{}", "{base}/users/{}"])
def test_addresses_come_as_documented_and_as_microsoft_s_clients_send_them(
    graph: Caller, form: str
) -> None:
    url = form.format(GRACE, base=graph.emulator.graph_url)
    assert graph.batch(reading("a", url, depends_on=[]))["a"]["body"]["id"] == GRACE


def test_a_body_needs_a_content_type(graph: Caller) -> None:
    answers = graph.batch(assigning("0", "edith@contoso.com", headers={}))
    assert answers["0"]["status"] == 400
    assert graph.held("edith@contoso.com") == []


def test_a_failed_part_fails_those_that_depend_on_it(graph: Caller) -> None:
    answers = graph.batch(
        assigning("c", "edith@contoso.com", F1, dependsOn=["B"]),
        assigning("b", "edith@contoso.com", E3, dependsOn=["a"]),
        assigning("a", "edith@contoso.com", NOWHERE),
        assigning("d", "edith@contoso.com", F1),
    )
    assert {id_: part["status"] for id_, part in answers.items()} == {
        "a": 400,
        "b": 424,
        "c": 424,
        "d": 200,
    }


def test_parts_that_depend_on_each_other_run_in_order(graph: Caller) -> None:
    taking = {"addLicenses": [], "removeLicenses": [E3]}
    answers = graph.batch(
        assigning("2", "edith@contoso.com", body=taking, dependsOn=["1"]),
        assigning("1", "edith@contoso.com"),
    )
    assert [answers[id_]["status"] for id_ in "12"] == [200, 200]
    assert graph.held("edith@contoso.com") == []


@pytest.mark.parametrize(
    "requests",
    [
        None,
        [],
        {},
        ["no"],
        [reading(str(number), "/users") for number in range(21)],
        [reading("a", "/users"), reading("A", "/users")],
        [{"method": "GET", "url": "/users"}],
        [{"id": "1", "url": "/users"}],
        [reading("a", "/users", dependsOn=["b"])],
        [reading("a", "/users", dependsOn=["b"]), reading("b", "/users", dependsOn=["a"])],
        [assigning("0", "edith@contoso.com"), reading("a", "/users", headers="none")],
    ],
)
def test_what_is_no_batch_is_refused_as_a_whole(graph: Caller, requests: object) -> None:
    assert refusal(graph.send("POST", "/$batch", {"requests": requests}))[0] == 400
    assert graph.held("edith@contoso.com") == []


def test_a_batch_has_no_batch_in_it(graph: Caller) -> None:
    part = {**assigning("0", "edith@contoso.com"), "url": "/$batch", "body": {"requests": []}}
    assert graph.batch(part)["0"]["status"] == 400


def test_a_batch_is_posted(graph: Caller) -> None:
    assert graph.send("GET", "/$batch").status_code == 405


def test_a_batch_is_one_request_in_the_log(graph: Caller) -> None:
    parts = [assigning("0", "edith@contoso.com"), assigning("1", "ada@contoso.com")]
    graph.batch(*parts)
    (logged,) = graph.emulator.requests()
    assert (logged.method, logged.path, logged.status) == ("POST", "/v1.0/$batch", 200)
    assert b'"url": "/users/ada@contoso.com/assignLicense"' in logged.body
    assert graph.emulator.license_writes() == (logged,)
