"""Operations 10 and 11, who is in a group, and what groups give their members."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_microsoft_seats.emulator import parse_world

from .caller import CALLING, E3, EVERYBODY, F1, GRACE, STAFF, WORLD, Caller, refusal


@pytest.fixture
def reader(graph: Caller) -> Caller:
    """Somebody who may read groups as well."""
    graph.renew_with("Group.Read.All", "User.Read.All", "LicenseAssignment.ReadWrite.All")
    return graph


def _world(*licenses: dict[str, Any], groups: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - a world
    return parse_world({"users": WORLD["users"], "groups": groups, "licenses": licenses})


def test_a_group_says_what_it_gives(reader: Caller) -> None:
    names = "id,displayName,assignedLicenses,licenseProcessingState,hasMembersWithLicenseErrors"
    group = reader.get(f"/groups/{STAFF}?$select={names}")
    assert group.pop("@odata.context").endswith("#groups/$entity")
    assert group == {
        "id": STAFF,
        "displayName": "Licensed staff",
        "assignedLicenses": [{"skuId": E3, "disabledPlans": []}],
        "licenseProcessingState": {"state": "ProcessingComplete"},
        "hasMembersWithLicenseErrors": False,
    }
    assert reader.send("GET", f"/groups/{GRACE}").status_code == 404


def test_the_groups_with_a_sku_are_found(reader: Caller) -> None:
    def found(sku: str) -> list[str]:
        page = reader.get(f"/groups?$filter=assignedLicenses/any(x:x/skuId eq {sku})")
        return [group["displayName"] for group in page["value"]]

    assert found(E3) == ["Licensed staff"]
    assert found(F1) == []


def test_who_is_in_a_group_is_told_page_by_page(reader: Caller) -> None:
    """Directly: of a group in it the group, not its members. A guest is a member."""
    path = f"/groups/{EVERYBODY}/members?$select=id,displayName,userPrincipalName&$top=2"
    first = reader.get(path)
    second = reader.get(first["@odata.nextLink"].partition("/v1.0")[2])
    assert (len(first["value"]), "@odata.nextLink" in second) == (2, False)
    found = [*first["value"], *second["value"]]
    assert {(each["@odata.type"], each.get("userPrincipalName")) for each in found} == {
        ("#microsoft.graph.user", "ada@contoso.com"),
        ("#microsoft.graph.user", "guest_fabrikam.com#EXT#@contoso.com"),
        ("#microsoft.graph.group", None),
    }
    assert reader.send("GET", f"/groups/{GRACE}/members").status_code == 404


def test_groups_need_a_permission_of_their_own(graph: Caller) -> None:
    """The least that direct assignment needs is not enough for them."""
    assert refusal(graph.send("GET", f"/groups/{STAFF}"))[:2] == (
        403,
        "Authorization_RequestDenied",
    )
    assert graph.send("GET", "/groups").status_code == 403
    assert graph.send("GET", f"/groups/{STAFF}/members").status_code == 403


def test_a_new_member_has_what_the_group_gives_and_a_former_one_has_not(graph: Caller) -> None:
    emulator = graph.emulator
    emulator.change_members("Licensed staff", add=["edith@contoso.com"], remove=[GRACE])
    assert graph.states(GRACE) == graph.held(GRACE) == []
    assert [state["assignedByGroup"] for state in graph.states("edith@contoso.com")] == [STAFF]
    emulator.change_members("Licensed staff", remove=["edith@contoso.com"])
    assert graph.get("/subscribedSkus")["value"][0]["consumedUnits"] == 2


def test_one_license_that_fails_fails_the_whole_group(graph: Caller) -> None:
    """What fails says why, the others say `Other`, and none of it is a licence."""
    giving: dict[str, Any] = {"groups": ["Sales"], "direct": [], "service_plans": []}
    e3, f1 = ({**license_, **giving} for license_ in WORLD["licenses"][:2])
    world = _world(e3, {**f1, "enabled": 0}, groups=[{"name": "Sales"}])
    graph.emulator.replace_world(world)
    graph.emulator.change_members("Sales", add=["edith@contoso.com"])
    errors = {
        state["skuId"]: (state["state"], state["error"])
        for state in graph.states("edith@contoso.com")
    }
    assert errors == {E3: ("Error", "Other"), F1: ("Error", "CountViolation")}
    assert graph.held("edith@contoso.com") == []


def test_plans_of_what_a_group_gives_exclude_each_other(graph: Caller) -> None:
    giving: dict[str, Any] = {"groups": ["Sales"], "direct": []}
    e3, f1 = ({**license_, **giving} for license_ in WORLD["licenses"][:2])
    graph.emulator.replace_world(_world(e3, f1, groups=[{"name": "Sales"}]))
    graph.emulator.change_members("Sales", add=["edith@contoso.com"])
    errors = {state["error"] for state in graph.states("edith@contoso.com")}
    assert errors == {"MutuallyExclusiveViolation"}


def test_a_dependency_counts_for_what_a_group_gives(graph: Caller) -> None:
    calling = {**WORLD["licenses"][2], "groups": ["Callers"]}
    e3 = {**WORLD["licenses"][0], "groups": []}
    graph.emulator.replace_world(_world(e3, calling, groups=[{"name": "Callers"}]))
    graph.emulator.change_members("Callers", add=["ada@contoso.com", "edith@contoso.com"])
    (state,) = graph.states("edith@contoso.com")
    assert (state["skuId"], state["error"]) == (CALLING, "DependencyViolation")
    assert {license_["skuId"] for license_ in graph.held("ada@contoso.com")} == {E3, CALLING}


def test_the_last_unit_goes_to_one_member_and_the_others_are_short(graph: Caller) -> None:
    graph.emulator.change_members(
        "Licensed staff", add=["edith@contoso.com", "guest_fabrikam.com#EXT#@contoso.com"]
    )
    holders = graph.emulator.license_holders("SPE_E3", through="Licensed staff")
    assert holders == {"grace@contoso.com", "edith@contoso.com"}
    guest = graph.states("guest_fabrikam.com%23EXT%23%40contoso.com")
    assert [state["error"] for state in guest] == ["CountViolation"]
