"""Licences as planning sees them, made of what Graph answers to the letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

import pytest

from pulumi_microsoft_seats.domain.errors import AccessDenied
from pulumi_microsoft_seats.domain.model import Capacity, FailedSeat, Holding, ProductKey, Seat
from pulumi_microsoft_seats.graph.license_writes import LicenseWrites
from pulumi_microsoft_seats.graph.refusals import SkuNotFound
from pulumi_microsoft_seats.graph.seat_service import NO_LOCATION, NO_SUCH_USER, GraphSeatService
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
)
from tests.support.literal_server import Exchange, LiteralServer, json_answer
from tests.support.store_client import Serve

PRODUCT = ProductKey(E3, name="SPE_E3")
NAME, TODAY, BOB = "ada@contoso.com", "ada.lovelace@contoso.com", "bob@contoso.com"
BOB_ID = "6f1c0c9e-2f0a-4a60-9a51-3d7f5c1b0002"
NEW_ID = "6f1c0c9e-2f0a-4a60-9a51-3d7f5c1b0003"
MONDAY = "2026-11-02T12:00:00Z"
MISSING = {
    "status": 404,
    "body": fault(
        "Request_ResourceNotFound",
        "Resource 'x' does not exist or one of its queried reference-property objects are not "
        "present.",
    ),
}
DENIED = {
    "status": 403,
    "body": fault(
        "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
    ),
}

Json = Mapping[str, object]


def _path(group: str | None = None, state: str = "Active", off: Iterable[str] = ()) -> Json:
    return {
        "skuId": E3,
        "assignedByGroup": group,
        "state": state,
        "error": "None" if state == "Active" else "CountViolation",
        "disabledPlans": list(off),
        "lastUpdatedDateTime": MONDAY,
    }


def _user(*paths: Json, name: str = NAME, id_: str = ADA_ID, **other: object) -> dict[str, object]:
    """A user who has E3 by these paths, in both lists."""
    licences = [{"skuId": E3, "disabledPlans": []}] if paths else []
    return {
        **ADA,
        "id": id_,
        "userPrincipalName": name,
        "assignedLicenses": licences,
        "licenseAssignmentStates": list(paths),
        **other,
    }


@dataclass
class Graph:
    """What the service has, and what it was asked.

    Attributes:
        people: who is in the directory.
        index: whom a list says to hold the licence; those of the directory by default.
        refused: how a write of a user, by id, is answered.
    """

    people: list[dict[str, object]]
    index: list[dict[str, object]] | None = None
    skus: list[dict[str, object]] = field(default_factory=lambda: [SKU_E3])
    refused: dict[str, Json] = field(default_factory=dict)
    ranges: Json | None = None
    bodies: list[tuple[str, object]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    lists: int = 0

    def __call__(self, exchange: Exchange) -> bytes:
        """Answer a request."""
        if exchange.path.endswith("/$batch"):
            return batch_handler(self._part)(exchange)
        if exchange.path.endswith("/subscribedSkus"):
            return json_answer({"value": self.skus})
        if self.ranges and "userPrincipalName" in unquote(exchange.query).partition("&")[0]:
            return json_answer(self.ranges["body"], status=f"{self.ranges['status']} x")
        self.lists += 1
        return json_answer({"value": self.people if self.index is None else self.index})

    def _part(self, part: Json) -> Json:
        path = unquote(str(part["url"])).partition("?")[0]
        user = path.split("/")[2]
        if part["method"] == "POST":
            self.bodies.append((user, part["body"]))
            return self.refused.get(user, {"status": 200, "body": {"id": user}})
        self.asked.append(user)
        found = [each for each in self.people if user in {each["id"], each["userPrincipalName"]}]
        return {"status": 200, "body": found[0]} if found else MISSING


def _service(server: LiteralServer) -> GraphSeatService:
    client = client_of(server)
    return GraphSeatService(client, LicenseWrites(client, wait=lambda _seconds: True))


def _asked(serve: Serve, graph: Graph, ids: Mapping[str, str] | None = None) -> Holding:
    """What is found of Ada, whom the program calls by one name."""
    service = _service(serve(graph))
    service.expect(PRODUCT, frozenset({NAME}), ids or {})
    (holding,) = service.ask(PRODUCT, [NAME])
    return holding


class TestPaths:
    """By which paths a user has a licence."""

    @pytest.mark.parametrize(
        ("paths", "seat"),
        [
            (
                [_path(off=[TEAMS])],
                Seat(PRODUCT, NAME, assigned_at=MONDAY, disabled_plans=frozenset({TEAMS})),
            ),
            ([_path(STAFF)], Seat(PRODUCT, NAME, through=(STAFF,), is_direct=False)),
            (
                [_path(STAFF, off=[TEAMS]), _path()],
                Seat(PRODUCT, NAME, assigned_at=MONDAY, through=(STAFF,)),
            ),
            (
                [_path(), _path(STAFF, "Error")],
                Seat(PRODUCT, NAME, assigned_at=MONDAY),
            ),
            ([_path(state="ActiveWithError")], Seat(PRODUCT, NAME, assigned_at=MONDAY)),
        ],
        ids=["directly", "by a group", "by both", "a group's failed", "with an error"],
    )
    def test_a_direct_licence_is_told_from_what_a_group_gives(
        self, serve: Serve, paths: list[Json], seat: Seat
    ) -> None:
        """Date and plans are those of the direct one: a group's are its own."""
        assert _asked(serve, Graph([_user(*paths)])) == Holding(NAME, seat)

    def test_a_licence_in_error_is_none(self, serve: Serve) -> None:
        """It is an intent: nothing is consumed, and there is nothing to take."""
        ada = _user(_path(state="Error"), assignedLicenses=[])
        assert _asked(serve, Graph([ada])) == Holding(NAME, None)

    @pytest.mark.parametrize("paths", [[], [_path(STAFF, "Error")]])
    def test_a_licence_that_one_list_lacks_is_neither_given_again_nor_taken(
        self, serve: Serve, paths: list[Json]
    ) -> None:
        """The directory was seen to disagree with itself."""
        ada = _user(*paths, assignedLicenses=[{"skuId": E3, "disabledPlans": []}])
        seat = _asked(serve, Graph([ada])).seat
        assert seat is not None
        assert (seat.is_direct, len(seat.through)) == (False, 1)

    def test_licences_of_other_products_are_no_matter(self, serve: Serve) -> None:
        other = {**_path(), "skuId": E5}
        ada = _user(other, assignedLicenses=[{"skuId": E5, "disabledPlans": []}])
        assert _asked(serve, Graph([ada])) == Holding(NAME, None)


class TestHindrances:
    """Who could not be given a licence."""

    @pytest.mark.parametrize("location", [None, ""])
    def test_whoever_has_no_usage_location(self, serve: Serve, location: str | None) -> None:
        holding = _asked(serve, Graph([_user(usageLocation=location)]))
        assert holding == Holding(NAME, None, NO_LOCATION)

    def test_a_holder_whose_location_is_gone_since(self, serve: Serve) -> None:
        """Nothing can be changed of what is held."""
        holding = _asked(serve, Graph([_user(_path(), usageLocation=None)]))
        assert holding.seat is not None
        assert holding.hindrance == NO_LOCATION

    def test_whoever_is_not_in_the_directory(self, serve: Serve) -> None:
        assert _asked(serve, Graph([])) == Holding(NAME, None, NO_SUCH_USER)

    def test_a_user_who_cannot_be_read_is_no_missing_one(self, serve: Serve) -> None:
        """Nobody is called missing because the service refused to say."""

        def handler(exchange: Exchange) -> bytes:
            return batch_handler(lambda _part: DENIED)(exchange)

        with pytest.raises(AccessDenied):
            _service(serve(handler)).ask(PRODUCT, [NAME])


class TestPeople:
    """A name means the person whom state remembers by it."""

    def test_a_renamed_person_is_found_by_the_id(self, serve: Serve) -> None:
        """Asked for or listed, under the name that the program uses."""
        graph = Graph([_user(_path(), name=TODAY)])
        service = _service(serve(graph))
        service.expect(PRODUCT, frozenset({NAME}), {NAME: ADA_ID})
        seat = Seat(PRODUCT, NAME, assigned_at=MONDAY)
        assert service.ask(PRODUCT, [NAME]) == [Holding(NAME, seat)]
        assert [*service.holders(PRODUCT)] == [seat]
        assert service.renamed(PRODUCT, frozenset({NAME, BOB})) == {NAME: TODAY}
        assert service.ids(PRODUCT, frozenset({NAME, BOB})) == {NAME: ADA_ID}

    def test_a_name_without_an_id_is_asked_for_as_it_is(self, serve: Serve) -> None:
        graph = Graph([_user(_path())])
        _asked(serve, graph)
        assert graph.asked == [NAME]

    @pytest.mark.parametrize("order", [1, -1], ids=["former first", "former last"])
    def test_a_name_that_is_somebody_elses_by_now_means_that_one(
        self, serve: Serve, order: int
    ) -> None:
        """And its former owner is a person by the name of today."""
        former = _user(_path(), name=TODAY)
        newcomer = _user(_path(off=[TEAMS]), id_=NEW_ID)
        service = _service(serve(Graph([former, newcomer][::order])))
        service.expect(PRODUCT, frozenset({NAME}), {NAME: ADA_ID})
        listed = {seat.user: seat.disabled_plans for seat in service.holders(PRODUCT)}
        assert listed == {TODAY: frozenset(), NAME: frozenset({TEAMS})}
        (asked,) = service.ask(PRODUCT, [NAME])
        assert asked.seat is not None
        assert asked.seat.disabled_plans == {TEAMS}
        assert service.renamed(PRODUCT, frozenset({NAME})) == {}
        assert service.ids(PRODUCT, frozenset({NAME, TODAY})) == {NAME: NEW_ID, TODAY: ADA_ID}

    def test_a_person_who_was_made_anew_is_written_to_by_the_new_id(self, serve: Serve) -> None:
        """Of the id that state remembers there is nobody any more."""
        graph = Graph([_user(id_=NEW_ID)])
        service = _service(serve(graph))
        service.expect(PRODUCT, frozenset({NAME}), {NAME: ADA_ID})
        assert service.ask(PRODUCT, [NAME]) == [Holding(NAME, None)]
        assert graph.asked == [ADA_ID, NAME]
        service.assign(PRODUCT, [NAME], None)
        assert [user for user, _ in graph.bodies] == [NEW_ID]

    def test_capitals_are_no_other_name(self, serve: Serve) -> None:
        """The directory's spelling is not a rename."""
        service = _service(serve(Graph([_user(_path(), name="Ada@Contoso.com")])))
        service.expect(PRODUCT, frozenset({NAME}), {NAME: ADA_ID})
        assert [seat.user for seat in service.holders(PRODUCT)] == ["Ada@Contoso.com"]
        assert service.renamed(PRODUCT, frozenset({NAME})) == {}

    def test_what_one_product_calls_a_person_is_no_matter_of_another(self, serve: Serve) -> None:
        service = _service(serve(Graph([_user(_path(), name=TODAY)])))
        service.expect(ProductKey(E5), frozenset({NAME}), {NAME: ADA_ID})
        assert [seat.user for seat in service.holders(PRODUCT)] == [TODAY]


USERS = frozenset(f"user{number:02}@contoso.com" for number in range(60))
MANY = {**SKU_E3, "consumedUnits": 2_500}


class TestLists:
    """Everybody who has a licence, in as few turns as the service allows."""

    def test_a_large_list_is_read_as_ranges_side_by_side(self, serve: Serve) -> None:
        """Three pages: between the names that the program uses."""
        graph = Graph([_user(_path())], skus=[MANY])
        server = serve(graph)
        service = _service(server)
        service.expect(PRODUCT, USERS, {})
        assert [seat.user for seat in service.holders(PRODUCT)] == [NAME]
        asked = sorted(unquote(each.query) for each in server.exchanges if "$filter" in each.query)
        assert [" ge 'user" in each for each in asked] == [True, True, False]
        assert [" le 'user" in each for each in asked] == [True, False, True]

    def test_where_ranges_are_refused_one_page_comes_after_the_other(self, serve: Serve) -> None:
        """Not every cloud may support the query."""
        refused = {
            "status": 400,
            "body": fault(
                "Request_UnsupportedQuery",
                "Complex query on property assignedLicenses is not supported.",
            ),
        }
        graph = Graph([_user(_path())], skus=[MANY], ranges=refused)
        service = _service(serve(graph))
        service.expect(PRODUCT, USERS, {})
        assert [seat.user for seat in service.holders(PRODUCT)] == [NAME]
        assert graph.lists == 1

    def test_any_other_trouble_with_a_range_is_no_reason_to_begin_again(self, serve: Serve) -> None:
        """A list with a gap would take licences."""
        graph = Graph([_user(_path())], skus=[MANY], ranges=DENIED)
        service = _service(serve(graph))
        service.expect(PRODUCT, USERS, {})
        with pytest.raises(AccessDenied):
            [*service.holders(PRODUCT)]
        assert graph.lists == 0

    def test_an_entry_of_the_index_that_holds_none_is_no_holder(self, serve: Serve) -> None:
        """Found by a licence that is only meant to be one."""
        failed = _user(_path(state="Error"), assignedLicenses=[])
        graph = Graph([], index=[failed, _user(_path(), name=BOB, id_=BOB_ID)])
        assert [seat.user for seat in _service(serve(graph)).holders(PRODUCT)] == [BOB]

    def test_the_directory_outweighs_the_index(self, serve: Serve) -> None:
        """The index still has her; asked for herself, she holds none."""
        graph = Graph([_user()], index=[_user(_path())])
        service = _service(serve(graph))
        assert [seat.user for seat in service.holders(PRODUCT)] == [NAME]
        assert service.ask(PRODUCT, [NAME]) == [Holding(NAME, None)]
        assert not service.is_list_exact

    @pytest.mark.parametrize(
        ("held", "users", "listing"),
        [(0, 0, True), (999, 20, True), (1_000, 300, False), (1_000, 600, True), (None, 1, True)],
    )
    def test_people_are_asked_for_where_that_takes_fewer_turns(
        self, serve: Serve, held: int | None, users: int, *, listing: bool
    ) -> None:
        """999 to a page, 300 to a batch; where nobody counted, the list at least says why."""
        service = _service(serve(Graph([])))
        assert service.is_listing_cheaper(Capacity(9, 9, held), users) is listing


class TestProducts:
    """What a tenant has bought."""

    def test_entries_of_one_sku_are_added_up_and_those_for_companies_left_out(
        self, serve: Serve
    ) -> None:
        """Units in grace are not free; more can be consumed than bought."""
        short = {**SKU_E3, "id": f"other_{E3}", "consumedUnits": 30}
        company = {**SKU_E3, "skuId": E5, "id": f"c_{E5}", "appliesTo": "Company"}
        service = _service(serve(Graph([], skus=[SKU_E3, short, company])))
        assert service.inventory() == {PRODUCT: Capacity(total=50, available=6, held=44)}
        assert [str(product) for product in service.inventory()] == ["SPE_E3"]

    def test_only_what_can_be_switched_for_a_user_is_a_plan(self, serve: Serve) -> None:
        plans = [
            {"servicePlanId": EXCHANGE, "servicePlanName": "EXCHANGE", "appliesTo": "User"},
            {"servicePlanId": TEAMS, "servicePlanName": "TEAMS1", "appliesTo": "Company"},
        ]
        service = _service(serve(Graph([], skus=[{**SKU_E3, "servicePlans": plans}])))
        assert service.service_plans(PRODUCT) == {EXCHANGE: "EXCHANGE"}
        assert service.service_plans(ProductKey(E5)) == {}


class TestWriting:
    """What became of each user of a call."""

    @pytest.mark.parametrize(
        ("off", "sent"), [(None, []), (frozenset[str](), []), (frozenset({TEAMS}), [TEAMS])]
    )
    def test_plans_are_always_sent(
        self, serve: Serve, off: frozenset[str] | None, sent: list[str]
    ) -> None:
        """What the service does without them, nobody knows for sure."""
        graph = Graph([])
        result = _service(serve(graph)).assign(PRODUCT, [NAME], off)
        added = [{"skuId": E3, "disabledPlans": sent}]
        assert graph.bodies == [(NAME, {"addLicenses": added, "removeLicenses": []})]
        assert result.seats == (Seat(PRODUCT, NAME, disabled_plans=off or frozenset()),)

    @pytest.mark.parametrize(
        "said",
        [
            "User does not have a corresponding license.",
            (
                "User license is inherited from a group membership and it cannot be removed "
                "directly from the user."
            ),
        ],
    )
    def test_what_is_not_there_to_be_taken_counts_as_taken(self, serve: Serve, said: str) -> None:
        """Somebody else was faster; what a group gives stays."""
        graph = Graph(
            [], refused={NAME: {"status": 400, "body": fault("Request_BadRequest", said)}}
        )
        result = _service(serve(graph)).reclaim(PRODUCT, [NAME])
        assert result.seats == (Seat(PRODUCT, NAME, active=False),)
        assert graph.bodies == [(NAME, {"addLicenses": [], "removeLicenses": [E3]})]

    def test_one_user_who_is_refused_does_not_stop_the_others(self, serve: Serve) -> None:
        """Nor does one alone in a call: an administrator's licence may be under other rules."""
        service = _service(serve(Graph([], refused={NAME: DENIED})))
        result = service.assign(PRODUCT, [NAME, BOB], None)
        assert [seat.user for seat in result.seats] == [BOB]
        assert [each.user for each in result.failed] == [NAME]
        assert service.assign(PRODUCT, [NAME], None).failed == result.failed

    def test_a_refusal_of_all_is_one_of_the_application(self, serve: Serve) -> None:
        """The next call would meet it as well."""
        service = _service(serve(Graph([], refused={NAME: DENIED, BOB: DENIED})))
        with pytest.raises(AccessDenied, match=r"LicenseAssignment\.ReadWrite\.All"):
            service.assign(PRODUCT, [NAME, BOB], None)

    def test_a_product_that_the_tenant_lacks_ends_all(self, serve: Serve) -> None:
        lacks = f"License {E3} does not correspond to a valid company License."
        refused = {"status": 400, "body": fault("Request_BadRequest", lacks)}
        with pytest.raises(SkuNotFound):
            _service(serve(Graph([], refused={NAME: refused}))).assign(PRODUCT, [NAME], None)

    def test_whoever_no_answer_tells_of_is_neither_served_nor_refused(self, serve: Serve) -> None:
        """Not even where the others were refused: it may have been done."""
        lost = {"status": 504, "body": {}}
        service = _service(serve(Graph([], refused={NAME: lost, BOB: DENIED})))
        result = service.assign(PRODUCT, [NAME, BOB], None)
        assert [each.user for each in result.unknown] == [NAME]
        assert [each.user for each in result.failed] == [BOB]

    def test_a_reason_names_no_user(self, serve: Serve) -> None:
        """So that those of one reason are listed together."""
        refused = {"status": 400, "body": fault("Request_BadRequest", "Nothing is known of it.")}
        result = _service(serve(Graph([], refused={NAME: refused}))).assign(PRODUCT, [NAME], None)
        assert result.failed == (
            FailedSeat(NAME, "Nothing is known of it (400); correct the cause and run again"),
        )
