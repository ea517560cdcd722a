"""What products are called: a request each, many at a time."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.errors import ServiceError
from ..domain.model import ProductKey
from ..domain.progress import Progress
from .command_session import CommandSession
from .progress_bars import progress_bars


def names_of(
    session: CommandSession, products: Sequence[ProductKey], language: str
) -> dict[ProductKey, str | None]:
    """The display name of each product, None for one that has none in the language.

    A name is only ever an ornament here, so one that cannot be read is none.
    """

    def name_of(product: ProductKey) -> str | None:
        try:
            return session.client.get_localized_product_details(product, language).display_name
        except ServiceError:
            return None

    found: dict[ProductKey, str | None] = {}
    with progress_bars() as report:
        for product, name in zip(
            products, session.seats.executor.map(name_of, products), strict=True
        ):
            found[product] = name
            report(Progress("reading", len(found), len(products)))
    return found
