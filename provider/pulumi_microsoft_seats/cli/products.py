"""The `product` commands: what the store says of a product."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from ..domain.model import ProductKey
from ..domain.product import Product, SupportedProductPlatform
from ..plugin.kinds import PRODUCT_ID, SKU_ID
from ..program.clients import ProgramSession
from ..program.product_search import find_product, read_product
from .command_session import CommandSession, command_session
from .exit_codes import EXIT_CODES, plain_errors
from .product_keys import product_key
from .tables import Answer, AsCsv, AsJson, Cell, format_of, show

product = typer.Typer(
    help="What the store says of a product.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=EXIT_CODES,
)


@product.callback()
def products() -> None:
    """What the store says of a product."""


@product.command("show", epilog=EXIT_CODES)
def show_product(
    *,
    key: Annotated[
        str | None,
        typer.Argument(metavar="[PRODUCT/SKU]", help="The product, such as 9NBLGGH4R2R6/0016."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(help="Its whole display name instead: a request for each product there is."),
    ] = None,
    language: Annotated[str, typer.Option(help="Language of its name and texts.")] = "en-us",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show a product's details and texts."""
    form = format_of(as_json=as_json, as_csv=as_csv)
    if (key is None) == (name is None):
        raise typer.BadParameter("Name the product by PRODUCT/SKU or with --name.")
    asked = product_key(key) if key is not None else None
    with plain_errors(), command_session() as session:
        found = read_product(
            session.client, asked or _called(session, name or "", language), language
        )
    show(_answer(found), form)


def _called(session: CommandSession, name: str, language: str) -> ProductKey:
    program = ProgramSession(session.client, session.seats.settings.concurrency)
    return find_product(program, name=name, product_id=None, sku_id=None, language=language)


def _answer(found: Product) -> Answer:
    details, texts = found.details, found.texts
    publisher = texts.publisher if texts else None
    rows: list[tuple[str, Cell]] = [
        ("product_id", found.product_id),
        ("sku_id", found.sku_id),
        ("name", found.display_name),
        ("language", texts.language if texts else None),
        ("publisher", publisher.publisher_name if publisher else None),
        ("type", details.product_type),
        ("category", details.category),
        ("languages", ", ".join(details.supported_languages) or None),
        ("package_family_name", details.package_family_name),
        ("platforms", "; ".join(map(_platform, details.supported_platforms)) or None),
        ("description", texts.description if texts else None),
    ]
    return Answer(("field", "value"), rows, asdict(found, dict_factory=_object))


def _object(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """A structure as JSON has it; a product's key by the reference's names."""
    found = dict(fields)
    if found.keys() == {"parts", "name"}:
        return dict(zip((PRODUCT_ID, SKU_ID), found["parts"], strict=True))
    return found


def _platform(platform: SupportedProductPlatform) -> str:
    since = f" from {platform.min_version}" if platform.min_version else ""
    kinds = f" ({', '.join(platform.architectures)})" if platform.architectures else ""
    return f"{platform.platform_name or '?'}{since}{kinds}"
