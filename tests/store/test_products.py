"""Products, packages and licences: operations 2 to 6, against answers written out by hand.

The samples are written from the reference, not by this package.
"""

from __future__ import annotations

import json
from collections.abc import Callable

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
from tests.support.literal_server import answer, json_answer
from tests.support.store_client import MINECRAFT, OFFICE, Serve, client_of

DETAILS = """
{
  "productKey": {"productId": "9NBLGGH4R2R6", "skuId": "0016"},
  "productType": "Application",
  "supportedLanguages": ["en-us", "de-de"],
  "publisherId": "CN=A1B2",
  "category": "Productivity",
  "alternateIds": [
    {"type": "LegacyWindowStoreProductId", "value": "ab12"},
    {"type": "redirecttothresholdproductid", "value": "cd34"},
    {"type": "SomethingNew", "value": "ef56"}
  ],
  "packageFamilyName": "Contoso.Office_8wekyb3d8bbwe",
  "supportedPlatforms": [
    {
      "platformName": "Windows.Desktop",
      "minVersion": {"major": 10, "minor": 0, "build": 10240, "revision": 1},
      "maxTestedVersion": {"major": 10, "build": 14393},
      "architectures": ["X64", "arm", "riscv"]
    }
  ]
}
"""

LOCALIZED = """
{
  "language": "de-de",
  "displayName": "Contoso Büro",
  "description": "Alles, was man braucht.",
  "images": [
    {
      "location": "https://images.example/logo.png",
      "purpose": "logo",
      "height": 300,
      "width": 200,
      "caption": "Das Zeichen",
      "backgroundColor": "#ffffff",
      "foregroundColor": "#000000",
      "fileSize": 5000000000
    }
  ],
  "publisher": {"publisherName": "Contoso", "publisherWebsite": "https://contoso.example"}
}
"""

LICENSE = """
{
  "productKey": {"productId": "9NBLGGH4R2R6", "skuId": "0016"},
  "licenseBlob": "TGljZW5j\\r\\nZQ==",
  "licenseInstanceId": "instance",
  "requestorId": "requestor",
  "contentId": "content"
}
"""

PACKAGE = """
{
  "frameworkDependencyPackages": [
    {
      "packageId": "framework",
      "contentId": "framework content",
      "location": {"url": "https://packages.example/framework"},
      "packageFullName": "Contoso.Framework_1.0",
      "packageIdentityName": "Contoso.Framework",
      "architectures": ["neutral"],
      "packageFormat": "APPX",
      "platforms": [],
      "fileSize": 10,
      "packageRank": 1
    }
  ],
  "packageId": "office",
  "contentId": "content",
  "location": {"url": "https://packages.example/office?permission=secret"},
  "packageFullName": "Contoso.Office_2.0",
  "packageIdentityName": "Contoso.Office",
  "architectures": ["x86", "x64"],
  "packageFormat": "appxBundle",
  "platforms": [
    {
      "platformName": "Windows.Universal",
      "minVersion": {"major": 10, "minor": 0, "build": 0, "revision": 0},
      "maxTestedVersion": null
    }
  ],
  "fileSize": 123456789,
  "packageRank": 30002
}
"""

FRAMEWORK = FrameworkPackageDetails(
    package_id="framework",
    content_id="framework content",
    location=PackageLocation("https://packages.example/framework"),
    package_full_name="Contoso.Framework_1.0",
    package_identity_name="Contoso.Framework",
    architectures=("neutral",),
    package_format="appx",
    platforms=(),
    file_size=10,
    package_rank=1,
)

OFFICE_PACKAGE = ProductPackageDetails(
    package_id="office",
    content_id="content",
    location=PackageLocation("https://packages.example/office?permission=secret"),
    package_full_name="Contoso.Office_2.0",
    package_identity_name="Contoso.Office",
    architectures=("x86", "x64"),
    package_format="appxBundle",
    platforms=(ProductPlatform("Windows.Universal", VersionInfo(10), None),),
    file_size=123456789,
    package_rank=30002,
    framework_dependency_packages=(FRAMEWORK,),
)


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


_spellings = pytest.mark.parametrize("spell", [str, _pascal, str.lower, str.upper])


def _spelled(text: str, spell: Callable[[str], str]) -> bytes:
    """A sample with its property names spelled otherwise, as an answer."""
    return json_answer(
        json.loads(text, object_pairs_hook=lambda pairs: {spell(name): it for name, it in pairs})
    )


@_spellings
def test_product_details(serve: Serve, spell: Callable[[str], str]) -> None:
    """Enumeration values in the reference's spelling, unknown ones as they are."""
    server = serve(_spelled(DETAILS, spell))
    assert client_of(server).get_product_details(OFFICE) == ProductDetails(
        product=OFFICE,
        product_type="Application",
        supported_languages=("en-us", "de-de"),
        publisher_id="CN=A1B2",
        category="Productivity",
        alternate_ids=(
            AlternateIdentifier("LegacyWindowStoreProductId", "ab12"),
            AlternateIdentifier("RedirectToThresholdProductId", "cd34"),
            AlternateIdentifier("SomethingNew", "ef56"),
        ),
        package_family_name="Contoso.Office_8wekyb3d8bbwe",
        supported_platforms=(
            SupportedProductPlatform(
                "Windows.Desktop",
                VersionInfo(10, 0, 10240, 1),
                VersionInfo(10, 0, 14393, 0),
                ("x64", "arm", "riscv"),
            ),
        ),
    )
    [asked] = server.exchanges
    assert (asked.method, asked.target) == ("GET", "/V1/Products/9NBLGGH4R2R6/0016")


@_spellings
def test_localized_product_details(serve: Serve, spell: Callable[[str], str]) -> None:
    """The names and texts of one language."""
    server = serve(_spelled(LOCALIZED, spell))
    found = client_of(server).get_localized_product_details(OFFICE, "de-de")
    assert found == LocalizedProductDetail(
        language="de-de",
        display_name="Contoso Büro",
        description="Alles, was man braucht.",
        images=(
            ProductImage(
                location="https://images.example/logo.png",
                purpose="logo",
                height=300,
                width=200,
                caption="Das Zeichen",
                background_color="#ffffff",
                foreground_color="#000000",
                file_size=5_000_000_000,
            ),
        ),
        publisher=PublisherDetails("Contoso", "https://contoso.example"),
    )
    [asked] = server.exchanges
    expected = "/V1/Products/9NBLGGH4R2R6/0016/LocalizedDetails/de-de"
    assert (asked.method, asked.target) == ("GET", expected)


@_spellings
def test_an_offline_license(serve: Serve, spell: Callable[[str], str]) -> None:
    """As the service wrote it, and not in any text of the object."""
    server = serve(_spelled(LICENSE, spell))
    found = client_of(server).get_offline_license(OFFICE, "content/1")
    assert found == OfflineLicense(
        product=OFFICE,
        license_blob="TGljZW5j\r\nZQ==",
        license_instance_id="instance",
        requestor_id="requestor",
        content_id="content",
    )
    assert "TGlj" not in repr(found)
    [asked] = server.exchanges
    expected = "/V1/Products/9NBLGGH4R2R6/0016/OfflineLicense/content%2F1"
    assert (asked.method, asked.target, asked.body) == ("POST", expected, b"")


@_spellings
def test_the_packages_of_a_product(serve: Serve, spell: Callable[[str], str]) -> None:
    """Each with the packages it depends on."""
    server = serve(_spelled(f'{{"packageSetId": "set", "productPackages": [{PACKAGE}]}}', spell))
    assert client_of(server).get_product_packages(OFFICE) == ProductPackageSet(
        package_set_id="set", product_packages=(OFFICE_PACKAGE,)
    )
    [asked] = server.exchanges
    assert (asked.method, asked.target) == ("GET", "/V1/Products/9NBLGGH4R2R6/0016/Packages")


@_spellings
def test_one_package(serve: Serve, spell: Callable[[str], str]) -> None:
    """Its address may carry a permission of its own, so no text of the object shows it."""
    server = serve(_spelled(PACKAGE, spell))
    found = client_of(server).get_product_package(OFFICE, "office")
    assert found == OFFICE_PACKAGE
    assert "permission" not in repr(found)
    [asked] = server.exchanges
    assert (asked.method, asked.target) == ("GET", "/V1/Products/9NBLGGH4R2R6/0016/Packages/office")


def test_what_is_left_out_is_none_or_empty() -> None:
    """Only a package's id, and the licence itself, have to be there."""
    key = {"productId": "9NBLGGH4R2R6", "skuId": "0016"}
    assert product_wire.read_product_details({"productKey": key}, OFFICE) == ProductDetails(OFFICE)
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
