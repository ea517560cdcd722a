"""Operations 2 to 6: what the Store says of a product."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest

from pulumi_microsoft_seats.emulator import EmulatorError, parse_world, world_document
from tests.support.product_samples import CONTENT, DETAILS, LICENSE, LOCALIZED, PACKAGE, PACKAGES

if TYPE_CHECKING:
    from .client import Client

OFFICE = "9NBLGGH4R2R6/0016"


def entry(product: object, **fields: object) -> dict[str, Any]:
    """The document of a world with one product."""
    ids = {"product_id": "9NBLGGH4R2R6", "sku_id": "0016"}
    return {"inventory": [{**ids, "product": product, **fields}]}


def seeded(sample: str) -> Any:  # noqa: ANN401 - JSON
    """A structure of the reference as a seed writes it: with its names in snake case."""

    def written(pairs: list[tuple[str, object]]) -> dict[str, object]:
        return {re.sub("(?=[A-Z])", "_", name).lower(): value for name, value in pairs}

    return json.loads(sample, object_pairs_hook=written)


def declared() -> dict[str, Any]:
    """All that a seed can say of a product."""
    product = {
        "details": seeded(DETAILS),
        "localized_details": [seeded(LOCALIZED)],
        "offline_licenses": [seeded(LICENSE)],
        "packages": seeded(PACKAGES),
    }
    # Which product it is, its entry says.
    del product["details"]["product_key"], product["offline_licenses"][0]["product_key"]
    return product


@pytest.fixture
def store(client: Client) -> Client:
    """A client of a world with one product, offline-licensed and described to the last field."""
    world = json.dumps(entry(declared(), license_type="offline"))
    assert client.send("PUT", "/_emulator/world", world).status_code == 204
    return client


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "", DETAILS),
        ("GET", "/LocalizedDetails/de-de", LOCALIZED),
        ("GET", "/localizedDETAILS/DE-de", LOCALIZED),
        ("POST", f"/OfflineLicense/{CONTENT}", LICENSE),
        ("POST", f"/OfflineLicense/{CONTENT.upper()}", LICENSE),
        ("GET", "/Packages", PACKAGES),
        ("GET", "/Packages/office", PACKAGE),
        ("GET", "/packages/OFFICE", PACKAGE),
    ],
)
def test_a_declared_product_is_answered_as_it_was_declared(
    store: Client, method: str, path: str, expected: str
) -> None:
    answer = store.send(method, f"/V1/Products/9nblggh4r2r6/0016{path}")
    assert answer.status_code == 200
    assert answer.json() == json.loads(expected)


def test_a_supported_language_that_was_not_declared_is_made_up(store: Client) -> None:
    english = store.send("GET", f"/V1/Products/{OFFICE}/LocalizedDetails/EN-US").json()
    assert english["language"] == "en-us"
    assert set(english["images"][0]) == set(json.loads(LOCALIZED)["images"][0])


def test_the_licence_of_a_content_that_was_not_declared_is_made_up(store: Client) -> None:
    """A package that another one needs has a licence too, and the same one each time."""
    path = f"/V1/Products/{OFFICE}/OfflineLicense/runtime-content"
    first, second = store.send("POST", path), store.send("POST", path)
    assert first.json() == second.json()
    assert first.json()["productKey"] == {"productId": "9NBLGGH4R2R6", "skuId": "0016"}
    assert first.json()["contentId"] == "runtime-content"
    assert b64decode(first.json()["licenseBlob"], validate=True)


def test_a_product_that_was_not_declared_is_made_up(client: Client) -> None:
    """Every property of every structure is there, and nobody else's."""
    base = "/V1/Products/CFQ7TTC0K5DR/0002"
    details = client.send("GET", base).json()
    assert details["productKey"] == {"productId": "CFQ7TTC0K5DR", "skuId": "0002"}
    assert set(details) == set(json.loads(DETAILS))
    (language,) = details["supportedLanguages"]
    words = client.send("GET", f"{base}/LocalizedDetails/{language}").json()
    assert set(words) == set(json.loads(LOCALIZED))
    (package,) = client.send("GET", f"{base}/Packages").json()["productPackages"]
    assert set(package) == set(json.loads(PACKAGE))
    assert client.send("GET", f"{base}/Packages/{package['packageId']}").json() == package
    license_ = client.send("POST", f"{base}/OfflineLicense/{package['contentId']}").json()
    assert set(license_) == set(json.loads(LICENSE))
    other = client.send("GET", "/V1/Products/CFQ7TTC0K5DR/0001/Packages").json()
    assert other["productPackages"][0]["packageId"] != package["packageId"]


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        *(
            (method, f"NONE/1{path}", 404, {"itemType": "Inventory", "value": "NONE/1"})
            for method, path in [
                ("GET", ""),
                ("GET", "/LocalizedDetails/en-us"),
                ("POST", "/OfflineLicense/any"),
                ("GET", "/Packages"),
                ("GET", "/Packages/any"),
            ]
        ),
        *(
            (method, f"{OFFICE}/{path}/x", 404, {"itemType": item_type, "value": f"{OFFICE}/x"})
            for method, path, item_type in [
                ("GET", "LocalizedDetails", "LocalizedProductDetail"),
                ("POST", "OfflineLicense", "OfflineLicense"),
                ("GET", "Packages", "ProductPackage"),
            ]
        ),
        ("GET", f"{OFFICE}/LocalizedDetails/%20", 400, {"parameterName": "language"}),
        ("POST", f"{OFFICE}/OfflineLicense/%20", 400, {"parameterName": "contentId"}),
        ("GET", f"{OFFICE}/Packages/%20", 400, {"parameterName": "packageId"}),
    ],
)
def test_what_there_is_not_is_named(
    store: Client, method: str, path: str, status: int, said: dict[str, str]
) -> None:
    answer = store.send(method, f"/V1/Products/{path}")
    assert answer.status_code == status
    assert answer.json().items() >= said.items()


def test_an_online_licensed_product_has_no_offline_licence(client: Client) -> None:
    answer = client.send("POST", f"/V1/Products/{OFFICE}/OfflineLicense/any")
    assert answer.status_code == 409
    assert answer.json()["reason"] == "Not offline"


def test_the_world_shows_a_product_as_it_was_declared(store: Client) -> None:
    """And only where one was: a world of undeclared products is written as it always was."""
    world = store.send("GET", "/_emulator/world").json()
    assert world["inventory"][0]["product"] == declared()
    assert store.send("PUT", "/_emulator/world", json.dumps(world)).status_code == 204
    assert store.send("GET", "/_emulator/world").json() == world
    assert "product" not in world_document(parse_world(entry(None)))["inventory"][0]


def test_a_part_that_is_left_out_is_made_up() -> None:
    package = {"package_id": "p", "platforms": [{"platform_name": "Windows.Universal"}]}
    packages = {"product_packages": [package]}
    texts = [{"language": "sv-se"}]
    world = parse_world(entry({"localized_details": texts, "packages": packages}))
    product = world.inventory[0].product
    assert product is not None
    assert product.details.supported_languages == ("sv-se",)
    assert product.localized_details[0].display_name
    (platform,) = product.packages.product_packages[0].platforms
    assert (platform.min_version.build, platform.max_tested_version.build) == (10240, 15063)
    assert parse_world(world_document(world)) == world


@pytest.mark.parametrize(
    ("place", "value", "sentence"),
    [
        ((), [], "product must be an object."),
        (("price",), 7, "product.price is not known; remove it or correct its name."),
        (("details",), [], "product.details must be an object."),
        (("details", "category"), 7, "product.details.category is 7; it must be text; put it"),
        (("details", "category"), "\ud800", "product must be what JSON can have in it."),
        (("details", "supported_languages"), 7, "product.details.supported_languages is 7; it"),
        (("details", "alternate_ids", 0, "type"), "ISBN", "product.details.alternate_ids[0].type"),
        (("localized_details", 0), {}, "product.localized_details[0].language is missing; add it."),
        (
            ("localized_details", 0, "description"),
            "x" * 10_001,
            "description must have at most 10000",
        ),
        (
            ("localized_details",),
            [{"language": "de-de"}, {"language": "DE-de"}],
            "9NBLGGH4R2R6/0016 lists de-de more than once",
        ),
        (("offline_licenses", 0), {}, "product.offline_licenses[0].content_id is missing; add it."),
        (("packages", "product_packages", 0, "architectures"), ["z80"], "architectures[0] is 'z80"),
        (("packages", "product_packages", 0, "file_size"), 2**63, "it must be 9223372036854775807"),
    ],
)
def test_what_is_wrong_with_a_product_is_said_in_a_sentence(
    place: tuple[str | int, ...], value: object, sentence: str
) -> None:
    product = {"product": declared()}
    parent: Any = product
    for step in ("product", *place)[:-1]:
        parent = parent[step]
    parent[("product", *place)[-1]] = value
    with pytest.raises(EmulatorError) as raised:
        parse_world(entry(product["product"]))
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)
