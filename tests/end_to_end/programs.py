"""Programs that the end-to-end tests run, as text."""

from __future__ import annotations

from collections.abc import Sequence

OFFICE = "9NBLGGH4R2R6/0016"
MINECRAFT = "CFQ7TTC0K5DR/0002"

_HEAD = """\
import pulumi

from pulumi_microsoft_seats import SeatAssignment, users_from_csv

"""


def people(count: int, first: int = 0) -> list[str]:
    """User names that sort in the order they are numbered."""
    return [f"user{number:05}@contoso.com" for number in range(first, first + count)]


def program(*declarations: str) -> str:
    """A program of these declarations."""
    return _HEAD + "\n".join(declarations)


def assignment(
    name: str, users: Sequence[object] | str, *, product: str = OFFICE, more: str = ""
) -> str:
    """One SeatAssignment; `users` as a list or as the text of an expression."""
    product_id, sku_id = product.split("/")
    listed = users if isinstance(users, str) else repr(list(users))
    return (
        f"{name} = SeatAssignment({name!r}, product_id={product_id!r}, sku_id={sku_id!r}, "
        f"users={listed}, {more})\n"
        f"pulumi.export({name!r}, {name}.assigned_count)\n"
    )


def known_later(of: str, value: object) -> str:
    """An expression for a value that is not known before a resource has been created or updated."""
    return f"{of}.assigned_count.apply(lambda _: {value!r})"


def entry(product: str = OFFICE, **fields: object) -> dict[str, object]:
    """An inventory entry of the emulator's world."""
    product_id, sku_id = product.split("/")
    return {"product_id": product_id, "sku_id": sku_id, "seat_capacity": 2000, **fields}


def alias(name: str) -> str:
    """The argument that says what a resource was called before."""
    return f"opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name={name!r})])"
