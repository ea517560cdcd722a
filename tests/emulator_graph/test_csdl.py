"""Each answer has the properties, types and nulls of Microsoft's own description of Graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .caller import E3, EVENTUAL, EVERYBODY, GRACE, STAFF, Caller, assigning
from .csdl import Types

TYPES = Types(Path(__file__).with_name("types.csdl"))

USER = (
    "id,userPrincipalName,displayName,accountEnabled,userType,usageLocation,mail,businessPhones,"
    "assignedLicenses,licenseAssignmentStates,assignedPlans"
)
GROUP = (
    "id,displayName,securityEnabled,mailEnabled,groupTypes,assignedLicenses,"
    "licenseProcessingState,hasMembersWithLicenseErrors"
)


@pytest.fixture
def reader(graph: Caller) -> Caller:
    """Somebody who may read everything."""
    graph.renew_with("Directory.ReadWrite.All")
    return graph


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/subscribedSkus", "subscribedSku"),
        ("/users?$top=4&$count=true", "user"),
        (f"/users?$select={USER}", "user"),
        ("/users/mary@contoso.com", "user"),
        (f"/users/mary@contoso.com?$select={USER}", "user"),
        (f"/users/{GRACE}?$select={USER}", "user"),
        ("/users/bob@contoso.com/licenseDetails", "licenseDetails"),
        ("/groups", "group"),
        (f"/groups?$filter=assignedLicenses/any(x:x/skuId eq {E3})", "group"),
        (f"/groups/{STAFF}?$select={GROUP}", "group"),
        (f"/groups/{EVERYBODY}/members", "directoryObject"),
    ],
)
@pytest.mark.parametrize("switch", [None, "null_errors"])
def test_an_answer_is_as_it_is_declared(
    reader: Caller, path: str, type_: str, switch: str | None
) -> None:
    if switch is not None:
        reader.emulator.inject({"fault": switch})
    document = reader.get(path, EVENTUAL)
    assert document["@odata.context"]
    assert TYPES.problems_of_answer(document, f"graph.{type_}") == []


def test_the_answer_to_an_assignment_is_a_user(graph: Caller) -> None:
    document = graph.assign("edith@contoso.com", E3).json()
    assert TYPES.problems_of_answer(document, "graph.user") == []
    part = graph.batch(assigning("0", "edith@contoso.com"))["0"]["body"]
    assert TYPES.problems_of_answer(part, "graph.user") == []


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"id": None}, "id is null"),
        ({"shoeSize": 43}, "shoeSize is not declared by graph.user"),
        ({"accountEnabled": "true"}, "accountEnabled is 'true', which is no Edm.Boolean"),
        ({"assignedLicenses": None}, "assignedLicenses is null"),
        ({"licenseAssignmentStates": {}}, "licenseAssignmentStates is {}, which is no collection"),
        (
            {"assignedLicenses": [{"skuId": E3.upper(), "disabledPlans": []}]},
            f"assignedLicenses[0].skuId is {E3.upper()!r}, which is no Edm.Guid",
        ),
        (
            {"licenseAssignmentStates": [{"lastUpdatedDateTime": "2026-10-01"}]},
            (
                "licenseAssignmentStates[0].lastUpdatedDateTime is '2026-10-01', which is no "
                "Edm.DateTimeOffset"
            ),
        ),
        ({"value": [], "@odata.count": "2"}, "@odata.count is '2', which is no Edm.Int32"),
        (
            {"value": [{"@odata.type": "#microsoft.graph.group", "jobTitle": "none"}]},
            "value[0].jobTitle is not declared by graph.group",
        ),
    ],
)
def test_the_check_sees_what_is_wrong(document: dict[str, Any], problem: str) -> None:
    assert TYPES.problems_of_answer(document, "graph.user") == [problem]
