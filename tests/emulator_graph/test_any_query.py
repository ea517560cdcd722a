"""Any query and any batch: never a server's error, and what is answered is as it is declared."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from tests.emulator.abuse import DRAWN

from .caller import E3, EVENTUAL, GRACE, Caller
from .test_csdl import TYPES, USER

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
LICENSED = f"assignedLicenses/any(x:x/skuId eq {E3})"
TERM = st.sampled_from(
    [
        LICENSED,
        "userPrincipalName ge 'b'",
        "userPrincipalName le 'M'",
        "userPrincipalName in ('ada@contoso.com','x')",
        f"id eq '{GRACE}'",
        "accountEnabled eq true",
        "usageLocation eq null",
        "licenseAssignmentStates/any(x:x/state eq 'Error')",
    ]
)
FILTER = (
    st.lists(TERM | st.sampled_from(["and", "or", "(", ")", "not"]), max_size=9).map(" ".join)
    | st.lists(TERM, min_size=1, max_size=4).map(" and ".join)
    | TEXT
)
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "$filter": FILTER,
        "$select": st.sampled_from([USER, "id", ""]) | TEXT,
        "$top": st.sampled_from(["1", "2", "999"]) | TEXT,
        "$count": st.sampled_from(["true", "false"]) | TEXT,
        "$orderby": st.sampled_from(["userPrincipalName", "displayName desc"]) | TEXT,
        "$skiptoken": TEXT,
    },
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
ORDER = st.fixed_dictionaries(
    {
        "addLicenses": st.lists(st.fixed_dictionaries({"skuId": st.just(E3) | JSON})) | JSON,
        "removeLicenses": st.lists(st.just(E3) | TEXT, max_size=2) | JSON,
    }
)
PART = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "2", "3", "4"]) | JSON,
        "method": st.sampled_from(["GET", "POST", "PATCH"]) | JSON,
        "url": st.sampled_from(["/users", f"/users/{GRACE}/assignLicense", "subscribedSkus"])
        | JSON,
    },
    optional={
        "headers": st.just({"content-type": "application/json"}) | JSON,
        "body": ORDER | JSON,
        "dependsOn": st.lists(st.sampled_from(["1", "2"]), max_size=1) | JSON,
    },
)


@DRAWN
@given(query=QUERY, eventual=st.booleans())
def test_any_query(graph: Caller, query: dict[str, str], *, eventual: bool) -> None:
    headers = EVENTUAL if eventual else None
    answer = graph.send("GET", f"/users?{urlencode(query)}", headers=headers)
    assert answer.status_code in (200, 400, 414), answer.text
    if answer.status_code == 200:
        assert TYPES.problems_of_answer(answer.json(), "graph.user") == []
    else:
        assert answer.json()["error"]["code"]


@DRAWN
@given(parts=st.lists(PART, max_size=4) | JSON)
def test_any_batch(graph: Caller, parts: Any) -> None:  # noqa: ANN401 - JSON
    answer = graph.send("POST", "/$batch", {"requests": parts})
    assert answer.status_code in (200, 400), answer.text
    if answer.status_code == 200:
        assert len(answer.json()["responses"]) == len(parts)
        assert all(part["status"] < 500 for part in answer.json()["responses"])
