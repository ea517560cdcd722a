"""What a program reads while it runs: the inventory and seats, and how often it signs in."""

from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pulumi
import pytest

from pulumi_microsoft_seats import Seat, get_inventory, get_seats, get_user_seats
from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.plugin.backends import open_store
from pulumi_microsoft_seats.program import clients
from pulumi_microsoft_seats.settings.stack_settings import Settings
from pulumi_microsoft_seats.store.client import StoreClient
from tests.support.literal_server import json_answer

from .conftest import ADA, BOB, MINECRAFT, OFFICE, Open, entry, inventory, key, refusal


class TestInventoryAndSeats:
    """To size a roster from what is free."""

    def test_the_inventory_tells_what_is_free(self, store: Open) -> None:
        """A product that was bought twice is listed once: whoever counts would lose the one."""
        store(inventory(entry(OFFICE), entry(OFFICE), entry(MINECRAFT, availableSeats=7)))
        found = [(one.product, one.capacity, one.available) for one in get_inventory()]
        assert found == [(ProductKey(*OFFICE), 200, 80), (ProductKey(*MINECRAFT), 100, 7)]

    def test_what_is_asked_for_reaches_the_service(self, store: Open) -> None:
        """Licence types and a moment."""
        opened = store(inventory())
        assert get_inventory(["offline"], modified_since="2017-04-24T09:30:00+02:00") == []
        assert opened.exchanges[-1].query == (
            "licenseTypes=offline&modifiedSince=2017-04-24T09%3A30%3A00%2B02%3A00"
        )

    def test_the_seats_of_a_product_are_its_holders_each_once(self, store: Open) -> None:
        """What was revoked is not held; what was listed twice is as it was said last."""
        listed = [
            {"assignedTo": ADA, "dateAssigned": "2017-04-24T09:30:00Z"},
            {"assignedTo": BOB, "state": "revoked"},
            {"assignedTo": ADA.upper(), "dateAssigned": "2018-04-24T09:30:00Z"},
        ]
        store({"/Inventory/9NBLGGH4R2R6/0016/Seats": json_answer({"seats": listed})})
        assert get_seats(*OFFICE) == [
            Seat(ProductKey(*OFFICE), ADA.upper(), assigned_at="2018-04-24T09:30:00Z")
        ]

    def test_the_seats_of_a_user_are_of_any_product(self, store: Open) -> None:
        """Spaces around the name do not matter."""
        listed = [{"assignedTo": ADA, "productKey": key(one)} for one in (OFFICE, MINECRAFT)]
        store({"/Users/ada%40contoso.com/Seats": json_answer({"seats": listed})})
        found = [seat.product for seat in get_user_seats(f" {ADA} ")]
        assert found == [ProductKey(*OFFICE), ProductKey(*MINECRAFT)]


class TestErrors:
    """Each ends the program with one sentence."""

    def test_what_the_service_says(self, store: Open) -> None:
        """With the correlation to quote."""
        store({})
        assert refusal(get_seats, *OFFICE).startswith(
            "get_seats: The service does not find the product: 404 when reading the seats of "
            "9NBLGGH4R2R6/0016 (Not found); check product_id, sku_id and baseUrl. (MS-CV "
        )
        assert "no such user when reading the seats of bob@contoso.com" in refusal(
            get_user_seats, BOB
        )

    def test_what_is_not_configured(self) -> None:
        """All of it at once."""
        said = refusal(get_inventory)
        assert said.startswith("get_inventory: tenantId is not set: pulumi config set ")
        assert "clientId is not set" in said

    @pytest.mark.parametrize("value", [None, "  ", 7], ids=repr)
    def test_values_that_cannot_be(self, store: Open, value: object) -> None:
        """Before anything is asked."""
        opened = store({})
        assert refusal(get_seats, value, "0016") == (
            f"get_seats: product_id is {value!r}, not a text; check it."
        )
        assert opened.asked == []

    def test_an_output_where_a_value_is_needed(self, store: Open) -> None:
        """It says which function to use instead."""
        store({})

        async def program() -> str:
            later = pulumi.Output.from_input("9NBLGGH4R2R6")
            await later.future()
            return refusal(get_seats, later, "0016")

        said = asyncio.run(program())
        assert "product_id is an Output, which has no value yet; use the function" in said


class TestSignIn:
    """A program signs in once, however many functions it calls."""

    def test_a_configuration_is_one_sign_in(
        self, store: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The Automation API runs the programs of several stacks in one process."""
        opened = store(inventory())
        get_inventory()
        get_inventory()
        assert opened.sign_ins == 1
        monkeypatch.setenv("AZURE_CLIENT_ID", "00000000-0000-0000-0000-000000000003")
        get_inventory()
        assert opened.sign_ins == 2

    def test_who_asks_meanwhile_waits_for_the_client_that_is_made(
        self, store: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two clients would sign in twice."""
        store(inventory())
        opened: list[object] = []
        second = threading.Event()
        make = open_store

        def slow(settings: Settings) -> StoreClient:
            opened.append(settings)
            if len(opened) > 1:
                second.set()
            second.wait(0.1)
            return make(settings)

        monkeypatch.setattr(f"{clients.__name__}.open_store", slow)
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda _: get_inventory(), range(2)))
        assert len(opened) == 1

    def test_the_stacks_configuration_comes_before_the_environment(
        self, store: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As everywhere."""
        opened = store(inventory())
        monkeypatch.setenv("MICROSOFT_SEATS_BASE_URL", "https://elsewhere.example")
        where = opened.environment["MICROSOFT_SEATS_BASE_URL"]
        monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"microsoft-seats:baseUrl": where}))
        assert get_inventory() == []
