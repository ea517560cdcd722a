"""Products, packages and licences: operations 2 to 6, against answers written out by hand."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import (
    NotFound,
    OutcomeUnknown,
    ProductNotFound,
    ServiceError,
    UnreadableAnswer,
)
from pulumi_microsoft_seats.domain.product import (
    AlternateIdentifier,
    FrameworkPackageDetails,
    LocalizedProductDetail,
    OfflineLicense,
    PackageLocation,
    ProductDetails,
    ProductImage,
    ProductPackageDetails,
    ProductPackageSet,
    ProductPlatform,
    PublisherDetails,
    SupportedProductPlatform,
    VersionInfo,
)
from pulumi_microsoft_seats.store import product_wire
from tests.support.literal_server import LiteralServer, answer, json_answer
from tests.support.product_samples import CONTENT, DETAILS, LICENSE, LOCALIZED, PACKAGE, PACKAGES
from tests.support.store_client import MINECRAFT, OFFICE, Serve, client_of

from .spellings import Spell, spelled, spellings

KEY = {"productId": "9NBLGGH4R2R6", "skuId": "0016"}
OFFICE_PACKAGE = ProductPackageDetails(
    package_id="office",
    content_id=CONTENT,
    location=PackageLocation("https://packages.example.com/office.appx"),
    package_full_name="Contoso.Office_1.0.0.0_x64__1234567890abc",
    package_identity_name="Contoso.Office",
    architectures=("x64", "arm"),
    package_format="appx",
    platforms=(),
    file_size=9223372036854775807,
    package_rank=3,
    framework_dependency_packages=(
        FrameworkPackageDetails(
            package_id="runtime",
            content_id="runtime-content",
            location=PackageLocation("https://packages.example.com/runtime.appx"),
            package_full_name="Contoso.Runtime_2.0.0.0_neutral_~_1234567890abc",
            package_identity_name="Contoso.Runtime",
            architectures=("neutral",),
            package_format="appxBundle",
            platforms=(
                ProductPlatform(
                    "Windows.Universal", VersionInfo(10, 0, 10240), VersionInfo(10, 0, 15063)
                ),
            ),
            file_size=12,
            package_rank=1,
        ),
    ),
)


def _answering(serve: Serve, sample: str, spell: Spell) -> LiteralServer:
    return serve(json_answer(spelled(sample, spell)))


def _asked(server: LiteralServer) -> tuple[str, str]:
    """The one request that came, with its path below that of products."""
    [asked] = server.exchanges
    assert asked.body == b""
    return asked.method, asked.target.removeprefix("/V1/Products/9NBLGGH4R2R6/0016")


@spellings
def test_product_details(serve: Serve, spell: Spell) -> None:
    server = _answering(serve, DETAILS, spell)
    assert client_of(server).get_product_details(OFFICE) == ProductDetails(
        product=OFFICE,
        product_type="Application",
        supported_languages=("en-us", "de-de"),
        publisher_id="CN=Contoso",
        category="Business",
        alternate_ids=(AlternateIdentifier("LegacyWindowStoreProductId", "legacy"),),
        package_family_name="Contoso.Office_1234567890abc",
        supported_platforms=(
            SupportedProductPlatform(
                "Windows.Desktop", VersionInfo(10, 0, 14393), VersionInfo(10, 0, 15063, 7)
            ),
        ),
    )
    assert _asked(server) == ("GET", "")


@spellings
def test_localized_product_details(serve: Serve, spell: Spell) -> None:
    """The names and texts of one language."""
    server = _answering(serve, LOCALIZED, spell)
    found = client_of(server).get_localized_product_details(OFFICE, "de-de")
    assert found == LocalizedProductDetail(
        language="de-de",
        display_name="Büro",
        description="Alles fürs Büro.",
        images=(
            ProductImage(
                location="https://images.example.com/office.png",
                purpose="tile",
                height=150,
                width=310,
                caption="Büro",
                background_color="#ffffff",
                foreground_color="#112233",
                file_size=5_000_000_000,
            ),
        ),
        publisher=PublisherDetails("Contoso", "https://contoso.example.com"),
    )
    assert _asked(server) == ("GET", "/LocalizedDetails/de-de")


@spellings
def test_an_offline_license(serve: Serve, spell: Spell) -> None:
    """As the service wrote it, and not in any text of the object."""
    server = _answering(serve, LICENSE, spell)
    found = client_of(server).get_offline_license(OFFICE, "content/1")
    assert found == OfflineLicense(OFFICE, "bGljZW5jZQ==", "instance", "requestor", CONTENT)
    assert "bGlj" not in repr(found)
    assert _asked(server) == ("POST", "/OfflineLicense/content%2F1")


@spellings
def test_the_packages_of_a_product(serve: Serve, spell: Spell) -> None:
    """Each with the packages it depends on."""
    server = _answering(serve, PACKAGES, spell)
    packages = client_of(server).get_product_packages(OFFICE)
    assert packages == ProductPackageSet("set", (OFFICE_PACKAGE,))
    assert _asked(server) == ("GET", "/Packages")


@spellings
def test_one_package(serve: Serve, spell: Spell) -> None:
    """Its address may carry a permission of its own, so no text of the object shows it."""
    server = _answering(serve, PACKAGE, spell)
    found = client_of(server).get_product_package(OFFICE, "office")
    assert found == OFFICE_PACKAGE
    assert "packages.example.com" not in repr(found)
    assert _asked(server) == ("GET", "/Packages/office")


def test_values_of_enumerations_are_the_reference_s_and_unknown_ones_are_kept() -> None:
    """In whatever capitals they come."""
    identifiers = [
        {"type": "redirecttothresholdproductid", "value": "cd34"},
        {"type": "SomethingNew", "value": "ef56"},
    ]
    platforms = [{"maxTestedVersion": None, "architectures": ["X64", "arm", "riscv"]}]
    details = product_wire.read_product_details(
        {"alternateIds": identifiers, "supportedPlatforms": platforms}, OFFICE
    )
    assert [each.type for each in details.alternate_ids] == [
        "RedirectToThresholdProductId",
        "SomethingNew",
    ]
    assert details.supported_platforms[0].architectures == ("x64", "arm", "riscv")
    package = product_wire.read_package({"packageId": "p", "packageFormat": "APPX"})
    assert package.package_format == "appx"


def test_a_license_broken_into_lines_is_kept_as_it_came() -> None:
    found = product_wire.read_offline_license({"licenseBlob": "TGljZW5j\r\nZQ=="}, OFFICE)
    assert found.license_blob == "TGljZW5j\r\nZQ=="


def test_what_is_left_out_is_none_or_empty() -> None:
    """Only a package's id, and the licence itself, have to be there."""
    assert product_wire.read_product_details({"productKey": KEY}, OFFICE) == ProductDetails(OFFICE)
    assert product_wire.read_product_details({}, OFFICE) == ProductDetails(OFFICE)
    assert product_wire.read_localized_detail({"images": None}) == LocalizedProductDetail()
    assert product_wire.read_package_set({"productPackages": None}) == ProductPackageSet()
    assert product_wire.read_package({"packageId": "p"}) == ProductPackageDetails("p")
    assert product_wire.read_offline_license({"licenseBlob": "TA=="}, OFFICE) == OfflineLicense(
        OFFICE, "TA=="
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([], "a list where the reference has ProductDetails"),
        ({"message": "Busy"}, "none of the properties of ProductDetails"),
        ({"productKey": {"productId": "CFQ7TTC0K5DR", "skuId": "0002"}}, "'CFQ7TTC0K5DR/0002' in"),
        ({"supportedLanguages": "en-us"}, "a text as supportedLanguages, not a list"),
        ({"supportedLanguages": [7]}, "a number as supportedLanguages, not a text"),
        ({"alternateIds": ["ab12"]}, "a text where the reference has AlternateIdentifier"),
        ({"supportedPlatforms": [{"minVersion": "10.0"}]}, "reference has VersionInfo"),
        ({"supportedPlatforms": [{"minVersion": {"major": "10"}}]}, "major, not a whole number"),
    ],
)
def test_details_of_another_type_are_an_error(serve: Serve, answer: object, said: str) -> None:
    """It says what cannot be read, and of which product."""
    with pytest.raises(UnreadableAnswer, match=f"{said}.* when reading the details of 9NBLGGH4R"):
        client_of(serve(json_answer(answer))).get_product_details(OFFICE)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({}, "lacks licenseBlob in OfflineLicense"),
        ({"licenseBlob": "not base64!"}, "a licenseBlob in OfflineLicense that is not base64"),
        ({"licenseBlob": "é"}, "that is not base64"),
    ],
)
def test_a_license_that_cannot_be_read_may_have_been_issued(
    serve: Serve, answer: object, said: str
) -> None:
    """So it is not asked for again."""
    server = serve(json_answer(answer))
    with pytest.raises(
        OutcomeUnknown, match=f"offline licence for c of CFQ7TTC0K5DR/0002 .*{said}"
    ):
        client_of(server).get_offline_license(MINECRAFT, "c")
    assert len(server.exchanges) == 1


def test_what_is_missing_is_said_for_each_operation(serve: Serve) -> None:
    """The reference lists no 404 for these, so it is about what was asked for."""
    client = client_of(serve(answer("", status="404 Not Found")))
    with pytest.raises(ProductNotFound, match="reading the details of 9NBLGGH4R2R6/0016"):
        client.get_product_details(OFFICE)
    with pytest.raises(ProductNotFound, match="reading the packages of 9NBLGGH4R2R6/0016"):
        client.get_product_packages(OFFICE)
    with pytest.raises(
        NotFound,
        match=r"no such text in this language when .*; choose one of .* supported languages",
    ):
        client.get_localized_product_details(OFFICE, "tlh")
    with pytest.raises(
        NotFound, match=r"no such package when reading package p of .*; check its id"
    ):
        client.get_product_package(OFFICE, "p")
    with pytest.raises(
        NotFound, match=r"no such licence when getting .* for c of .*; check its id"
    ):
        client.get_offline_license(OFFICE, "c")


def test_a_conflict_about_a_license_is_not_about_online_licences(serve: Serve) -> None:
    """There the product has to be licensed offline."""
    client = client_of(serve(json_answer({"reason": "Not offline"}, status="409 Conflict")))
    with pytest.raises(ServiceError, match=r"answered 409 when getting .* \(Not offline\)"):
        client.get_offline_license(OFFICE, "c")


def test_versions_are_ordered_and_written_with_dots() -> None:
    """As numbers, not as texts."""
    assert str(VersionInfo(10, 0, 14393)) == "10.0.14393.0"
    assert VersionInfo(9, 9) < VersionInfo(10) < VersionInfo(10, 0, 2) < VersionInfo(10, 0, 10)
