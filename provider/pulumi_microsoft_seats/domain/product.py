"""What the store knows of a product: its details, its packages, its offline licence.

Each class is the reference's structure of the same name. Texts that the service leaves out are
None, lists that it leaves out are empty. A value of an enumeration is spelled as the reference
spells it; one that the reference does not list is kept as the service writes it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import ProductKey


@dataclass(frozen=True, slots=True, order=True)
class VersionInfo:
    """A version in four numbers; those that the service leaves out are 0."""

    major: int = 0
    minor: int = 0
    build: int = 0
    revision: int = 0

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.build}.{self.revision}"


@dataclass(frozen=True, slots=True)
class ProductPlatform:
    """A platform that a product or a package runs on."""

    platform_name: str | None = None
    min_version: VersionInfo | None = None
    max_tested_version: VersionInfo | None = None


@dataclass(frozen=True, slots=True)
class SupportedProductPlatform(ProductPlatform):
    """A *ProductPlatform* with its architectures (`neutral`, `arm`, `x86`, `x64`)."""

    architectures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlternateIdentifier:
    """Another identifier of a product.

    Attributes:
        type: `LegacyWindowStoreProductId`, `LegacyWindowsPhoneProductId` or
            `RedirectToThresholdProductId`.
        value: the identifier.
    """

    type: str | None
    value: str | None


@dataclass(frozen=True, slots=True)
class ProductDetails:
    """A product, apart from what depends on the language.

    Attributes:
        product: the reference's `productKey`.
        product_type: what kind of product it is, `Application`.
        supported_languages: those that *LocalizedProductDetail* is there for.
        package_family_name: of an app.
        supported_platforms: with architectures, where the service names them.
    """

    product: ProductKey
    product_type: str | None = None
    supported_languages: tuple[str, ...] = ()
    publisher_id: str | None = None
    category: str | None = None
    alternate_ids: tuple[AlternateIdentifier, ...] = ()
    package_family_name: str | None = None
    supported_platforms: tuple[SupportedProductPlatform, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductImage:
    """A picture of a product.

    Attributes:
        location: its address.
        purpose: what it is for, `logo` or `screenshot`.
        height: in pixels.
        width: in pixels.
        file_size: in bytes.
    """

    location: str | None = None
    purpose: str | None = None
    height: int | None = None
    width: int | None = None
    caption: str | None = None
    background_color: str | None = None
    foreground_color: str | None = None
    file_size: int | None = None


@dataclass(frozen=True, slots=True)
class PublisherDetails:
    """Who publishes a product."""

    publisher_name: str | None = None
    publisher_website: str | None = None


@dataclass(frozen=True, slots=True)
class LocalizedProductDetail:
    """A product in one language.

    Attributes:
        description: at most 10,000 characters.
    """

    language: str | None = None
    display_name: str | None = None
    description: str | None = None
    images: tuple[ProductImage, ...] = ()
    publisher: PublisherDetails | None = None


@dataclass(frozen=True, slots=True)
class OfflineLicense:
    """A licence for a device without a connection to the store.

    Attributes:
        license_blob: the licence itself, in base64; not in the text of this object.
    """

    product: ProductKey
    license_blob: str = field(repr=False)
    license_instance_id: str | None = None
    requestor_id: str | None = None
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class PackageLocation:
    """Where a package can be downloaded; the address may carry its own permission."""

    url: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class FrameworkPackageDetails:
    """A package that another one depends on.

    Attributes:
        architectures: `neutral`, `arm`, `x86`, `x64`.
        package_format: `appx`, `appxBundle` or `xap`.
        file_size: in bytes.
        package_rank: the higher, the better it suits, where several would do.
    """

    package_id: str
    content_id: str | None = None
    location: PackageLocation | None = None
    package_full_name: str | None = None
    package_identity_name: str | None = None
    architectures: tuple[str, ...] = ()
    package_format: str | None = None
    platforms: tuple[ProductPlatform, ...] = ()
    file_size: int | None = None
    package_rank: int | None = None


@dataclass(frozen=True, slots=True)
class ProductPackageDetails(FrameworkPackageDetails):
    """A package of a product, with those it depends on."""

    framework_dependency_packages: tuple[FrameworkPackageDetails, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductPackageSet:
    """All packages of a product."""

    package_set_id: str | None = None
    product_packages: tuple[ProductPackageDetails, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """A product and its texts in one language.

    Attributes:
        details: what does not depend on the language.
        texts: what does; None when the product has none in the language that was asked for.
    """

    details: ProductDetails
    texts: LocalizedProductDetail | None

    @property
    def product_id(self) -> str:
        """As `SeatAssignment` takes it."""
        return self.details.product.product_id

    @property
    def sku_id(self) -> str:
        """As `SeatAssignment` takes it."""
        return self.details.product.sku_id

    @property
    def display_name(self) -> str | None:
        """What it is called in the language that was asked for."""
        return self.texts.display_name if self.texts else None
