"""The `product` commands: what the services say of a product."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from ..domain.model import ProductKey
from ..domain.product import Product, SupportedProductPlatform
from ..domain.wording import counted
from ..plugin.kinds import PRODUCT_ID, SKU_ID
from .command_session import CommandSession, command_session, license_session
from .exit_codes import plain_errors, say
from .help_texts import PlainGroup, ending
from .product_completion import completed_products
from .product_keys import HELP, is_of_the_store, naming_fields, product_key
from .tables import Answer, AsCsv, AsJson, Cell, Format, Output, format_of, show

product = typer.Typer(
    help="What the services say of a product.",
    cls=PlainGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=ending("microsoft-seats product show SPE_E3"),
)


@product.callback()
def products() -> None:
    """What the services say of a product."""


@product.command(
    "show",
    epilog=ending(
        "microsoft-seats product show SPE_E3",
        "microsoft-seats product show 9NBLGGH4R2R6/0016 --json",
    ),
)
def show_product(
    *,
    key: Annotated[
        str | None,
        typer.Argument(metavar="PRODUCT", help=HELP, autocompletion=completed_products),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            help="Its whole display name in the Store instead: a request for each product."
        ),
    ] = None,
    language: Annotated[
        str, typer.Option(help="Language of its name and texts in the Store.")
    ] = "en-us",
    output: Output = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show what its service says of a product.

    The service plans of a SKU; the details and texts of a product of the Store.
    """
    form = format_of(output, as_json=as_json, as_csv=as_csv)
    if (key is None) == (name is None):
        raise typer.BadParameter("Name the product as PRODUCT or with --name, one of the two.")
    if key is not None and not is_of_the_store(key):
        with plain_errors():
            _show_sku(key, form)
        return
    asked = product_key(key) if key is not None else None
    # Imported here because it brings Pulumi's SDK, which no other command needs.
    from ..program.product_search import read_product  # noqa: PLC0415

    with plain_errors(), command_session() as session:
        found = read_product(
            session.client, asked or _called(session, name or "", language), language
        )
    show(_answer(found), form)


def _show_sku(named: str, form: Format) -> None:
    with license_session() as session:
        product = session.product(named)
        sku = next(sku for sku in session.service.skus() if sku.sku_id == product.sku_id)
    columns = ("service_plan", "service_plan_id", "applies_to", "status")
    rows = [
        (plan.name, plan.id, plan.applies_to, plan.provisioning_status)
        for plan in sorted(sku.service_plans, key=lambda plan: plan.name)
    ]
    document = {
        **naming_fields(product),
        "status": sku.capability_status,
        "bought": sku.enabled,
        "in_grace": sku.warning,
        "held": sku.consumed,
        "free": sku.free,
        "service_plans": [dict(zip(columns, row, strict=True)) for row in rows],
    }
    less = ("status", "applies_to", "service_plan_id")
    show(Answer(columns, rows, document, less=less), form)
    say(f"{product} ({product.sku_id}): {counted(len(rows), 'service plan')}.")


def _called(session: CommandSession, name: str, language: str) -> ProductKey:
    from ..program.clients import ProgramSession  # noqa: PLC0415 - as above
    from ..program.product_search import find_product  # noqa: PLC0415

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
    document = asdict(found, dict_factory=_object)
    return Answer(("field", "value"), rows, document, texts=("value",))


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
