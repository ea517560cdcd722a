"""Operations 2 to 6 of the reference: what the Store says of a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..store_errors import conflict, missing_item

if TYPE_CHECKING:
    from ..calls import Call
    from .product_entry import Product
    from .product_structures import (
        LocalizedProductDetail,
        OfflineLicense,
        ProductDetails,
        ProductPackageDetails,
        ProductPackageSet,
    )

# Assumed: the reference lists no 404 and no 409 for these operations. A product that is not in the
# inventory, of either licence type, is answered as for seats; what a product does not have is named
# by its structure, as `Seat` is.
# Assumed: the reason, after the `Not online` of operations 7 to 10.
NOT_OFFLINE = "Not offline"


def get_product_details(call: Call) -> ProductDetails:
    """Operation 2, "Get product details"."""
    return _product(call).details


def get_localized_product_details(call: Call) -> LocalizedProductDetail:
    """Operation 3, "Get localized product details"."""
    product, language = _product(call), call.text("language")
    # Assumed: a language that the product does not support is missing, not replaced by another.
    found = product.localized(language)
    if found is None:
        raise _missing(call, "LocalizedProductDetail", language)
    return found


def get_offline_license(call: Call) -> OfflineLicense:
    """Operation 4, "Get offline license"."""
    entry = call.entry()
    # Assumed: only an offline-licensed product has offline licences; a body is ignored.
    if entry.license_type != "offline":
        raise conflict(NOT_OFFLINE, entry.key)
    content_id = call.text("contentId")
    # Assumed: the same licence is answered each time.
    found = call.ledger.product(entry).offline_license(content_id)
    if found is None:
        raise _missing(call, "OfflineLicense", content_id)
    return found


def get_product_packages(call: Call) -> ProductPackageSet:
    """Operation 5, "Get product packages"."""
    return _product(call).packages


def get_product_package(call: Call) -> ProductPackageDetails:
    """Operation 6, "Get product package"."""
    product, package_id = _product(call), call.text("packageId")
    # Assumed: package ids and content ids are compared without regard to case, as product ids are.
    found = product.package(package_id)
    if found is None:
        raise _missing(call, "ProductPackage", package_id)
    return found


def _product(call: Call) -> Product:
    return call.ledger.product(call.entry())


def _missing(call: Call, item_type: str, name: str) -> Exception:
    return missing_item(item_type, f"{call.parts['productId']}/{call.parts['skuId']}/{name}")
