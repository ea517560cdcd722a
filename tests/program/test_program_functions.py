"""What a program reads while it runs: the inventory, seats, and products by id or by name."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pulumi
import pytest

from pulumi_microsoft_seats import (
    Product,
    Seat,
    get_inventory,
    get_product,
    get_seats,
    get_user_seats,
)
from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.plugin.backends import open_store
from pulumi_microsoft_seats.program import clients
from pulumi_microsoft_seats.settings.stack_settings import Settings
from pulumi_microsoft_seats.store.client import StoreClient
from tests.support.literal_server import json_answer
from tests.support.literal_store import LiteralStore

ADA, BOB = "ada@contoso.com", "bob@contoso.com"
OFFICE, MINECRAFT = ("9NBLGGH4R2R6", "0016"), ("CFQ7TTC0K5DR", "0002")
MINECRAFT_CARD = ("CFQ7TTC0K5DR", "0001")

Open = Callable[[dict[str, bytes]], LiteralStore]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a store that answers what a test wrote, to which the environment points."""
    with ExitStack() as open_ones:

        def opened(answers: dict[str, bytes]) -> LiteralStore:
            literal = open_ones.enter_context(LiteralStore(answers, tmp_path))
            for name, value in literal.environment.items():
                monkeypatch.setenv(name, value)
            return literal

        yield opened


def refusal(function: Callable[..., object], *arguments: object, **named: object) -> str:
    """The sentence that ends the program."""
    with pytest.raises(pulumi.RunError) as refused:
        function(*arguments, **named)
    said = str(refused.value)
    assert "\n" not in said
    return said


def key(product: tuple[str, str]) -> dict[str, str]:
    """A *ProductKey* as the service writes it."""
    return {"productId": product[0], "skuId": product[1]}


def entry(product: tuple[str, str], **changed: object) -> dict[str, object]:
    """An *InventoryEntryDetails* as the service writes it."""
    return {
        "productKey": key(product),
        "seatCapacity": 100,
        "availableSeats": 40,
        "lastModified": "2017-04-24T09:30:00Z",
        "licenseType": "online",
        "distributionPolicy": "restricted",
        "status": "active",
        **changed,
    }


def inventory(*entries: dict[str, object]) -> dict[str, bytes]:
    """The answer to *Get inventory*."""
    return {"/Inventory": json_answer({"inventoryEntries": list(entries)})}


def described(
    product: tuple[str, str], name: str | None, language: str = "en-us"
) -> dict[str, bytes]:
    """The answers for a product's details, and for its texts if it has a name."""
    path = f"/Products/{product[0]}/{product[1]}"
    answers = {path: json_answer({"productKey": key(product), "productType": "Application"})}
    if name is not None:
        texts = {"language": language, "displayName": name}
        answers[f"{path}/LocalizedDetails/{language}"] = json_answer(texts)
    return answers


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


class TestProduct:
    """By its ids, or by what it is called."""

    def test_by_its_ids_without_a_look_at_the_inventory(self, store: Open) -> None:
        """Two requests: details, and texts in the usual language."""
        opened = store(described(OFFICE, "Contoso Office"))
        product = get_product(*OFFICE)
        assert isinstance(product, Product)
        assert (product.product_id, product.sku_id) == OFFICE
        assert product.display_name == "Contoso Office"
        assert product.details.product_type == "Application"
        assert opened.asked == [
            "/Products/9NBLGGH4R2R6/0016",
            "/Products/9NBLGGH4R2R6/0016/LocalizedDetails/en-us",
        ]

    def test_in_another_language(self, store: Open) -> None:
        """Without texts in it, there is no name."""
        store(described(OFFICE, "Contoso Büro", "de-de"))
        assert get_product(*OFFICE, language="de-de").display_name == "Contoso Büro"
        assert get_product(*OFFICE, language="fr-fr").texts is None

    def test_by_its_name(self, store: Open) -> None:
        """Without regard to case and spaces; the ids are what `SeatAssignment` takes."""
        store(
            inventory(entry(OFFICE), entry(MINECRAFT))
            | described(OFFICE, "Contoso Office")
            | described(MINECRAFT, "Minecraft: Education Edition")
        )
        product = get_product(name=" contoso   OFFICE ")
        assert (product.product_id, product.sku_id) == OFFICE

    def test_a_name_that_several_have_is_refused(self, store: Open) -> None:
        """It says which they are; a further id decides."""
        store(
            inventory(entry(MINECRAFT_CARD), entry(MINECRAFT))
            | described(MINECRAFT_CARD, "Minecraft")
            | described(MINECRAFT, "Minecraft")
        )
        assert refusal(get_product, name="Minecraft") == (
            "get_product: 2 products of the inventory are called 'Minecraft' in en-us: "
            "CFQ7TTC0K5DR/0001, CFQ7TTC0K5DR/0002; say which one with product_id and sku_id."
        )
        assert get_product(name="Minecraft", sku_id="0002").sku_id == "0002"

    def test_a_name_that_none_has_is_refused(self, store: Open) -> None:
        """It says what there is, and how many have no name in the language."""
        store(
            inventory(entry(OFFICE), entry(MINECRAFT))
            | described(OFFICE, "Contoso Office")
            | described(MINECRAFT, None)
        )
        assert refusal(get_product, name="Office") == (
            "get_product: No product of the inventory is called 'Office' in en-us; there is "
            "'Contoso Office' (9NBLGGH4R2R6/0016); 1 product has no name in en-us; check it, and "
            "that the organisation has it."
        )

    def test_a_product_that_was_removed_is_not_found(self, store: Open) -> None:
        """And not asked for its name."""
        opened = store(
            inventory(entry(OFFICE, status="removed")) | described(OFFICE, "Contoso Office")
        )
        assert "No product of the inventory" in refusal(get_product, name="Contoso Office")
        assert opened.asked == ["/Inventory"]

    def test_by_one_id_where_that_is_enough(self, store: Open) -> None:
        """The inventory knows the other."""
        store(inventory(entry(OFFICE), entry(MINECRAFT)) | described(MINECRAFT, "Minecraft"))
        assert get_product("cfq7ttc0k5dr").sku_id == "0002"
        assert refusal(get_product, "9NELSEWHERE1").startswith(
            "get_product: No product of the inventory is of product_id 9NELSEWHERE1; check it"
        )

    def test_each_entry_is_asked_for_its_name_once(self, store: Open) -> None:
        """And the one that is meant for its details."""
        products = [(f"9N{number:010}", "0010") for number in range(20)]
        answers = inventory(*(entry(one) for one in products))
        for number, one in enumerate(products):
            answers |= described(one, f"Product {number}")
        opened = store(answers)
        assert get_product(name="Product 17").product_id == "9N0000000017"
        assert len(opened.asked) == 1 + 20 + 2

    def test_nothing_to_look_for_is_refused(self, store: Open) -> None:
        """A SKU alone says nothing."""
        store({})
        said = "get_product: give product_id and sku_id, or the name of a product."
        assert refusal(get_product) == refusal(get_product, None, "0016") == said


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
