"""A product as the Store describes it: as the seed declares it, and made up for the rest."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from .errors import EmulatorError
from .product_structures import (
    LocalizedProductDetail,
    OfflineLicense,
    ProductDetails,
    ProductPackageDetails,
    ProductPackageSet,
)
from .sample_products import (
    sample_details,
    sample_framework,
    sample_language,
    sample_license,
    sample_package,
    sample_packages,
)
from .structures import ProductKey, Structure, adapter
from .world import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

_Kind = TypeVar("_Kind", bound=Structure)

_SENTENCES = {
    "tuple_type": "must be a list",
    "dataclass_type": "must be an object",
    "missing": "is missing; add it",
    "unexpected_keyword_argument": "is not known; remove it",
}


@dataclass(frozen=True, slots=True)
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

    def localized(self, language: str) -> LocalizedProductDetail | None:
        """The details in a language, its tag in any capitals; None when it is not supported."""
        wanted = fold(language)
        for declared in self.localized_details:
            if fold(declared.language) == wanted:
                return declared
        for supported in self.details.supported_languages:
            if fold(supported) == wanted:
                document = sample_language(self.details.product_key, supported)
                return _validated(LocalizedProductDetail, document, "a made-up language")
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
                    document = sample_license(self.details.product_key, content.content_id)
                    return _validated(OfflineLicense, document, "a made-up licence")
        return None

    def package(self, package_id: str) -> ProductPackageDetails | None:
        """The package of an id; None when there is none."""
        wanted = fold(package_id)
        for package in self.packages.product_packages:
            if fold(package.package_id) == wanted:
                return package
        return None


def parse_product(document: object, product_id: str, sku_id: str) -> Product:
    """Read the `product` of a seed's inventory entry; whatever it leaves out is made up.

    Raises:
        EmulatorError: It has another shape, or a value is out of range.
    """
    key = ProductKey(product_id, sku_id)
    what = f"the product {product_id}/{sku_id}"
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise EmulatorError(f"{what} cannot be written as JSON: {error}.") from error
    product = _validated(Product, _filled(document, key, what), what)
    languages = [fold(detail.language) for detail in product.localized_details]
    if len(set(languages)) < len(languages):
        raise EmulatorError(f"localized_details of {what} has a language more than once.")
    return product


def product_document(product: Product) -> dict[str, Any]:
    """A product as the seed has it: every field written out, but for the entry's own ids."""
    document: dict[str, Any] = adapter(Product).dump_python(product, mode="json", by_alias=False)
    for keyed in (document["details"], *document["offline_licenses"]):
        del keyed["product_key"]
    return document


def _filled(document: object, key: ProductKey, what: str) -> dict[str, Any]:
    given = _object({} if document is None else document, what)
    known = [field.name for field in fields(Product)]
    for field in given:
        if field not in known:
            raise EmulatorError(
                f"{what} has a field {field!r} that is not known; it may have {', '.join(known)}."
            )
    own_key = {"product_id": key.product_id, "sku_id": key.sku_id}
    details = _object(given.get("details", {}), f"details of {what}")
    licenses = _list(given, "offline_licenses", what)
    localized = _list(given, "localized_details", what)
    packages = {
        **sample_packages(key),
        **_object(given.get("packages", {}), f"packages of {what}"),
    }
    if localized and "supported_languages" not in details:
        details = {**details, "supported_languages": [item.get("language") for item in localized]}
    return {
        "details": {**sample_details(key), **_keyless(details, what), "product_key": own_key},
        "localized_details": [
            {**sample_language(key, str(item.get("language"))), **item}
            for item in _each_with(localized, "language", f"localized_details of {what}")
        ],
        "offline_licenses": [
            {
                **sample_license(key, str(item.get("content_id"))),
                **_keyless(item, what),
                "product_key": own_key,
            }
            for item in _each_with(licenses, "content_id", f"offline_licenses of {what}")
        ],
        "packages": {**packages, "product_packages": _filled_packages(packages, key, what)},
    }


def _filled_packages(packages: Mapping[str, Any], key: ProductKey, what: str) -> list[Any]:
    filled: list[Any] = []
    for place, package in enumerate(_list(packages, "product_packages", f"packages of {what}")):
        frameworks = _list(package, "framework_dependency_packages", f"a package of {what}")
        filled.append(
            {
                **sample_package(key, place),
                **package,
                "framework_dependency_packages": [
                    {**sample_framework(key, number), **framework}
                    for number, framework in enumerate(frameworks)
                ],
            }
        )
    return filled


def _keyless(document: dict[str, Any], what: str) -> dict[str, Any]:
    if "product_key" in document:
        raise EmulatorError(f"{what} names a product_key of its own; the entry's ids are its key.")
    return document


def _each_with(items: list[dict[str, Any]], field: str, what: str) -> list[dict[str, Any]]:
    for item in items:
        if field not in item:
            raise EmulatorError(f"{what} has an item without {field}; add it.")
    return items


def _object(document: object, what: str) -> dict[str, Any]:
    if not isinstance(document, dict) or not all(isinstance(name, str) for name in document):
        raise EmulatorError(f"{what} must be an object.")
    return document


def _list(document: Mapping[str, Any], field: str, what: str) -> list[dict[str, Any]]:
    items = document.get(field, [])
    if not isinstance(items, list):
        raise EmulatorError(f"{field} of {what} must be a list.")
    return [_object(item, f"an item of {field} of {what}") for item in items]


def _validated(kind: type[_Kind], document: object, what: str) -> _Kind:
    try:
        structure: _Kind = adapter(kind).validate_python(document)
    except ValidationError as error:
        raise EmulatorError(_sentence(error.errors()[0], what)) from error
    return structure


def _sentence(error: ErrorDetails, what: str) -> str:
    place = ".".join(map(str, error["loc"]))
    problem = _SENTENCES.get(error["type"]) or error["msg"][0].lower() + error["msg"][1:]
    separator = " " if error["type"] in _SENTENCES else ": "
    return f"{place} of {what}{separator}{problem}."
