"""A product as the Store describes it: as the seed declares it, and made up for the rest.

    product:
      details: {category: Business, supported_languages: [en-us, de-de]}
      localized_details:
        - {language: de-de, display_name: Büro, publisher: {publisher_name: Contoso}}
      offline_licenses:
        - {content_id: 5ea75ea7-0000-4000-8000-00000000000c, license_blob: bGljZW5jZQ==}
      packages:
        product_packages:
          - {package_id: office, content_id: 5ea75ea7-0000-4000-8000-00000000000c}

These are the reference's structures, their properties spelled with underscores; each may be left
out, and is then made up, the same at every start. A product's key is its entry's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...documents import check_once
from ...spelling import fold
from ..structures import ProductKey, Structure
from .product_structures import (
    LocalizedProductDetail,
    OfflineLicense,
    ProductDetails,
    ProductPackageDetails,
    ProductPackageSet,
)
from .samples import (
    sample_details,
    sample_framework,
    sample_language,
    sample_license,
    sample_package,
    sample_packages,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class Product(Structure):
    """What operations 2 to 6 answer about a product.

    Attributes:
        details: Operation 2, "Get product details".
        localized_details: Operation 3, "Get localized product details", each language once; of a
            supported language that is not among them the details are made up.
        offline_licenses: Operation 4, "Get offline license"; of a package's content that is not
            among them the licence is made up.
        packages: Operations 5 and 6, "Get product packages" and "Get product package".
    """

    details: ProductDetails
    localized_details: tuple[LocalizedProductDetail, ...]
    offline_licenses: tuple[OfflineLicense, ...]
    packages: ProductPackageSet

    def model_post_init(self, _context: object, /) -> None:
        """Refuse what contradicts itself."""
        key = self.details.product_key
        languages = (detail.language for detail in self.localized_details)
        check_once(languages, f"localized_details of {key.product_id}/{key.sku_id}")

    def localized(self, language: str) -> LocalizedProductDetail | None:
        """The details in a language, its tag in any capitals; None when it is not supported."""
        wanted = fold(language)
        for declared in self.localized_details:
            if fold(declared.language) == wanted:
                return declared
        for supported in self.details.supported_languages:
            if fold(supported) == wanted:
                made_up = sample_language(self.details.product_key, supported)
                return LocalizedProductDetail.model_validate({**made_up, "language": supported})
        return None

    def offline_license(self, content_id: str) -> OfflineLicense | None:
        """The offline licence of a package's content; None when there is no such content."""
        wanted = fold(content_id)
        for declared in self.offline_licenses:
            if fold(declared.content_id) == wanted:
                return declared
        for package in self.packages.product_packages:
            for content in (package, *package.framework_dependency_packages):
                if fold(content.content_id) == wanted:
                    key, content_id = self.details.product_key, content.content_id
                    own = {"product_key": key, "content_id": content_id}
                    return OfflineLicense.model_validate({**sample_license(key, content_id), **own})
        return None

    def package(self, package_id: str) -> ProductPackageDetails | None:
        """The package of an id; None when there is none."""
        wanted = fold(package_id)
        for package in self.packages.product_packages:
            if fold(package.package_id) == wanted:
                return package
        return None


def parse_product(document: object, product_id: str, sku_id: str) -> Product:
    """Read what `product_document` wrote; None is all made up."""
    return Product.model_validate(filled_product(document or {}, product_id, sku_id))


def product_document(product: Product) -> dict[str, Any]:
    """A product as the seed has it: every field written out, but for the entry's own ids."""
    document = product.model_dump(mode="json")
    for keyed in (document["details"], *document["offline_licenses"]):
        del keyed["product_key"]
    return document


def filled_product(given: object, product_id: str, sku_id: str) -> object:
    """The `product` of a seed's entry, with everything made up that it leaves out.

    What has another shape than it should have stays as it is, for the model to refuse.
    """
    key = ProductKey(product_id=product_id, sku_id=sku_id)
    own = {"product_key": {"product_id": product_id, "sku_id": sku_id}}
    whole: dict[str, Any] = {"details": {}, "localized_details": [], "offline_licenses": []}
    product = _filled({**whole, "packages": {}}, given)
    if not isinstance(product, dict):
        return product
    spoken = _texts(product["localized_details"], "language")
    languages = {"supported_languages": spoken} if spoken else {}
    product["details"] = _filled({**sample_details(key), **languages}, product["details"], own)
    product["localized_details"] = _each(
        product["localized_details"],
        lambda _, item: _filled(sample_language(key, *_texts([item], "language")), item),
    )
    product["offline_licenses"] = _each(
        product["offline_licenses"],
        lambda _, item: _filled(sample_license(key, *_texts([item], "content_id")), item, own),
    )
    product["packages"] = packages = _filled(sample_packages(key), product["packages"])
    if isinstance(packages, dict):
        packages["product_packages"] = _each(
            packages["product_packages"], lambda place, item: _filled_package(key, place, item)
        )
    return product


def _filled_package(key: ProductKey, place: int, given: object) -> object:
    package = _filled(sample_package(key, place), given)
    if isinstance(package, dict):
        package["framework_dependency_packages"] = _each(
            package["framework_dependency_packages"],
            lambda number, item: _filled(sample_framework(key, number), item),
        )
    return package


def _filled(sample: dict[str, Any], given: object, own: dict[str, Any] | None = None) -> object:
    return {**sample, **given, **(own or {})} if isinstance(given, dict) else given


def _each(items: object, fill: Callable[[int, object], object]) -> object:
    if not isinstance(items, list):
        return items
    return [fill(place, item) for place, item in enumerate(items)]


def _texts(items: object, field: str) -> list[str]:
    listed = items if isinstance(items, list) else []
    found = [item.get(field) for item in listed if isinstance(item, dict)]
    return [value for value in found if isinstance(value, str)]
