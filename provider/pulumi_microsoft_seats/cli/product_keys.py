"""How a product is named on the command line, whichever service it is of.

What has a `/` is a product of the Store, `PRODUCT/SKU` as every message of ours names it; anything
else is a SKU of Microsoft 365 or Entra, by its part number or its GUID.
"""

from __future__ import annotations

from typing import Annotated

import typer

from ..domain.model import ProductKey
from .product_completion import completed_products

HELP = "A SKU such as SPE_E3, or its GUID; a product of the Store such as 9NBLGGH4R2R6/0016."

ProductArgument = Annotated[
    str, typer.Argument(metavar="PRODUCT", help=HELP, autocompletion=completed_products)
]


def is_of_the_store(named: str) -> bool:
    """Whether an argument names a product of the Store, and no SKU."""
    return "/" in named


def product_key(text: str) -> ProductKey:
    """The product of the Store that an argument names.

    Raises:
        typer.BadParameter: it names none.
    """
    product_id, slash, sku_id = (part.strip() for part in text.partition("/"))
    if not (product_id and slash and sku_id) or "/" in sku_id:
        raise typer.BadParameter(
            f"{text!r} is not PRODUCT/SKU, such as 9NBLGGH4R2R6/0016; "
            "microsoft-seats inventory lists what there is."
        )
    return ProductKey(product_id, sku_id)


def naming_fields(product: ProductKey) -> dict[str, str]:
    """How JSON names a product: as an argument does, and by its ids as the services call them."""
    ids = dict(zip(("sku_id", "product_id"), reversed(product.parts), strict=False))
    return {"product": str(product), **dict(reversed(ids.items()))}
