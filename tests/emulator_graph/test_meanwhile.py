"""What somebody else can be made to do, before a request is worked on."""

from __future__ import annotations

from .caller import ADA, ASSIGNING, E3, EDITH, GRACE, TEAMS, Caller, refusal


def test_somebody_takes_the_last_unit(graph: Caller) -> None:
    graph.emulator.inject({"fault": "take_units", "sku": "SPE_E3", "count": 1, **ASSIGNING})
    assert "does not have any available" in refusal(graph.assign(EDITH, E3))[2]
    assert graph.get("/subscribedSkus")["value"][0]["consumedUnits"] == 4


def test_a_user_is_renamed_and_keeps_id_and_licenses(graph: Caller) -> None:
    id_ = graph.emulator.user_id(ADA)
    graph.emulator.inject({"fault": "rename_user", "user": ADA, "to": "ada.l@contoso.com"})
    assert graph.send("GET", f"/users/{ADA}").status_code == 404
    assert graph.get("/users/ada.l@contoso.com")["id"] == id_
    assert graph.skus(id_) == [E3]


def test_a_user_is_deleted(graph: Caller) -> None:
    graph.emulator.inject({"fault": "delete_user", "user": GRACE, **ASSIGNING})
    assert graph.send("GET", f"/users/{GRACE}").status_code == 200
    assert graph.assign(GRACE, E3).status_code == 404
    assert graph.send("GET", f"/users/{GRACE}").status_code == 404
    assert graph.emulator.world().groups[0].members == ()


def test_a_user_who_was_created_a_moment_ago_is_not_found(graph: Caller) -> None:
    graph.emulator.inject({"fault": "hidden_users", "users": [EDITH], "count": 1})
    assert graph.assign(ADA, E3).status_code == 200
    assert [graph.assign(EDITH, E3).status_code for _ in range(2)] == [404, 200]


def test_a_service_is_added_to_a_sku_and_is_on(graph: Caller) -> None:
    rule = {"fault": "add_plan", "sku": "SPE_E3", "plan": "COPILOT", "match": {"path": "*Skus"}}
    graph.emulator.inject(rule)
    names = [
        plan["servicePlanName"] for plan in graph.get("/subscribedSkus")["value"][0]["servicePlans"]
    ]
    assert names == ["EXCHANGE_S_ENTERPRISE", "TEAMS1", "COPILOT"]
    (details,) = graph.get("/users/bob@contoso.com/licenseDetails")["value"]
    statuses = [plan["provisioningStatus"] for plan in details["servicePlans"]]
    assert statuses == ["Success", "Disabled", "Success"]


def test_members_of_a_group_change(graph: Caller) -> None:
    change = {"add": [EDITH], "remove": ["grace@contoso.com"]}
    graph.emulator.inject({"fault": "change_members", "group": "Licensed staff", **change})
    assert graph.skus(EDITH) == [E3]
    assert graph.skus(GRACE) == []


def test_somebody_switches_a_plan_off_or_on(graph: Caller) -> None:
    rule = {"fault": "change_plans", "user": ADA, "sku": "SPE_E3", "disabled_plans": ["TEAMS1"]}
    graph.emulator.inject({**rule, "count": 1})
    assert graph.held(ADA) == [{"skuId": E3, "disabledPlans": [TEAMS]}]


def test_a_name_that_there_is_not_is_told(graph: Caller) -> None:
    graph.emulator.inject({"fault": "take_units", "sku": "SPE_E7"})
    status, _, message = refusal(graph.send("GET", "/users"))
    assert status == 500
    assert message == "SPE_E7 is not among the emulator's licenses; name one of them."
