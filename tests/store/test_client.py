"""The client's operations, over real TLS against the emulator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from pulumi_microsoft_seats.domain.errors import (
    InvalidRequest,
    NotFound,
    NotOnline,
    ProductNotFound,
    ServiceError,
)
from pulumi_microsoft_seats.domain.model import Capacity, ProductKey
from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.store.client import StoreClient
from pulumi_microsoft_seats.store.seat_service import StoreSeatService
from tests.support.administrator import Administrator

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
OFFLINE = ProductKey("9WZDNCRFJ3PZ", "0010")
ABSENT = ProductKey("9ABSENT00000", "0010")


def people(count: int) -> list[str]:
    """User names that sort in the order they are numbered."""
    return [f"user{number:04}@contoso.com" for number in range(count)]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """The emulator of all these tests."""
    with Emulator() as running:
        yield running


@pytest.fixture(autouse=True)
def _world(emulator: Emulator, administrator: Administrator) -> None:
    office = {"product_id": OFFICE.product_id, "sku_id": OFFICE.sku_id, "seat_capacity": 300}
    offline = {"product_id": OFFLINE.product_id, "sku_id": OFFLINE.sku_id}
    administrator.set_world(
        {
            "users": [*people(300), "ada@contoso.com", "bob@contoso.com"],
            "inventory": [{**office, "seats": people(250)}, {**offline, "license_type": "offline"}],
        }
    )
    emulator.forget_requests()


class TestReading:
    """Get inventory, Get seats, Get seat, Get seats assigned to a user."""

    def test_every_page_of_seats_is_read(
        self, client: StoreClient, administrator: Administrator
    ) -> None:
        """250 seats are read in three pages of at most 100, the service's maximum."""
        assert [seat.user for seat in client.get_seats(OFFICE)] == people(250)
        pages = [r for r in administrator.requests() if r["path"].endswith("/Seats")]
        assert len(pages) == 3
        assert all("maxResults=100" in page["query"] for page in pages)

    def test_the_inventory_tells_capacity_and_free_seats(self, client: StoreClient) -> None:
        """An entry has its licence type too, and those of one type alone can be asked for."""
        office, offline = client.get_inventory(license_types=("online", "offline"))
        assert (office.product, office.capacity, office.available) == (OFFICE, 300, 50)
        assert (office.license_type, office.distribution_policy) == ("online", "restricted")
        assert (office.status, offline.license_type) == ("active", "offline")
        assert list(client.get_inventory(license_types=["offline"])) == [offline]

    def test_the_seat_of_one_user(self, client: StoreClient) -> None:
        """A seat is found whatever the capitals of the user name, with its date."""
        seat = client.get_seat(OFFICE, "USER0007@contoso.com")
        assert seat is not None
        assert (seat.user, seat.product, seat.active) == ("user0007@contoso.com", OFFICE, True)
        assert seat.assigned_at

    def test_a_user_without_a_seat(self, client: StoreClient) -> None:
        """The service's 404 for a seat is an answer, not an error."""
        assert client.get_seat(OFFICE, "user0299@contoso.com") is None

    def test_the_seats_of_one_user(self, client: StoreClient) -> None:
        """All products of which a user holds a seat."""
        assert [s.product for s in client.get_user_seats("user0001@contoso.com")] == [OFFICE]


class TestWriting:
    """The bulk call, Assign seat, Reclaim seat from user."""

    def test_the_bulk_call_is_one_request_with_one_action(
        self, client: StoreClient, administrator: Administrator
    ) -> None:
        """The body is the one seen on the wire: `usernames` and `seatAction`."""
        result = client.bulk_seat_operation(
            OFFICE, ["ada@contoso.com", "bob@contoso.com"], "assign"
        )
        assert [seat.user for seat in result.seats] == ["ada@contoso.com", "bob@contoso.com"]
        (write,) = administrator.writes()
        assert (write["method"], write["path"]) == ("POST", "/V1/Inventory/9NBLGGH4R2R6/0016/Seats")
        assert write["body"] == {
            "usernames": ["ada@contoso.com", "bob@contoso.com"],
            "seatAction": "assign",
        }

    def test_single_seats_can_be_assigned_and_reclaimed(
        self, client: StoreClient, administrator: Administrator
    ) -> None:
        """Operations 9 and 10 do for one user what the bulk call does for many."""
        assert client.assign_seat(OFFICE, "ada@contoso.com").user == "ada@contoso.com"
        assert "ada@contoso.com" in administrator.holders(str(OFFICE))
        client.reclaim_seat(OFFICE, "ada@contoso.com")
        assert "ada@contoso.com" not in administrator.holders(str(OFFICE))


@pytest.mark.parametrize(
    ("ask", "kind", "said"),
    [
        (
            lambda client: list(client.get_seats(ABSENT)),
            ProductNotFound,
            r"does not find the product.*9ABSENT00000/0010.*check",
        ),
        (
            lambda client: list(client.get_seats(OFFLINE)),
            NotOnline,
            r"not online-licensed.*9WZDNCRFJ3PZ/0010",
        ),
        (
            lambda client: client.reclaim_seat(OFFICE, "user0299@contoso.com"),
            NotFound,
            r"^There is no such seat when reclaiming .*user0299@contoso\.com",
        ),
        (
            lambda client: list(client.get_user_seats("nobody@contoso.com")),
            NotFound,
            r"^There is no such user when .*nobody@contoso\.com",
        ),
        (
            lambda client: client.bulk_seat_operation(OFFICE, people(26), "assign"),
            InvalidRequest,
            r"9NBLGGH4R2R6/0016.*25 are the most",
        ),
    ],
    ids=["no such product", "an offline one", "no such seat", "no such user", "too many users"],
)
def test_a_refusal_is_told_as_what_it_is(
    client: StoreClient, ask: Callable[[StoreClient], object], kind: type[ServiceError], said: str
) -> None:
    """And quotes the `MS-CV` of the request, of 16 characters."""
    with pytest.raises(kind, match=said) as caught:
        ask(client)
    assert type(caught.value) is kind
    assert re.search(r"\(MS-CV \S{16}\)$", str(caught.value))


def test_an_address_that_is_no_store_is_told_from_a_product_that_is_absent(
    emulator: Emulator, connect: Callable[..., StoreClient]
) -> None:
    """The inventory itself is always there, so a 404 for it is about `baseUrl`."""
    elsewhere = connect(emulator, base_url=emulator.base_url + "/elsewhere")
    with pytest.raises(NotFound, match=r"^There is no such service: 404 .*check baseUrl"):
        list(elsewhere.get_inventory())


class TestSeatService:
    """The store as planning sees it."""

    def test_the_inventory_is_every_product_in_one_reading(
        self, client: StoreClient, administrator: Administrator
    ) -> None:
        """Offline ones included, so that a product nobody can assign is not taken for absent."""
        capacities = StoreSeatService(client).inventory()
        assert capacities.keys() == {OFFICE, OFFLINE}
        assert capacities[ProductKey("9nblggh4r2r6", "0016")].available == 50
        assert ABSENT not in capacities
        reads = [r["path"] for r in administrator.requests() if r["path"].startswith("/V1/")]
        assert reads == ["/V1/Inventory"]

    def test_only_seats_that_are_held_have_holders(self, client: StoreClient) -> None:
        """A seat that was reclaimed is nobody's."""
        service = StoreSeatService(client)
        (held,) = service.ask(OFFICE, ["user0249@contoso.com"])
        assert held.seat is not None
        service.reclaim(OFFICE, ["user0249@contoso.com"])
        assert [seat.user for seat in service.holders(OFFICE)] == people(249)
        (gone,) = service.ask(OFFICE, ["user0249@contoso.com"])
        assert gone.seat is None

    @pytest.mark.parametrize(
        ("held", "users", "listed"),
        [
            pytest.param(50_000, 1_000, False, id="1,000 of 50,000"),
            pytest.param(50_000, 2_000, True, id="2,000 of 50,000"),
            pytest.param(100, 1, True, id="one of a single page"),
            pytest.param(101, 1, False, id="one of two pages"),
            pytest.param(0, 1, True, id="one of nobody"),
            pytest.param(None, 1, True, id="nobody counts them"),
        ],
    )
    def test_the_list_is_read_where_it_is_cheaper(
        self,
        client: StoreClient,
        held: int | None,
        users: int,
        listed: bool,  # noqa: FBT001 - parametrised
    ) -> None:
        """Pages follow one another, users are asked for side by side: four for a page."""
        capacity = Capacity(60_000, None, held)
        assert StoreSeatService(client).is_listing_cheaper(capacity, users) is listed
