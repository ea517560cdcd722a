"""How a product is named on the command line: `PRODUCT/SKU`, as every message of ours names it."""

from __future__ import annotations

from typing import Annotated

import typer

from ..domain.model import ProductKey

ProductArgument = Annotated[
    str, typer.Argument(metavar="PRODUCT/SKU", help="The product, such as 9NBLGGH4R2R6/0016.")
]


def product_key(text: str) -> ProductKey:
    """The product that an argument names.

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
