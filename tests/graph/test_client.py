"""Each operation: what is sent for it, and what its answer becomes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote

import pytest

from pulumi_microsoft_seats.domain.errors import OutcomeUnknown, UnreadableAnswer
from pulumi_microsoft_seats.graph.client_factory import open_client
from pulumi_microsoft_seats.graph.refusals import UserNotFound
from pulumi_microsoft_seats.graph.values import (
    AssignedLicense,
    LicenseChange,
    LicenseDetails,
    LicenseState,
    ServicePlan,
    SubscribedSku,
)
from pulumi_microsoft_seats.transport.connection import Connection
from tests.support.graph_client import (
    ADA,
    ADA_ID,
    E3,
    E5,
    EXCHANGE,
    SKU_E3,
    STAFF,
    TEAMS,
    batch_handler,
    client_of,
    fault,
    parts_of,
    user,
)
from tests.support.literal_server import Exchange, answer, json_answer
from tests.support.store_client import TOKEN, FixedToken, Serve

PLANS = (
    ServicePlan(EXCHANGE, "EXCHANGE_S_ENTERPRISE", "User", "Success"),
    ServicePlan(TEAMS, "TEAMS1", "User", "Success"),
)
SELECT = (
    "$select=id,userPrincipalName,accountEnabled,usageLocation,assignedLicenses,"
    "licenseAssignmentStates"
)


def test_what_the_tenant_has_bought(serve: Serve) -> None:
    """Operation 1, with what is free, in grace and suspended apart."""
    server = serve(json_answer({"value": [SKU_E3]}))
    (sku,) = client_of(server).list_skus()
    assert sku == SubscribedSku(
        id=f"48a80000-0000-4000-8000-000000000001_{E3}",
        sku_id=E3,
        part_number="SPE_E3",
        enabled=25,
        consumed=14,
        warning=2,
        suspended=3,
        capability_status="Enabled",
        applies_to="User",
        service_plans=PLANS,
    )
    assert (sku.free, sku.is_for_users) == (11, True)
    (sent,) = server.exchanges
    assert (sent.method, sent.target) == ("GET", "/v1.0/subscribedSkus")
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert len(sent.headers["client-request-id"]) == 36
    assert "ms-cv" not in sent.headers


def test_the_holders_of_a_sku(serve: Serve) -> None:
    """Operation 2, by the filter on licences, in the largest pages, as an advanced query."""
    server = serve(json_answer({"@odata.count": 2, "value": [user(1), user(2)]}))
    holders = client_of(server).list_holders(E3)
    assert [each.user_principal_name for each in holders] == [
        "user01@contoso.com",
        "user02@contoso.com",
    ]
    (sent,) = server.exchanges
    assert unquote(sent.target) == (
        f"/v1.0/users?$filter=assignedLicenses/any(x:x/skuId eq {E3})&{SELECT}&$top=999&$count=true"
    )
    assert sent.headers["consistencylevel"] == "eventual"


def test_how_many_hold_a_sku(serve: Serve) -> None:
    """Operation 3: a number as text."""
    server = serve(answer("1204", "Content-Type: text/plain"))
    assert client_of(server).count_holders(E3) == 1204
    (sent,) = server.exchanges
    assert unquote(sent.target) == (
        f"/v1.0/users/$count?$filter=assignedLicenses/any(x:x/skuId eq {E3})"
    )
    assert sent.headers["consistencylevel"] == "eventual"
    assert sent.headers["accept"] == "text/plain"


def test_a_user_with_a_licence_by_two_paths(serve: Serve) -> None:
    """Operation 4, from the directory itself: the direct path, the group's, and what is off."""
    server = serve(json_answer(ADA))
    ada = client_of(server).get_user("ada@contoso.com")
    assert (ada.id, ada.user_principal_name) == (ADA_ID, "ada@contoso.com")
    assert (ada.usage_location, ada.account_enabled) == ("DE", True)
    assert ada.direct(E3) == LicenseState(
        E3, None, "Active", None, frozenset(), "2026-09-30T08:15:00Z"
    )
    assert ada.inherited(E3) == (
        LicenseState(E3, STAFF, "Active", None, frozenset({TEAMS}), "2026-01-02T03:04:05Z"),
    )
    assert ada.unexplained == frozenset()
    (sent,) = server.exchanges
    assert unquote(sent.target) == f"/v1.0/users/ada@contoso.com?{SELECT}"
    assert "consistencylevel" not in sent.headers


def test_many_users_in_one_batch(serve: Serve) -> None:
    """Each ends for itself, in the order that was asked: one of them does not exist."""

    def answers(part: object) -> dict[str, object]:
        assert isinstance(part, dict)
        if "gone" in part["url"]:
            code, said = "Request_ResourceNotFound", "Resource 'gone@contoso.com' does not exist"
            return {"status": 404, "body": fault(code, said)}
        return {"status": 200, "body": ADA}

    server = serve(batch_handler(answers))
    gone, ada = client_of(server).get_users(["gone@contoso.com", ADA_ID])
    assert isinstance(gone, UserNotFound)
    assert not isinstance(ada, Exception)
    assert ada.id == ADA_ID
    (sent,) = server.exchanges
    assert (sent.method, sent.target) == ("POST", "/v1.0/$batch")
    assert parts_of(sent)[1] == {"id": "1", "method": "GET", "url": f"/users/{ADA_ID}?{SELECT}"}


MANY = [f"user{number:02}@contoso.com" for number in range(20)]


class _Directory:
    """Has the twenty users; `queries` are those that name several of them."""

    def __init__(self, query: Callable[[list[dict[str, object]]], dict[str, object]]) -> None:
        self.queries: list[str] = []
        self.singles = 0
        self._query = query

    def __call__(self, part: Mapping[str, object]) -> dict[str, object]:
        url = unquote(str(part["url"]))
        named = url.lower()
        if "$filter" in url:
            self.queries.append(url)
            found = [user(number) for number, name in enumerate(MANY) if name in named]
            return self._query(found)
        self.singles += 1
        found = [user(number) for number, name in enumerate(MANY) if name in named]
        return {"status": 200, "body": found[0] if found else {**ADA, "id": ADA_ID}}


def _names(users: Sequence[object]) -> list[object]:
    return [getattr(each, "user_principal_name", each) for each in users]


def test_more_than_a_batch_are_asked_for_fifteen_in_a_query(serve: Serve) -> None:
    """Of names and of ids; by the directory, because its index lags."""
    directory = _Directory(lambda found: {"status": 200, "body": {"value": [*found[::-1], ADA]}})
    server = serve(batch_handler(directory))
    users = client_of(server).get_users([MANY[0].upper(), ADA_ID, *MANY[1:]])
    assert _names(users) == [MANY[0], "ada@contoso.com", *MANY[1:]]
    assert directory.singles == 0
    assert directory.queries[0] == f"/users?$filter=id in ('{ADA_ID}')&{SELECT}"
    assert directory.queries[1].startswith(
        f"/users?$filter=userPrincipalName in ('{MANY[0].upper()}','{MANY[1]}',"
    )
    assert [query.count("','") + 1 for query in directory.queries] == [1, 15, 5]
    assert not any("headers" in part for part in parts_of(server.exchanges[0]))


@pytest.mark.parametrize(
    "said",
    [
        {"status": 400, "body": fault("Request_UnsupportedQuery", "no")},
        {"status": 200, "body": {"value": [{"id": "x"}]}},
        {"status": 200, "body": {"value": []}},
    ],
    ids=["refused", "unreadable", "nobody"],
)
def test_whom_a_query_does_not_find_is_asked_for_alone(
    serve: Serve, said: dict[str, object]
) -> None:
    """Before it is said that there is no such user, or that the user cannot be read."""
    directory = _Directory(lambda _found: said)
    users = client_of(serve(batch_handler(directory))).get_users([*MANY, ADA_ID])
    assert _names(users) == [*MANY, "ada@contoso.com"]
    assert directory.singles == 21


def test_a_swap_is_one_write(serve: Serve) -> None:
    """Operation 5 in a batch: both lists are sent, and the plans of what is added."""
    server = serve(batch_handler(lambda _part: {"status": 200, "body": ADA}))
    added = AssignedLicense(E5, frozenset({TEAMS, EXCHANGE}))
    made = client_of(server).change_licenses(
        [LicenseChange(ADA_ID, "ada@contoso.com", (added,), (E3,))]
    )
    assert made == [None]
    (sent,) = server.exchanges
    assert json.loads(sent.body) == {
        "requests": [
            {
                "id": "0",
                "method": "POST",
                "url": f"/users/{ADA_ID}/assignLicense",
                "headers": {"Content-Type": "application/json"},
                "body": {
                    "addLicenses": [{"skuId": E5, "disabledPlans": [EXCHANGE, TEAMS]}],
                    "removeLicenses": [E3],
                },
            }
        ]
    }


def test_the_licence_details_of_a_user(serve: Serve) -> None:
    """Operation 6."""
    details = {"id": "abc", "skuId": E3, "skuPartNumber": "SPE_E3"}
    plans = {"servicePlans": SKU_E3["servicePlans"]}
    server = serve(json_answer({"value": [{**details, **plans}]}))
    assert client_of(server).list_license_details(ADA_ID) == (
        LicenseDetails("abc", E3, "SPE_E3", PLANS),
    )
    assert server.exchanges[0].target == f"/v1.0/users/{ADA_ID}/licenseDetails"


def test_anothers_licences_are_not_taken_for_a_users(serve: Serve) -> None:
    """Neither read alone nor in a batch; and a write that was answered so may have been made."""
    with pytest.raises(UnreadableAnswer, match=r"has the licences of 'ada@contoso\.com' when read"):
        client_of(serve(json_answer(ADA))).get_user("bob@contoso.com")
    client = client_of(serve(batch_handler(lambda _part: {"status": 200, "body": ADA})))
    (read,) = client.get_users(["bob@contoso.com"])
    assert isinstance(read, UnreadableAnswer)
    bob = LicenseChange(STAFF, "bob@contoso.com", (AssignedLicense(E3),))
    (written,) = client.change_licenses([bob])
    assert isinstance(written, OutcomeUnknown)
    assert "changing the licences of bob@contoso.com was carried out" in str(written)


def test_something_else_at_the_address_is_told_by_its_setting(serve: Serve) -> None:
    """The setting of this service, not of the store."""
    with pytest.raises(UnreadableAnswer, match=r"is not JSON when .*; check graphUrl\."):
        client_of(serve(answer("<html></html>"))).list_skus()


def test_a_client_as_it_is_put_together_reads_and_writes(serve: Serve) -> None:
    """With whatever signs its requests; what the tenant's SKUs are called stands in its errors."""
    refused = fault("Request_BadRequest", f"Subscription with SKU {E3} does not have any available")
    batch = batch_handler(lambda _part: {"status": 400, "body": refused})

    def handler(exchange: Exchange) -> bytes:
        return batch(exchange) if exchange.method == "POST" else json_answer({"value": [SKU_E3]})

    url = f"{serve(handler).origin}/v1.0/"
    client = open_client(url, FixedToken(), Connection(timeout=10), concurrency=2)
    client.list_skus()
    added = (AssignedLicense(E3),)
    (error,) = client.change_licenses([LicenseChange(ADA_ID, "ada@contoso.com", added)])
    assert str(error).startswith(
        "The service refuses the request when assigning SPE_E3 to ada@contoso.com: Subscription "
        "with SKU SPE_E3 does not"
    )
