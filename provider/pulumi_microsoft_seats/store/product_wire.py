"""JSON of products, packages and licences to values.

As in `wire`, reading is lenient about capitals and what is missing. Structure names in the
docstrings are the reference's.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, TypedDict

from ..domain.errors import UnreadableAnswer
from ..domain.product import (
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
from ..transport.fields import (
    enumeration_of,
    known_spelling,
    number_of,
    object_of,
    required_text,
    result_of,
    structure_of,
    structures_of,
    text_of,
    texts_of,
)
from .wire import another_product, product_key_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..domain.model import ProductKey

_ARCHITECTURES = ("neutral", "arm", "x86", "x64")
_PACKAGE_FORMATS = ("appx", "appxBundle", "xap")
_IDENTIFIER_TYPES = (
    "LegacyWindowStoreProductId",
    "LegacyWindowsPhoneProductId",
    "RedirectToThresholdProductId",
)


def read_product_details(answer: object, product: ProductKey) -> ProductDetails:
    """A *ProductDetails*; `product` stands in for one that names no key."""
    fields = result_of(answer, "ProductDetails", *_DETAILS)
    return ProductDetails(
        product=_own_key(fields, product, "ProductDetails"),
        product_type=text_of(fields, "productType"),
        supported_languages=texts_of(fields, "supportedLanguages"),
        publisher_id=text_of(fields, "publisherId"),
        category=text_of(fields, "category"),
        alternate_ids=structures_of(fields, "alternateIds", _alternate_identifier),
        package_family_name=text_of(fields, "packageFamilyName"),
        supported_platforms=structures_of(fields, "supportedPlatforms", _supported_platform),
    )


def read_localized_detail(answer: object) -> LocalizedProductDetail:
    """A *LocalizedProductDetail*."""
    fields = result_of(answer, "LocalizedProductDetail", *_LOCALIZED)
    return LocalizedProductDetail(
        language=text_of(fields, "language"),
        display_name=text_of(fields, "displayName"),
        description=text_of(fields, "description"),
        images=structures_of(fields, "images", _image),
        publisher=structure_of(fields, "publisher", _publisher),
    )


def read_offline_license(answer: object, product: ProductKey) -> OfflineLicense:
    """An *OfflineLicense*; one without a licence in it is none."""
    fields = object_of(answer, "OfflineLicense")
    blob = text_of(fields, "licenseBlob")
    if blob is None:
        raise UnreadableAnswer("The service's answer lacks licenseBlob in OfflineLicense.")
    try:
        # Base64 is often broken into lines.
        base64.b64decode("".join(blob.split()), validate=True)
    except ValueError as error:
        raise UnreadableAnswer(
            "The service's answer has a licenseBlob in OfflineLicense that is not base64."
        ) from error
    return OfflineLicense(
        product=_own_key(fields, product, "OfflineLicense"),
        license_blob=blob,
        license_instance_id=text_of(fields, "licenseInstanceId"),
        requestor_id=text_of(fields, "requestorId"),
        content_id=text_of(fields, "contentId"),
    )


def read_package_set(answer: object) -> ProductPackageSet:
    """A *ProductPackageSet*."""
    fields = result_of(answer, "ProductPackageSet", "packageSetId", "productPackages")
    return ProductPackageSet(
        package_set_id=text_of(fields, "packageSetId"),
        product_packages=structures_of(fields, "productPackages", read_package),
    )


def read_package(answer: object) -> ProductPackageDetails:
    """A *ProductPackageDetails*."""
    fields = object_of(answer, "ProductPackageDetails")
    return ProductPackageDetails(
        **_package(fields, "ProductPackageDetails"),
        framework_dependency_packages=structures_of(
            fields, "frameworkDependencyPackages", _framework_package
        ),
    )


_DETAILS = (
    "productKey",
    "productType",
    "supportedLanguages",
    "publisherId",
    "category",
    "alternateIds",
    "packageFamilyName",
    "supportedPlatforms",
)
_LOCALIZED = ("language", "displayName", "description", "images", "publisher")


class _Package(TypedDict):
    """What *ProductPackageDetails* and *FrameworkPackageDetails* have in common."""

    package_id: str
    content_id: str | None
    location: PackageLocation | None
    package_full_name: str | None
    package_identity_name: str | None
    architectures: tuple[str, ...]
    package_format: str | None
    platforms: tuple[ProductPlatform, ...]
    file_size: int | None
    package_rank: int | None


def _package(fields: Mapping[str, object], structure: str) -> _Package:
    return _Package(
        package_id=required_text(fields, "packageId", structure),
        content_id=text_of(fields, "contentId"),
        location=structure_of(fields, "location", _location),
        package_full_name=text_of(fields, "packageFullName"),
        package_identity_name=text_of(fields, "packageIdentityName"),
        architectures=_architectures(fields),
        package_format=enumeration_of(fields, "packageFormat", _PACKAGE_FORMATS),
        platforms=structures_of(fields, "platforms", _platform),
        file_size=number_of(fields, "fileSize"),
        package_rank=number_of(fields, "packageRank"),
    )


def _framework_package(answer: object) -> FrameworkPackageDetails:
    fields = object_of(answer, "FrameworkPackageDetails")
    return FrameworkPackageDetails(**_package(fields, "FrameworkPackageDetails"))


def _own_key(fields: Mapping[str, object], product: ProductKey, structure: str) -> ProductKey:
    own = product_key_in(fields, product, structure)
    if own != product:
        raise another_product(structure, own, product)
    return own


def _alternate_identifier(answer: object) -> AlternateIdentifier:
    fields = object_of(answer, "AlternateIdentifier")
    return AlternateIdentifier(
        type=enumeration_of(fields, "type", _IDENTIFIER_TYPES), value=text_of(fields, "value")
    )


def _image(answer: object) -> ProductImage:
    fields = object_of(answer, "ProductImage")
    return ProductImage(
        location=text_of(fields, "location"),
        purpose=text_of(fields, "purpose"),
        height=number_of(fields, "height"),
        width=number_of(fields, "width"),
        caption=text_of(fields, "caption"),
        background_color=text_of(fields, "backgroundColor"),
        foreground_color=text_of(fields, "foregroundColor"),
        file_size=number_of(fields, "fileSize"),
    )


def _publisher(answer: object) -> PublisherDetails:
    fields = object_of(answer, "PublisherDetails")
    return PublisherDetails(
        publisher_name=text_of(fields, "publisherName"),
        publisher_website=text_of(fields, "publisherWebsite"),
    )


def _location(answer: object) -> PackageLocation:
    return PackageLocation(url=text_of(object_of(answer, "PackageLocation"), "url"))


def _platform(answer: object) -> ProductPlatform:
    fields = object_of(answer, "ProductPlatform")
    return ProductPlatform(
        platform_name=text_of(fields, "platformName"),
        min_version=structure_of(fields, "minVersion", _version),
        max_tested_version=structure_of(fields, "maxTestedVersion", _version),
    )


def _supported_platform(answer: object) -> SupportedProductPlatform:
    """A *SupportedProductPlatform*, which is read where the reference has a *ProductPlatform*.

    The reference describes it without saying where it stands; it has all that the other has.
    """
    fields = object_of(answer, "SupportedProductPlatform")
    plain = _platform(answer)
    return SupportedProductPlatform(
        platform_name=plain.platform_name,
        min_version=plain.min_version,
        max_tested_version=plain.max_tested_version,
        architectures=_architectures(fields),
    )


def _architectures(fields: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(known_spelling(text, _ARCHITECTURES) for text in texts_of(fields, "architectures"))


def _version(answer: object) -> VersionInfo:
    fields = object_of(answer, "VersionInfo")
    return VersionInfo(
        major=number_of(fields, "major") or 0,
        minor=number_of(fields, "minor") or 0,
        build=number_of(fields, "build") or 0,
        revision=number_of(fields, "revision") or 0,
    )
