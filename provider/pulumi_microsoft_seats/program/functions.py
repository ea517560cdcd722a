"""Functions a program calls while it runs, of the Store, and a list of users from a file.

Those that read the service come in pairs, as Pulumi's own do: `get_seats` takes plain values and
returns what it read, `get_seats_output` takes inputs, which may depend on resources, and returns an
Output. Each reads the service as it is at that moment, in previews too. They use the stack's
configuration and then the environment, as `SeatAssignment` does, and sign in once a run.

What goes wrong ends the program with one sentence (`pulumi.RunError`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..domain.errors import InputError, RosterError
from ..domain.inventory_entry import added_up
from ..domain.model import ProductKey
from ..domain.roster import fold
from ..domain.roster_csv import users_in_csv
from .outcome import fail_program
from .reading import later, optional, plain_text, reading_store

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    import pulumi

    from ..domain.inventory_entry import InventoryEntry
    from ..domain.model import Seat
    from ..domain.product import Product
    from .clients import ProgramSession

LicenseType = Literal["online", "offline"]

DEFAULT_LANGUAGE = "en-us"
"""The language in which products are named when a program does not say."""


def users_from_csv(path: str | os.PathLike[str], column: str | None = None) -> list[str]:
    """The users in a CSV file, for `SeatAssignment(users=…)`.

    Finds the column that holds user principal names by its heading; tolerates a byte-order mark,
    blank lines, surrounding spaces, and commas, semicolons or tabs as separators.

    Args:
        path: the file, relative to the program's working directory.
        column: the heading of the user column, where it is not a usual one such as
            `userPrincipalName`, `user` or `email`.

    Raises:
        pulumi.RunError: the file cannot be read, has no user column, or lines of it hold no user
            principal name; it names the lines.
    """
    source = Path(path)
    try:
        return users_in_csv(source.read_text(encoding="utf-8"), source.name, column)
    except UnicodeDecodeError:
        fail_program(f"{source} is not UTF-8 text; save it as CSV UTF-8.")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        fail_program(f"{source} cannot be read: {reason}; check the path.")
    except RosterError as error:
        fail_program(str(error))


def get_inventory(
    license_types: Sequence[LicenseType] = ("online", "offline"),
    modified_since: str | None = None,
) -> list[InventoryEntry]:
    """What the organisation owns: every product with its seats bought and free (*Get inventory*).

    Args:
        license_types: `online`, `offline` or both.
        modified_since: a moment, ISO 8601 with an offset; only what changed since then.

    Raises:
        pulumi.RunError: the inventory cannot be read.
    """
    return reading_store(
        "get_inventory",
        lambda session: list(
            added_up(
                session.client.get_inventory(
                    license_types=[plain_text("license_types", kind) for kind in license_types],
                    modified_since=optional("modified_since", modified_since),
                )
            ).values()
        ),
    )


def get_inventory_output(
    license_types: pulumi.Input[Sequence[pulumi.Input[LicenseType]]] = ("online", "offline"),
    modified_since: pulumi.Input[str | None] = None,
) -> pulumi.Output[list[InventoryEntry]]:
    """`get_inventory` for values that may depend on resources."""
    return later(get_inventory, license_types=license_types, modified_since=modified_since)


def get_seats(product_id: str, sku_id: str) -> list[Seat]:
    """Who holds a seat of a product, each user once (*Get seats*).

    Args:
        product_id: the product in the organisation's inventory.
        sku_id: its SKU.

    Raises:
        pulumi.RunError: the seats cannot be read.
    """
    return reading_store(
        "get_seats",
        lambda session: _held(session.client.get_seats(_key(product_id, sku_id))),
    )


def get_seats_output(
    product_id: pulumi.Input[str], sku_id: pulumi.Input[str]
) -> pulumi.Output[list[Seat]]:
    """`get_seats` for values that may depend on resources."""
    return later(get_seats, product_id=product_id, sku_id=sku_id)


def get_user_seats(user: str) -> list[Seat]:
    """The seats that a user holds, of whatever product (*Get seats assigned to a user*).

    Args:
        user: the user principal name.

    Raises:
        pulumi.RunError: the seats cannot be read, or the service does not know the user.
    """
    return reading_store(
        "get_user_seats",
        lambda session: _held(session.client.get_user_seats(plain_text("user", user).strip())),
    )


def get_user_seats_output(user: pulumi.Input[str]) -> pulumi.Output[list[Seat]]:
    """`get_user_seats` for a user that may depend on a resource."""
    return later(get_user_seats, user=user)


def get_product(
    product_id: str | None = None,
    sku_id: str | None = None,
    *,
    name: str | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> Product:
    """A product, by its ids or by what it is called.

    With both ids it is read at once (*Get product details*, *Get localized product details*).
    Otherwise it is looked for in the organisation's inventory: the one entry that has what is
    given. The service cannot search for a name, so each entry is asked for its own, a request each.

    Args:
        product_id: the product.
        sku_id: its SKU.
        name: its display name in the language, whole, without regard to case.
        language: a language tag such as `en-us`.

    Raises:
        pulumi.RunError: the product cannot be read, or not exactly one is called so.
    """
    return reading_store(
        "get_product", lambda session: _product(session, product_id, sku_id, name, language)
    )


def get_product_output(
    product_id: pulumi.Input[str | None] = None,
    sku_id: pulumi.Input[str | None] = None,
    *,
    name: pulumi.Input[str | None] = None,
    language: pulumi.Input[str] = DEFAULT_LANGUAGE,
) -> pulumi.Output[Product]:
    """`get_product` for values that may depend on resources."""
    return later(get_product, product_id=product_id, sku_id=sku_id, name=name, language=language)


def _product(
    session: ProgramSession,
    product_id: str | None,
    sku_id: str | None,
    name: str | None,
    language: str,
) -> Product:
    from .product_search import find_product, read_product  # noqa: PLC0415 - for who looks for one

    language = plain_text("language", language)
    product_id, sku_id = optional("product_id", product_id), optional("sku_id", sku_id)
    name = optional("name", name)
    if product_id is not None and sku_id is not None and name is None:
        key = ProductKey(product_id, sku_id)
    elif product_id is None and name is None:
        raise InputError("give product_id and sku_id, or the name of a product.")
    else:
        key = find_product(
            session, name=name, product_id=product_id, sku_id=sku_id, language=language
        )
    return read_product(session.client, key, language)


def _held(seats: Iterable[Seat]) -> list[Seat]:
    """Those that are held; of a user and product that are listed twice, what was said last."""
    return list({(fold(seat.user), seat.product): seat for seat in seats if seat.active}.values())


def _key(product_id: str, sku_id: str) -> ProductKey:
    return ProductKey(plain_text("product_id", product_id), plain_text("sku_id", sku_id))
