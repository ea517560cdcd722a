"""One user as planning sees them: by which paths they hold a licence, and who they are."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import AccessDenied
from pulumi_microsoft_seats.domain.model import Holding, ProductKey, Seat
from pulumi_microsoft_seats.graph.seat_service import NO_LOCATION, NO_SUCH_USER
from tests.support.graph_client import ADA_ID, E3, E5, STAFF, TEAMS, batch_handler
from tests.support.literal_server import Exchange
from tests.support.store_client import Serve

from .tenant import (
    BOB,
    DENIED,
    MONDAY,
    NAME,
    NEW_ID,
    PRODUCT,
    TODAY,
    Graph,
    Json,
    path,
    service_of,
    user_with,
)


def _asked(serve: Serve, graph: Graph) -> Holding:
    """What is found of Ada, whom the program calls by one name."""
    service = service_of(serve(graph))
    service.expect(PRODUCT, frozenset({NAME}), {})
    (holding,) = service.ask(PRODUCT, [NAME])
    return holding


class TestPaths:
    """By which paths a user has a licence."""

    @pytest.mark.parametrize(
        ("paths", "seat"),
        [
            (
                [path(off=[TEAMS])],
                Seat(PRODUCT, NAME, assigned_at=MONDAY, disabled_plans=frozenset({TEAMS})),
            ),
            ([path(STAFF)], Seat(PRODUCT, NAME, through=(STAFF,), is_direct=False)),
            (
                [path(STAFF, off=[TEAMS]), path()],
                Seat(PRODUCT, NAME, assigned_at=MONDAY, through=(STAFF,)),
            ),
            ([path(), path(STAFF, "Error")], Seat(PRODUCT, NAME, assigned_at=MONDAY)),
            ([path(state="ActiveWithError")], Seat(PRODUCT, NAME, assigned_at=MONDAY)),
        ],
        ids=["directly", "by a group", "by both", "a group's failed", "with an error"],
    )
    def test_a_direct_licence_is_told_from_what_a_group_gives(
        self, serve: Serve, paths: list[Json], seat: Seat
    ) -> None:
        """Date and plans are those of the direct one: a group's are its own."""
        assert _asked(serve, Graph([user_with(*paths)])) == Holding(NAME, seat)

    def test_a_licence_in_error_is_none(self, serve: Serve) -> None:
        """It is an intent: nothing is consumed, and there is nothing to take."""
        ada = user_with(path(state="Error"), assignedLicenses=[])
        assert _asked(serve, Graph([ada])) == Holding(NAME, None)

    @pytest.mark.parametrize("paths", [[], [path(STAFF, "Error")]])
    def test_a_licence_that_one_list_lacks_is_neither_given_again_nor_taken(
        self, serve: Serve, paths: list[Json]
    ) -> None:
        """The directory was seen to disagree with itself."""
        ada = user_with(*paths, assignedLicenses=[{"skuId": E3, "disabledPlans": []}])
        seat = _asked(serve, Graph([ada])).seat
        assert seat is not None
        assert (seat.is_direct, len(seat.through)) == (False, 1)

    def test_licences_of_other_products_are_no_matter(self, serve: Serve) -> None:
        other = {**path(), "skuId": E5}
        ada = user_with(other, assignedLicenses=[{"skuId": E5, "disabledPlans": []}])
        assert _asked(serve, Graph([ada])) == Holding(NAME, None)


class TestHindrances:
    """Who could not be given a licence."""

    @pytest.mark.parametrize("location", [None, ""])
    def test_whoever_has_no_usage_location(self, serve: Serve, location: str | None) -> None:
        holding = _asked(serve, Graph([user_with(usageLocation=location)]))
        assert holding == Holding(NAME, None, NO_LOCATION)

    def test_a_holder_whose_location_is_gone_since(self, serve: Serve) -> None:
        """Nothing can be changed of what is held."""
        holding = _asked(serve, Graph([user_with(path(), usageLocation=None)]))
        assert holding.seat is not None
        assert holding.hindrance == NO_LOCATION

    def test_whoever_is_not_in_the_directory(self, serve: Serve) -> None:
        assert _asked(serve, Graph([])) == Holding(NAME, None, NO_SUCH_USER)

    def test_a_user_who_cannot_be_read_is_no_missing_one(self, serve: Serve) -> None:
        """Nobody is called missing because the service refused to say."""

        def handler(exchange: Exchange) -> bytes:
            return batch_handler(lambda _part: DENIED)(exchange)

        with pytest.raises(AccessDenied):
            service_of(serve(handler)).ask(PRODUCT, [NAME])


class TestPeople:
    """A name means the person whom state remembers by it."""

    def test_a_renamed_person_is_found_by_the_id(self, serve: Serve) -> None:
        """Asked for or listed, under the name that the program uses."""
        graph = Graph([user_with(path(), name=TODAY)])
        service = service_of(serve(graph))
        service.expect(PRODUCT, frozenset({NAME}), {NAME: ADA_ID})
        seat = Seat(PRODUCT, NAME, assigned_at=MONDAY)
        assert service.ask(PRODUCT, [NAME]) == [Holding(NAME, seat)]
        assert [*service.holders(PRODUCT)] == [seat]
        assert service.renamed(PRODUCT, frozenset({NAME, BOB})) == {NAME: TODAY}
        assert service.ids(PRODUCT, frozenset({NAME, BOB})) == {NAME: ADA_ID}

    def test_a_name_without_an_id_is_asked_for_as_it_is(self, serve: Serve) -> None:
        graph = Graph([user_with(path())])
        _asked(serve, graph)
        assert graph.asked == [NAME]

    @pytest.mark.parametrize("order", [1, -1], ids=["former first", "former last"])
    def test_a_name_that_is_somebody_elses_by_now_means_that_one(
        self, serve: Serve, order: int
    ) -> None:
        """And its former owner is a person by the name of today."""
        former = user_with(path(), name=TODAY)
        newcomer = user_with(path(off=[TEAMS]), id_=NEW_ID)
        service = service_of(serve(Graph([former, newcomer][::order])))
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
        graph = Graph([user_with(id_=NEW_ID)])
        service = service_of(serve(graph))
        service.expect(PRODUCT, frozenset({NAME}), {NAME: ADA_ID})
        assert service.ask(PRODUCT, [NAME]) == [Holding(NAME, None)]
        assert graph.asked == [ADA_ID, NAME]
        service.assign(PRODUCT, [NAME], None)
        assert [user for user, _ in graph.bodies] == [NEW_ID]

    def test_capitals_are_no_other_name(self, serve: Serve) -> None:
        """The directory's spelling is not a rename."""
        service = service_of(serve(Graph([user_with(path(), name="Ada@Contoso.com")])))
        service.expect(PRODUCT, frozenset({NAME}), {NAME: ADA_ID})
        assert [seat.user for seat in service.holders(PRODUCT)] == ["Ada@Contoso.com"]
        assert service.renamed(PRODUCT, frozenset({NAME})) == {}

    def test_what_one_product_calls_a_person_is_no_matter_of_another(self, serve: Serve) -> None:
        service = service_of(serve(Graph([user_with(path(), name=TODAY)])))
        service.expect(ProductKey(E5), frozenset({NAME}), {NAME: ADA_ID})
        assert [seat.user for seat in service.holders(PRODUCT)] == [TODAY]
