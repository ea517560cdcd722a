"""Operations 1 and 6: SKUs, their pools, and what a user has of them."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_microsoft_seats.emulator import parse_world

from .caller import E3, EXCHANGE, F1, TEAMS, WORLD, Caller, refusal


def _pool(graph: Caller, **units: Any) -> None:  # noqa: ANN401 - fields of a seed
    entry = {"sku_part_number": "SPE_F1", "sku_id": F1, **units}
    graph.emulator.replace_world(parse_world({"users": WORLD["users"], "licenses": [entry]}))


def test_a_sku_is_listed_with_its_pool_and_its_services(graph: Caller) -> None:
    row = graph.get("/subscribedSkus")["value"][0]
    assert row == {
        "id": f"{row['accountId']}_{E3}",
        "accountId": row["accountId"],
        "accountName": "Contoso",
        "appliesTo": "User",
        "capabilityStatus": "Enabled",
        "skuId": E3,
        "skuPartNumber": "SPE_E3",
        "consumedUnits": 3,
        "prepaidUnits": {"enabled": 4, "warning": 0, "suspended": 0, "lockedOut": 0},
        "servicePlans": [
            {
                "servicePlanId": EXCHANGE,
                "servicePlanName": "EXCHANGE_S_ENTERPRISE",
                "provisioningStatus": "Success",
                "appliesTo": "User",
            },
            {
                "servicePlanId": TEAMS,
                "servicePlanName": "TEAMS1",
                "provisioningStatus": "Success",
                "appliesTo": "User",
            },
        ],
        "subscriptionIds": row["subscriptionIds"],
    }


def test_only_select_is_understood(graph: Caller) -> None:
    rows = graph.get("/subscribedSkus?$select=skuId,appliesTo")["value"]
    assert {"skuId", "appliesTo"} == rows[0].keys()
    assert [row["appliesTo"] for row in rows] == ["User", "User", "User", "Company"]
    assert graph.send("GET", "/subscribedSkus?$top=1").status_code == 400
    assert graph.send("GET", "/subscribedSkus?$filter=skuId eq 1").status_code == 400


def test_a_sku_of_two_accounts_is_one_pool_in_two_rows(graph: Caller) -> None:
    entry = {"sku_part_number": "SPE_F1", "sku_id": F1, "enabled": 1}
    second = {**entry, "account_id": "5ea75ea7-0000-4000-8000-0000000000aa"}
    graph.emulator.replace_world(
        parse_world({"users": WORLD["users"], "licenses": [entry, second]})
    )
    graph.assign("ada@contoso.com", F1)
    graph.assign("bob@contoso.com", F1)
    rows = graph.get("/subscribedSkus")["value"]
    assert [(row["skuId"], row["consumedUnits"]) for row in rows] == [(F1, 1), (F1, 1)]
    assert rows[0]["id"] != rows[1]["id"]
    assert graph.assign("edith@contoso.com", F1).status_code == 400


@pytest.mark.parametrize(
    ("units", "status", "capability"),
    [
        ({"enabled": 1}, 200, "Enabled"),
        ({"enabled": 0, "warning": 1}, 200, "Warning"),
        ({"enabled": 0, "suspended": 1}, 400, "Suspended"),
        ({"enabled": 0, "locked_out": 1}, 400, "Suspended"),
        ({"enabled": 1, "capability_status": "Deleted"}, 400, "Deleted"),
        ({"enabled": 1, "taken": 1}, 400, "Enabled"),
        ({"enabled": 1, "direct": ["ada@contoso.com", "bob@contoso.com"]}, 400, "Enabled"),
    ],
)
def test_which_units_can_be_assigned(
    graph: Caller, units: dict[str, object], status: int, capability: str
) -> None:
    _pool(graph, **units)
    answer = graph.assign("edith@contoso.com", F1)
    assert answer.status_code == status
    assert graph.get("/subscribedSkus")["value"][0]["capabilityStatus"] == capability
    if status == 400:
        text = f"Subscription with SKU {F1} does not have any available licenses."
        assert refusal(answer) == (400, "Request_BadRequest", text)


def test_a_unit_that_is_freed_can_be_assigned_at_once(graph: Caller) -> None:
    _pool(graph, enabled=1, direct=["ada@contoso.com"])
    assert graph.assign("edith@contoso.com", F1).status_code == 400
    assert graph.assign("ada@contoso.com", remove=(F1,)).status_code == 200
    assert graph.assign("edith@contoso.com", F1).status_code == 200


def test_details_join_direct_and_inherited_without_an_origin(graph: Caller) -> None:
    graph.assign("grace@contoso.com", {"skuId": E3, "disabledPlans": [TEAMS]})
    (details,) = graph.get("/users/grace@contoso.com/licenseDetails")["value"]
    assert (details["skuId"], details["skuPartNumber"]) == (E3, "SPE_E3")
    statuses = [plan["provisioningStatus"] for plan in details["servicePlans"]]
    assert statuses == ["Success", "Success"]


def test_details_say_which_plans_are_off(graph: Caller) -> None:
    (details,) = graph.get("/users/bob@contoso.com/licenseDetails")["value"]
    statuses = {
        plan["servicePlanName"]: plan["provisioningStatus"] for plan in details["servicePlans"]
    }
    assert statuses == {"EXCHANGE_S_ENTERPRISE": "Success", "TEAMS1": "Disabled"}
