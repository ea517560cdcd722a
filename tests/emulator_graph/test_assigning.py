"""Operation 5: what a call gives and takes, and the texts with which it is refused."""

from __future__ import annotations

import pytest

from .caller import (
    CALLING,
    COMPANY,
    DESKLESS,
    E3,
    EXCHANGE,
    F1,
    GRACE,
    NOWHERE,
    PHONE,
    STAFF,
    TEAMS,
    Caller,
    refusal,
)

INHERITED = (
    "User license is inherited from a group membership and it cannot be removed directly from the "
    "user."
)
INVALID = "does not correspond to a valid company License."
FAILED = "License assignment failed because service"
NULL = (
    "A null value was found with the expected type 'Edm.Guid[Nullable=False]'. The expected type "
    "'Edm.Guid[Nullable=False]' does not allow null values."
)


def test_a_user_gets_a_license_and_the_answer_is_the_user(graph: Caller) -> None:
    answer = graph.assign("edith@contoso.com", E3)
    assert answer.status_code == 200
    body = answer.json()
    assert body["@odata.context"].endswith("/v1.0/$metadata#users/$entity")
    assert body["userPrincipalName"] == "edith@contoso.com"
    assert body["accountEnabled"] is True
    assert body["assignedLicenses"] == [{"skuId": E3, "disabledPlans": []}]
    (state,) = graph.states("edith@contoso.com")
    assert state.pop("lastUpdatedDateTime") is not None
    assert state == {
        "skuId": E3,
        "assignedByGroup": None,
        "disabledPlans": [],
        "state": "Active",
        "error": "None",
    }


def test_whoever_wants_no_answer_gets_none(graph: Caller) -> None:
    answer = graph.assign("edith@contoso.com", E3, headers={"Prefer": "return=minimal"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert not {"Content-Type", "Content-Length"} & answer.headers.keys()
    assert len(graph.held("edith@contoso.com")) == 1


def test_ids_are_read_in_any_capitals_and_answered_in_small_letters(graph: Caller) -> None:
    graph.assign("EDITH@contoso.com", {"skuId": E3.upper(), "disabledPlans": [TEAMS.upper()]})
    assert graph.held("edith@contoso.com") == [{"skuId": E3, "disabledPlans": [TEAMS]}]


def test_disabled_plans_are_replaced_by_those_that_are_sent(graph: Caller) -> None:
    assert graph.assign("bob@contoso.com", E3).status_code == 200
    assert graph.held("bob@contoso.com") == [{"skuId": E3, "disabledPlans": []}]


def test_to_give_the_same_again_changes_nothing(graph: Caller) -> None:
    before = graph.states("ada@contoso.com")
    assert graph.assign("ada@contoso.com", E3).status_code == 200
    assert graph.states("ada@contoso.com") == before


def test_a_sku_that_a_list_names_twice_counts_once(graph: Caller) -> None:
    assert graph.assign("edith@contoso.com", F1, F1).status_code == 200
    assert graph.skus("edith@contoso.com") == [F1]
    assert graph.assign("edith@contoso.com", remove=(F1, F1)).status_code == 200
    assert graph.skus("edith@contoso.com") == []


def test_without_a_usage_location_a_license_can_be_taken(graph: Caller) -> None:
    graph.emulator.set_usage_location("ada@contoso.com", None)
    assert graph.assign("ada@contoso.com", remove=(E3,)).status_code == 200
    assert graph.assign("ada@contoso.com").status_code == 200


def test_a_swap_is_one_call(graph: Caller) -> None:
    """Both plans could not be on beside each other, so nothing but one step can do it."""
    assert graph.assign("ada@contoso.com", F1).status_code == 400
    assert graph.assign("ada@contoso.com", F1, remove=(E3,)).status_code == 200
    assert [license_["skuId"] for license_ in graph.held("ada@contoso.com")] == [F1]


def test_all_or_nothing(graph: Caller) -> None:
    assert graph.assign("edith@contoso.com", E3, NOWHERE).status_code == 400
    assert graph.held("edith@contoso.com") == []


def test_a_direct_path_beside_an_inherited_one_uses_one_unit(graph: Caller) -> None:
    assert graph.assign(GRACE, E3).status_code == 200
    assert sorted(str(state["assignedByGroup"]) for state in graph.states(GRACE)) == [STAFF, "None"]
    (row,) = [row for row in graph.get("/subscribedSkus")["value"] if row["skuId"] == E3]
    assert row["consumedUnits"] == 3


def test_the_inherited_path_stays_when_the_direct_one_goes(graph: Caller) -> None:
    graph.assign(GRACE, E3)
    assert graph.assign(GRACE, remove=(E3,)).status_code == 200
    assert [state["assignedByGroup"] for state in graph.states(GRACE)] == [STAFF]
    assert refusal(graph.assign(GRACE, remove=(E3,))) == (400, "Request_BadRequest", INHERITED)


@pytest.mark.parametrize(
    ("user", "add", "remove", "message"),
    [
        (
            "mary",
            [E3],
            [],
            "License assignment cannot be done for user with invalid usage location.",
        ),
        ("edith", [NOWHERE], [], f"License {NOWHERE} {INVALID}"),
        ("edith", [COMPANY], [], f"License {COMPANY} {INVALID}"),
        ("edith", [], [E3], "User does not have a corresponding license."),
        ("bob", [CALLING], [], f"{FAILED} plan {PHONE} depends on the service plan(s) {TEAMS}"),
        ("ada", [F1], [], f"{FAILED} plans {EXCHANGE}, {DESKLESS} are mutually exclusive."),
    ],
)
def test_a_refusal_is_told_apart_by_its_text_alone(
    graph: Caller, user: str, add: list[str], remove: list[str], message: str
) -> None:
    answer = graph.assign(f"{user}@contoso.com", *add, remove=tuple(remove))
    assert refusal(answer) == (400, "Request_BadRequest", message)


def test_what_depends_on_another_license_is_given_and_taken_with_it(graph: Caller) -> None:
    assert graph.assign("edith@contoso.com", CALLING, E3).status_code == 200
    graph.assign("ada@contoso.com", CALLING)
    answer = graph.assign("ada@contoso.com", remove=(E3,))
    assert "depends on the service plan(s)" in refusal(answer)[2]
    assert graph.assign("ada@contoso.com", remove=(E3, CALLING)).status_code == 200


def test_a_plan_that_others_depend_on_cannot_be_switched_off_alone(graph: Caller) -> None:
    answer = graph.assign("ada@contoso.com", {"skuId": E3, "disabledPlans": [EXCHANGE]})
    assert "depends on the service plan(s)" in refusal(answer)[2]


def test_a_plan_of_another_sku_is_refused(graph: Caller) -> None:
    answer = graph.assign("edith@contoso.com", {"skuId": E3, "disabledPlans": [DESKLESS]})
    assert refusal(answer)[:2] == (400, "Request_BadRequest")
    assert DESKLESS in refusal(answer)[2]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"addLicenses": []}, NULL),
        ({"removeLicenses": []}, NULL),
        ({"addLicenses": [], "removeLicenses": None}, NULL),
        ({"addLicenses": [], "removeLicenses": [None]}, NULL),
        ({"addLicenses": [{"skuId": E3, "disabledPlans": None}], "removeLicenses": []}, NULL),
        (
            {"addLicenses": [{"skuId": "SPE_E3", "disabledPlans": []}], "removeLicenses": []},
            "Cannot convert a primitive value to the expected type 'Edm.Guid'.",
        ),
        (
            {"addLicenses": [], "removeLicenses": [7]},
            "Cannot convert a primitive value to the expected type 'Edm.Guid'.",
        ),
    ],
)
def test_both_lists_are_needed_and_have_guids_in_them(
    graph: Caller, body: dict[str, object], message: str
) -> None:
    answer = graph.send("POST", "/users/ada@contoso.com/assignLicense", body)
    assert refusal(answer)[:2] == (400, "Request_BadRequest")
    assert refusal(answer)[2].startswith(message)


def test_a_usage_location_can_be_set_and_then_a_license_given(graph: Caller) -> None:
    """Operation 8, which needs a permission of its own."""
    location = {"usageLocation": "DE"}
    assert graph.send("PATCH", "/users/mary@contoso.com", location).status_code == 403
    graph.renew_with("User.ReadWrite.All")
    assert graph.send("PATCH", "/users/mary@contoso.com", location).status_code == 204
    assert (
        graph.send("PATCH", "/users/mary@contoso.com", {"usageLocation": "Ger"}).status_code == 400
    )
    assert graph.assign("mary@contoso.com", E3).status_code == 200
