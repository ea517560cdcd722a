"""What an answer may leave out, and what it may not."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_microsoft_seats.domain.errors import UnreadableAnswer
from pulumi_microsoft_seats.graph.values import LicenseState
from pulumi_microsoft_seats.graph.wire import page_of, read_count, read_group, read_sku, read_user
from tests.support.graph_client import ADA, ADA_ID, E3, E5, SKU_E3, STAFF

STATE: dict[str, Any] = {
    "skuId": E3,
    "assignedByGroup": None,
    "state": "Active",
    "error": None,
    "disabledPlans": [],
    "lastUpdatedDateTime": None,
}


def _state(**changed: object) -> LicenseState:
    user = read_user({**ADA, "licenseAssignmentStates": [{**STATE, **changed}]})
    (state,) = user.license_states
    return state


@pytest.mark.parametrize("said", [None, "None", "none"])
def test_no_error_is_null_or_a_word(said: str | None) -> None:
    """The reference says null, the wire says `None`."""
    assert _state(error=said).error is None


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("CountViolation", "CountViolation"),
        ("Other", "Other"),
        ("Others", "Other"),
        ("SomethingNew", "SomethingNew"),
    ],
)
def test_an_error_of_a_path_is_told(said: str, error: str) -> None:
    assert _state(error=said, state="ActiveWithError").error == error


@pytest.mark.parametrize(
    ("state", "held"),
    [
        ("Active", True),
        ("ActiveWithError", True),
        ("Disabled", True),
        (None, True),
        ("Error", False),
    ],
)
def test_a_path_in_error_is_no_licence(state: str | None, *, held: bool) -> None:
    """It is only meant to be one; any other may be, and is not given a second time."""
    user = read_user({**ADA, "licenseAssignmentStates": [{**STATE, "state": state}]})
    assert (user.direct(E3) is not None) is held
    assert user.unexplained == (frozenset() if held else frozenset({E3}))


def test_a_licence_that_no_path_tells_of_is_unexplained() -> None:
    """The two lists of a user were seen to disagree."""
    two = [{"skuId": E3, "disabledPlans": []}, {"skuId": E5, "disabledPlans": []}]
    assert read_user({**ADA, "assignedLicenses": two}).unexplained == frozenset({E5})


def test_ids_in_any_capitals_are_the_same() -> None:
    """A GUID is compared, so it is in lower case everywhere."""
    user = read_user({**ADA, "id": ADA_ID.upper()})
    assert user.id == ADA_ID
    state = _state(skuId=E3.upper(), assignedByGroup=STAFF.upper(), disabledPlans=[E5.upper()])
    assert (state.sku_id, state.assigned_by_group) == (E3, STAFF)
    assert state.disabled_plans == frozenset({E5})
    assert user.direct(E3.upper()) == user.direct(E3)


def test_what_is_not_known_is_passed_over() -> None:
    """Users and groups are open types, and the service lives."""
    more = {"extension_abc": {"x": 1}, "@odata.context": "https://x"}
    assert read_user({**ADA, **more}) == read_user(ADA)
    assert read_sku({**SKU_E3, **more, "prepaidUnits": {"enabled": 25, "new": 1}}).suspended == 0


def test_names_that_are_missing_are_the_ids() -> None:
    plan = {"servicePlanId": E5, "servicePlanName": None}
    sku = read_sku({**SKU_E3, "skuPartNumber": None, "servicePlans": [plan]})
    assert (sku.part_number, sku.service_plans[0].name) == (E3, E5)


def _without(name: str, whole: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in whole.items() if key != name}


@pytest.mark.parametrize(
    "name", ["id", "userPrincipalName", "assignedLicenses", "licenseAssignmentStates"]
)
@pytest.mark.parametrize("value", ["left out", None, 7, {}], ids=repr)
def test_a_user_without_what_was_asked_for_cannot_be_read(name: str, value: object) -> None:
    """Taken for somebody without licences, the user would be given one, or lose one."""
    user = _without(name, ADA) if value == "left out" else {**ADA, name: value}
    with pytest.raises(UnreadableAnswer, match=name):
        read_user(user)


@pytest.mark.parametrize("name", ["skuId", "disabledPlans"])
@pytest.mark.parametrize("value", [None, 7, "E3", ["E3"]], ids=repr)
def test_a_path_of_nothing_in_particular_cannot_be_read(name: str, value: object) -> None:
    with pytest.raises(UnreadableAnswer, match=name):
        _state(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"), [("accountEnabled", "yes"), ("usageLocation", 49)], ids=repr
)
def test_a_value_of_another_kind_cannot_be_read(name: str, value: object) -> None:
    with pytest.raises(UnreadableAnswer, match=name):
        read_user({**ADA, name: value})


@pytest.mark.parametrize("name", ["id", "skuId", "consumedUnits", "servicePlans", "prepaidUnits"])
def test_a_sku_whose_units_are_not_told_cannot_be_read(name: str) -> None:
    """Taken for none, everybody would be refused; taken for many, somebody goes without."""
    with pytest.raises(UnreadableAnswer):
        read_sku(_without(name, SKU_E3))
    with pytest.raises(UnreadableAnswer):
        read_sku({**SKU_E3, name: None})


def test_a_group_without_licences_says_so() -> None:
    """One that does not say is none."""
    assert read_group({"id": STAFF, "assignedLicenses": []}).assigned_licenses == ()
    with pytest.raises(UnreadableAnswer, match="assignedLicenses"):
        read_group({"id": STAFF})


@pytest.mark.parametrize(
    "body",
    [{}, {"value": None}, {"value": {}}, {"error": {"code": "x"}}, [], "value", None],
    ids=repr,
)
def test_what_is_no_list_is_not_an_empty_one(body: object) -> None:
    """An error taken for a list would say that nobody holds a licence."""
    with pytest.raises(UnreadableAnswer):
        page_of(body, read_user)


@pytest.mark.parametrize("body", ["12", None, 1.5, {}], ids=repr)
def test_what_is_no_number_is_no_count(body: object) -> None:
    with pytest.raises(UnreadableAnswer):
        read_count(body)
