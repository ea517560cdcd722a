"""The client's operations, over real TLS against the emulator."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulumi_microsoft_seats.domain.errors import (
    InvalidRequest,
    NotFound,
    NotOnline,
    ProductNotFound,
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


@pytest.fixture(autouse=True)
def _world(administrator: Administrator) -> None:
    administrator.set_world(
        {
            "inventory": [
                {
                    "product_id": OFFICE.product_id,
                    "sku_id": OFFICE.sku_id,
                    "seat_capacity": 300,
                    "seats": people(250),
                },
                {
                    "product_id": OFFLINE.product_id,
                    "sku_id": OFFLINE.sku_id,
                    "license_type": "offline",
                },
            ]
        }
    )
    administrator.forget_requests()


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
        """An inventory entry has the seats bought, the seats free, and its licence type."""
        office, offline = client.get_inventory(license_types=("online", "offline"))
        assert (office.product, office.capacity, office.available) == (OFFICE, 300, 50)
        assert (office.license_type, office.distribution_policy) == ("online", "restricted")
        assert (office.status, offline.license_type) == ("active", "offline")

    def test_the_inventory_can_be_limited_to_a_licence_type(self, client: StoreClient) -> None:
        """`license_types` reaches the service."""
        assert [e.product for e in client.get_inventory(license_types=["offline"])] == [OFFLINE]

    def test_the_seat_of_one_user(self, client: StoreClient) -> None:
        """A seat is found whatever the capitals of the user name, with its date."""
        seat = client.get_seat(OFFICE, "USER0007@contoso.com")
        assert seat is not None
        assert (seat.user, seat.product, seat.active) == ("user0007@contoso.com", OFFICE, True)
        assert seat.assigned_at

    def test_a_user_without_a_seat(self, client: StoreClient) -> None:
        """The service's 404 for a seat is an answer, not an error."""
        assert client.get_seat(OFFICE, "nobody@contoso.com") is None

    def test_the_seats_of_one_user(self, client: StoreClient) -> None:
        """All products of which a user holds a seat."""
        assert [s.product for s in client.get_user_seats("user0001@contoso.com")] == [OFFICE]

    def test_a_guest_account_survives_the_path(
        self, client: StoreClient, administrator: Administrator
    ) -> None:
        """A `#` in a user name is not taken for the end of the path."""
        guest = "ada_fabrikam.com#EXT#@contoso.onmicrosoft.com"
        administrator.assign(str(OFFICE), guest)
        seat = client.get_seat(OFFICE, guest)
        assert seat is not None
        assert seat.user == guest


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

    def test_the_bulk_call_can_half_succeed(
        self, client: StoreClient, administrator: Administrator
    ) -> None:
        """Who was refused is named with the service's reason, beside who went through."""
        administrator.inject(
            {"fault": "refuse_users", "users": ["bob@contoso.com"], "reason": "User not found"}
        )
        result = client.bulk_seat_operation(
            OFFICE, ["ada@contoso.com", "bob@contoso.com"], "assign"
        )
        assert [seat.user for seat in result.seats] == ["ada@contoso.com"]
        assert [(f.user, f.reason) for f in result.failed] == [
            ("bob@contoso.com", "User not found")
        ]

    def test_single_seats_can_be_assigned_and_reclaimed(
        self, client: StoreClient, administrator: Administrator
    ) -> None:
        """Operations 9 and 10 do for one user what the bulk call does for many."""
        assert client.assign_seat(OFFICE, "ada@contoso.com").user == "ada@contoso.com"
        assert "ada@contoso.com" in administrator.holders(str(OFFICE))
        client.reclaim_seat(OFFICE, "ada@contoso.com")
        assert "ada@contoso.com" not in administrator.holders(str(OFFICE))

    def test_more_than_25_users_are_one_too_many(self, client: StoreClient) -> None:
        """The service's limit: a larger bulk call is invalid."""
        with pytest.raises(InvalidRequest, match=str(OFFICE)):
            client.bulk_seat_operation(OFFICE, people(26), "assign")


class TestRefusals:
    """Error answers become errors that say what to do."""

    def test_a_product_that_is_not_in_the_inventory(self, client: StoreClient) -> None:
        """404 names the product, and what to check."""
        with pytest.raises(
            ProductNotFound,
            match=r"does not find the product.*9ABSENT00000/0010.*check",
        ):
            list(client.get_seats(ABSENT))

    def test_a_product_that_is_licensed_offline(self, client: StoreClient) -> None:
        """409 says that only online licences have seats."""
        with pytest.raises(NotOnline, match=r"not online-licensed.*9WZDNCRFJ3PZ/0010"):
            list(client.get_seats(OFFLINE))

    def test_reclaiming_a_seat_that_is_not_there(self, client: StoreClient) -> None:
        """404 for a seat is told apart from 404 for a product."""
        with pytest.raises(NotFound, match=r"nobody@contoso\.com") as caught:
            client.reclaim_seat(OFFICE, "nobody@contoso.com")
        assert not isinstance(caught.value, ProductNotFound)

    def test_an_address_that_is_no_store_is_told_from_a_product_that_is_absent(
        self, emulator: Emulator, connect: Callable[..., StoreClient]
    ) -> None:
        """The inventory itself is always there, so a 404 for it is about `baseUrl`."""
        elsewhere = connect(emulator, base_url=emulator.base_url + "/elsewhere")
        with pytest.raises(NotFound, match=r"^There is no such service: 404 .*check baseUrl"):
            list(elsewhere.get_inventory())

    def test_the_seats_of_a_user_nobody_knows(
        self, client: StoreClient, administrator: Administrator
    ) -> None:
        """404 for a user's seats is about the user, not about a product."""
        administrator.set_world({"users": ["ada@contoso.com"], "inventory": []})
        with pytest.raises(NotFound, match=r"^There is no such user when .*nobody@contoso\.com"):
            list(client.get_user_seats("nobody@contoso.com"))

    def test_each_error_quotes_the_correlation_vector(self, client: StoreClient) -> None:
        """The `MS-CV` of the request, 16 characters, is in the message and on the error."""
        with pytest.raises(ProductNotFound) as caught:
            list(client.get_seats(ABSENT))
        assert caught.value.correlation is not None
        assert len(caught.value.correlation.value) == 16
        assert f"MS-CV {caught.value.correlation.value}" in str(caught.value)


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
