"""A product while a program runs: by its ids, or by what it is called."""

from __future__ import annotations

from pulumi_microsoft_seats import Product, get_product

from .conftest import MINECRAFT, MINECRAFT_CARD, OFFICE, Open, described, entry, inventory, refusal


def test_by_its_ids_without_a_look_at_the_inventory(store: Open) -> None:
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


def test_in_another_language(store: Open) -> None:
    """Without texts in it, there is no name."""
    store(described(OFFICE, "Contoso Büro", "de-de"))
    assert get_product(*OFFICE, language="de-de").display_name == "Contoso Büro"
    assert get_product(*OFFICE, language="fr-fr").texts is None


def test_by_its_name(store: Open) -> None:
    """Without regard to case and spaces; the ids are what `SeatAssignment` takes."""
    store(
        inventory(entry(OFFICE), entry(MINECRAFT))
        | described(OFFICE, "Contoso Office")
        | described(MINECRAFT, "Minecraft: Education Edition")
    )
    product = get_product(name=" contoso   OFFICE ")
    assert (product.product_id, product.sku_id) == OFFICE


def test_a_name_that_several_have_is_refused(store: Open) -> None:
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


def test_a_name_that_none_has_is_refused(store: Open) -> None:
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


def test_a_product_that_was_removed_is_not_found(store: Open) -> None:
    """And not asked for its name."""
    opened = store(inventory(entry(OFFICE, status="removed")) | described(OFFICE, "Contoso Office"))
    assert "No product of the inventory" in refusal(get_product, name="Contoso Office")
    assert opened.asked == ["/Inventory"]


def test_by_one_id_where_that_is_enough(store: Open) -> None:
    """The inventory knows the other."""
    store(inventory(entry(OFFICE), entry(MINECRAFT)) | described(MINECRAFT, "Minecraft"))
    assert get_product("cfq7ttc0k5dr").sku_id == "0002"
    assert refusal(get_product, "9NELSEWHERE1").startswith(
        "get_product: No product of the inventory is of product_id 9NELSEWHERE1; check it"
    )


def test_each_entry_is_asked_for_its_name_once(store: Open) -> None:
    """And the one that is meant for its details."""
    products = [(f"9N{number:010}", "0010") for number in range(20)]
    answers = inventory(*(entry(one) for one in products))
    for number, one in enumerate(products):
        answers |= described(one, f"Product {number}")
    opened = store(answers)
    assert get_product(name="Product 17").product_id == "9N0000000017"
    assert len(opened.asked) == 1 + 20 + 2


def test_nothing_to_look_for_is_refused(store: Open) -> None:
    """A SKU alone says nothing."""
    store({})
    said = "get_product: give product_id and sku_id, or the name of a product."
    assert refusal(get_product) == refusal(get_product, None, "0016") == said
