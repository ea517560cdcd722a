"""All who hold a licence, what a tenant has bought, and what became of each user of a call."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from pulumi_microsoft_seats.domain.errors import AccessDenied
from pulumi_microsoft_seats.domain.model import Capacity, FailedSeat, Holding, ProductKey, Seat
from pulumi_microsoft_seats.graph.refusals import SkuNotFound
from tests.support.graph_client import E3, E5, EXCHANGE, SKU_E3, TEAMS, fault
from tests.support.store_client import Serve

from .tenant import BOB, BOB_ID, DENIED, NAME, PRODUCT, Graph, path, service_of, user_with

USERS = frozenset(f"user{number:02}@contoso.com" for number in range(60))
MANY = {**SKU_E3, "consumedUnits": 2_500}


class TestLists:
    """Everybody who has a licence, in as few turns as the service allows."""

    def test_a_large_list_is_read_as_ranges_side_by_side(self, serve: Serve) -> None:
        """Three pages: between the names that the program uses."""
        graph = Graph([user_with(path())], skus=[MANY])
        server = serve(graph)
        service = service_of(server)
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
        graph = Graph([user_with(path())], skus=[MANY], ranges=refused)
        service = service_of(serve(graph))
        service.expect(PRODUCT, USERS, {})
        assert [seat.user for seat in service.holders(PRODUCT)] == [NAME]
        assert graph.lists == 1

    def test_any_other_trouble_with_a_range_is_no_reason_to_begin_again(self, serve: Serve) -> None:
        """A list with a gap would take licences."""
        graph = Graph([user_with(path())], skus=[MANY], ranges=DENIED)
        service = service_of(serve(graph))
        service.expect(PRODUCT, USERS, {})
        with pytest.raises(AccessDenied):
            [*service.holders(PRODUCT)]
        assert graph.lists == 0

    def test_an_entry_of_the_index_that_holds_none_is_no_holder(self, serve: Serve) -> None:
        """Found by a licence that is only meant to be one."""
        failed = user_with(path(state="Error"), assignedLicenses=[])
        graph = Graph([], index=[failed, user_with(path(), name=BOB, id_=BOB_ID)])
        assert [seat.user for seat in service_of(serve(graph)).holders(PRODUCT)] == [BOB]

    def test_the_directory_outweighs_the_index(self, serve: Serve) -> None:
        """The index still has her; asked for herself, she holds none."""
        graph = Graph([user_with()], index=[user_with(path())])
        service = service_of(serve(graph))
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
        service = service_of(serve(Graph([])))
        assert service.is_listing_cheaper(Capacity(9, 9, held), users) is listing


class TestProducts:
    """What a tenant has bought."""

    def test_entries_of_one_sku_are_added_up_and_those_for_companies_left_out(
        self, serve: Serve
    ) -> None:
        """Units in grace are not free; more can be consumed than bought."""
        short = {**SKU_E3, "id": f"other_{E3}", "consumedUnits": 30}
        company = {**SKU_E3, "skuId": E5, "id": f"c_{E5}", "appliesTo": "Company"}
        service = service_of(serve(Graph([], skus=[SKU_E3, short, company])))
        assert service.inventory() == {PRODUCT: Capacity(total=50, available=6, held=44)}
        assert [str(product) for product in service.inventory()] == ["SPE_E3"]

    def test_only_what_can_be_switched_for_a_user_is_a_plan(self, serve: Serve) -> None:
        plans = [
            {"servicePlanId": EXCHANGE, "servicePlanName": "EXCHANGE", "appliesTo": "User"},
            {"servicePlanId": TEAMS, "servicePlanName": "TEAMS1", "appliesTo": "Company"},
        ]
        service = service_of(serve(Graph([], skus=[{**SKU_E3, "servicePlans": plans}])))
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
        result = service_of(serve(graph)).assign(PRODUCT, [NAME], off)
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
        result = service_of(serve(graph)).reclaim(PRODUCT, [NAME])
        assert result.seats == (Seat(PRODUCT, NAME, active=False),)
        assert graph.bodies == [(NAME, {"addLicenses": [], "removeLicenses": [E3]})]

    def test_one_user_who_is_refused_does_not_stop_the_others(self, serve: Serve) -> None:
        """Nor does one alone in a call: an administrator's licence may be under other rules."""
        service = service_of(serve(Graph([], refused={NAME: DENIED})))
        result = service.assign(PRODUCT, [NAME, BOB], None)
        assert [seat.user for seat in result.seats] == [BOB]
        assert [each.user for each in result.failed] == [NAME]
        assert service.assign(PRODUCT, [NAME], None).failed == result.failed

    def test_a_refusal_of_all_is_one_of_the_application(self, serve: Serve) -> None:
        """The next call would meet it as well."""
        service = service_of(serve(Graph([], refused={NAME: DENIED, BOB: DENIED})))
        with pytest.raises(AccessDenied, match=r"LicenseAssignment\.ReadWrite\.All"):
            service.assign(PRODUCT, [NAME, BOB], None)

    def test_a_product_that_the_tenant_lacks_ends_all(self, serve: Serve) -> None:
        lacks = f"License {E3} does not correspond to a valid company License."
        refused = {"status": 400, "body": fault("Request_BadRequest", lacks)}
        with pytest.raises(SkuNotFound):
            service_of(serve(Graph([], refused={NAME: refused}))).assign(PRODUCT, [NAME], None)

    def test_whoever_no_answer_tells_of_is_neither_served_nor_refused(self, serve: Serve) -> None:
        """Not even where the others were refused: it may have been done."""
        lost = {"status": 504, "body": {}}
        service = service_of(serve(Graph([], refused={NAME: lost, BOB: DENIED})))
        result = service.assign(PRODUCT, [NAME, BOB], None)
        assert [each.user for each in result.unknown] == [NAME]
        assert [each.user for each in result.failed] == [BOB]

    def test_a_reason_names_no_user(self, serve: Serve) -> None:
        """So that those of one reason are listed together."""
        refused = {"status": 400, "body": fault("Request_BadRequest", "Nothing is known of it.")}
        result = service_of(serve(Graph([], refused={NAME: refused}))).assign(PRODUCT, [NAME], None)
        assert result.failed == (
            FailedSeat(NAME, "Nothing is known of it (400); correct the cause and run again"),
        )
