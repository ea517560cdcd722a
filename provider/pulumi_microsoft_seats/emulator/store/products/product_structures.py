"""The reference's section "Data structures": what the Store says of a product."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..structures import Int64, ProductKey, Structure

AlternateIdentifierType = Literal[
    "LegacyWindowStoreProductId",
    "LegacyWindowsPhoneProductId",
    "RedirectToThresholdProductId",
]
Architecture = Literal["neutral", "arm", "x86", "x64"]
PackageFormat = Literal["appx", "appxBundle", "xap"]
Pixels = Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)]
VersionNumber = Annotated[int, Field(strict=True, ge=0, le=65535)]
Description = Annotated[str, Field(max_length=10_000)]


class VersionInfo(Structure):
    """VersionInfo: a version of Windows in its four parts."""

    major: VersionNumber = 0
    minor: VersionNumber = 0
    build: VersionNumber = 0
    revision: VersionNumber = 0


# Made up, as every default value here is: a seed need not name what its reader does not ask for.
_OLDEST_WINDOWS = VersionInfo(major=10, build=10240)
_NEWEST_WINDOWS = VersionInfo(major=10, build=15063)


class ProductPlatform(Structure):
    """ProductPlatform: what a product runs on."""

    platform_name: str = "Windows.Universal"
    min_version: VersionInfo = _OLDEST_WINDOWS
    max_tested_version: VersionInfo = _NEWEST_WINDOWS


class SupportedProductPlatform(ProductPlatform):
    """SupportedProductPlatform; the reference lists it, and uses it in no other structure."""

    architectures: tuple[Architecture, ...] = ("neutral",)


class AlternateIdentifier(Structure):
    """AlternateIdentifier: a product's name in an older store."""

    type: AlternateIdentifierType
    value: str


class ProductDetails(Structure):
    """ProductDetails (operation 2)."""

    product_key: ProductKey
    # Assumed: which types and categories there are, and that a publisher's id is any text.
    product_type: str
    supported_languages: tuple[str, ...]
    publisher_id: str
    category: str
    alternate_ids: tuple[AlternateIdentifier, ...]
    package_family_name: str
    supported_platforms: tuple[ProductPlatform, ...]


class ProductImage(Structure):
    """ProductImage: an image's address, its size in pixels, and its file's in bytes."""

    location: str
    purpose: str = "logo"
    height: Pixels = 300
    width: Pixels = 300
    caption: str = ""
    background_color: str = "transparent"
    foreground_color: str = "#000000"
    file_size: Int64 = 0


class PublisherDetails(Structure):
    """PublisherDetails."""

    publisher_name: str = "Contoso"
    publisher_website: str = "https://www.example.com/"


class LocalizedProductDetail(Structure):
    """LocalizedProductDetail (operation 3): a product in the words of one language."""

    language: str
    display_name: str
    description: Description
    images: tuple[ProductImage, ...]
    publisher: PublisherDetails


class OfflineLicense(Structure):
    """OfflineLicense (operation 4); the blob is base64."""

    product_key: ProductKey
    license_blob: str
    license_instance_id: str
    requestor_id: str
    content_id: str


class PackageLocation(Structure):
    """PackageLocation: where a package is downloaded."""

    url: str


class FrameworkPackageDetails(Structure):
    """FrameworkPackageDetails: a package that another one needs; its file's size in bytes."""

    package_id: str
    content_id: str
    location: PackageLocation
    package_full_name: str
    package_identity_name: str
    architectures: tuple[Architecture, ...]
    package_format: PackageFormat
    platforms: tuple[ProductPlatform, ...]
    file_size: Int64
    package_rank: Int64


class ProductPackageDetails(FrameworkPackageDetails):
    """ProductPackageDetails (operation 6): one package of a product."""

    framework_dependency_packages: tuple[FrameworkPackageDetails, ...]


class ProductPackageSet(Structure):
    """ProductPackageSet (operation 5): every package of a product."""

    package_set_id: str
    product_packages: tuple[ProductPackageDetails, ...]
