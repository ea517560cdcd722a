"""Groups: which licences they give, and who is in them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from pulumi_microsoft_seats.graph.values import AssignedLicense, Group, Member
from tests.support.graph_client import ADA_ID, E3, STAFF, TEAMS, batch_handler, client_of, fault
from tests.support.literal_server import Exchange, json_answer
from tests.support.store_client import Serve

GROUP = {
    "id": STAFF,
    "displayName": "Licensed staff",
    "assignedLicenses": [{"skuId": E3, "disabledPlans": [TEAMS]}],
    "licenseProcessingState": {"state": "ProcessingInProgress"},
    "hasMembersWithLicenseErrors": True,
}
STAFF_GROUP = Group(
    STAFF,
    "Licensed staff",
    (AssignedLicense(E3, frozenset({TEAMS})),),
    "ProcessingInProgress",
    has_members_with_license_errors=True,
)
GROUP_SELECT = (
    "$select=id,displayName,assignedLicenses,licenseProcessingState,hasMembersWithLicenseErrors"
)


def test_the_licences_of_a_group(serve: Serve) -> None:
    """Operation 10; a group without licences may have no state."""
    server = serve(json_answer(GROUP))
    assert client_of(server).get_group(STAFF) == STAFF_GROUP
    assert server.exchanges[0].target == f"/v1.0/groups/{STAFF}?{GROUP_SELECT}"
    idle = {**GROUP, "licenseProcessingState": None, "hasMembersWithLicenseErrors": None}
    group = client_of(serve(json_answer(idle))).get_group(STAFF)
    assert (group.processing_state, group.has_members_with_license_errors) == (None, None)


def test_the_groups_with_a_sku(serve: Serve) -> None:
    """Operation 11, an advanced query as well."""
    server = serve(json_answer({"value": [GROUP]}))
    assert client_of(server).list_groups(E3) == (STAFF_GROUP,)
    (sent,) = server.exchanges
    assert unquote(sent.target) == (
        f"/v1.0/groups?$filter=assignedLicenses/any(x:x/skuId eq {E3})&{GROUP_SELECT}"
        "&$top=999&$count=true"
    )
    assert sent.headers["consistencylevel"] == "eventual"


def test_groups_are_read_many_at_a_time(serve: Serve) -> None:
    """Operation 10 in a batch; each answers for itself."""
    gone = {"status": 404, "body": fault("Request_ResourceNotFound", "Resource does not exist.")}

    def answers(part: Mapping[str, object]) -> Mapping[str, object]:
        return {"status": 200, "body": GROUP} if STAFF in str(part["url"]) else gone

    found, missing = client_of(serve(batch_handler(answers))).get_groups([STAFF, ADA_ID])
    assert found == STAFF_GROUP
    assert "when reading the licences of group" in str(missing)
    assert "there is no such group" in str(missing)


def test_groups_are_found_by_name(serve: Serve) -> None:
    """Operation 11, with an apostrophe quoted as OData wants it."""
    server = serve(json_answer({"value": [GROUP]}))
    assert client_of(server).find_groups("Support's staff") == (STAFF_GROUP,)
    (sent,) = server.exchanges
    assert unquote(sent.target) == (
        f"/v1.0/groups?$filter=displayName eq 'Support''s staff'&{GROUP_SELECT}&$top=999"
    )


def test_what_is_in_a_group_is_read_page_by_page(serve: Serve) -> None:
    """Each with its type; of what is no user there is no user name."""
    ada = {"@odata.type": "#microsoft.graph.user", "id": ADA_ID.upper(), "displayName": "Ada"}
    first = [{**ada, "userPrincipalName": "ada@contoso.com"}]
    second = [{"@odata.type": "#microsoft.graph.group", "id": STAFF, "displayName": "Staff"}]

    def handler(exchange: Exchange) -> bytes:
        if "skiptoken" in exchange.target:
            return json_answer({"value": second})
        link = f"{server.origin}/v1.0/groups/{E3}/members?$skiptoken=x"
        return json_answer({"value": first, "@odata.nextLink": link})

    server = serve(handler)
    assert client_of(server).list_members(E3) == (
        Member(ADA_ID, "user", "Ada", "ada@contoso.com"),
        Member(STAFF, "group", "Staff", None),
    )
    assert server.exchanges[0].target == (
        f"/v1.0/groups/{E3}/members?$select=id,displayName,userPrincipalName&$top=999"
    )
