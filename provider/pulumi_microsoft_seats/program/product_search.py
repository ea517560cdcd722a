"""Products of the inventory by what they are called.

The service cannot search. So every entry of the inventory is asked for its name in the language,
many at a time: a request each.
"""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from ..domain.errors import InputError, NotFound
from ..domain.product import Product
from ..domain.wording import counted, listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..domain.model import ProductKey
    from ..domain.product import LocalizedProductDetail
    from ..store.client import StoreClient
    from .clients import ProgramSession

_LICENSE_TYPES = ("online", "offline")


def read_product(client: StoreClient, key: ProductKey, language: str) -> Product:
    """A product with its texts in a language.

    Raises:
        SignInError, ServiceError: the product cannot be read.
    """
    details = client.get_product_details(key)
    return Product(details=details, texts=_texts(client, key, language))


def find_product(
    session: ProgramSession,
    *,
    name: str | None,
    product_id: str | None,
    sku_id: str | None,
    language: str,
) -> ProductKey:
    """The one product of the inventory that is called so, and has these ids as far as given.

    Names are compared without regard to case and to how many spaces are between words.

    Raises:
        InputError: none is, or several are.
        SignInError, ServiceError: the inventory or a name cannot be read.
    """
    keys = [
        entry.product
        for entry in session.client.get_inventory(license_types=_LICENSE_TYPES)
        if entry.status != "removed"
        and _agrees(product_id, entry.product.product_id)
        and _agrees(sku_id, entry.product.sku_id)
    ]
    keys = list(dict.fromkeys(keys))
    names: dict[ProductKey, str | None] = {}
    if name is not None:
        names = _names(session, keys, language)
        keys = [key for key in keys if _folded(names[key]) == _folded(name)]
    if len(keys) == 1:
        return keys[0]
    what = _described(name, product_id, sku_id, language)
    if keys:
        raise InputError(
            f"{len(keys)} products of the inventory are {what}: {listing([str(k) for k in keys])}; "
            "say which one with product_id and sku_id."
        )
    raise InputError(f"No product of the inventory is {what}; {_what_there_is(names, language)}")


def _texts(client: StoreClient, key: ProductKey, language: str) -> LocalizedProductDetail | None:
    try:
        return client.get_localized_product_details(key, language)
    except NotFound:
        return None


def _names(
    session: ProgramSession, keys: list[ProductKey], language: str
) -> dict[ProductKey, str | None]:
    def name_of(key: ProductKey) -> str | None:
        texts = _texts(session.client, key, language)
        return texts.display_name if texts else None

    with ThreadPoolExecutor(session.concurrency, thread_name_prefix="names") as workers:
        return dict(zip(keys, workers.map(name_of, keys), strict=True))


def _agrees(wanted: str | None, found: str) -> bool:
    return wanted is None or wanted.strip().lower() == found.lower()


def _folded(name: str | None) -> str | None:
    if name is None:
        return None
    # A letter with its accent is one character or two, and nobody sees which.
    return unicodedata.normalize("NFC", " ".join(name.split()).casefold())


def _described(name: str | None, product_id: str | None, sku_id: str | None, language: str) -> str:
    parts = [
        f"called {name!r} in {language}" if name is not None else "",
        f"of product_id {product_id}" if product_id is not None else "",
        f"of sku_id {sku_id}" if sku_id is not None else "",
    ]
    return " and ".join(filter(None, parts))


def _what_there_is(names: Mapping[ProductKey, str | None], language: str) -> str:
    said = sorted(f"{name!r} ({key})" for key, name in names.items() if name)
    unnamed = len(names) - len(said)
    parts = [
        f"there is {listing(said)}" if said else "",
        f"{counted(unnamed, 'product has', 'products have')} no name in {language}"
        if unnamed
        else "",
        "check it, and that the organisation has it",
    ]
    return "; ".join(filter(None, parts)) + "."
