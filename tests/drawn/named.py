"""Whom a preview names as gaining and losing a seat: its rows as data.

The engine's own lines are the difference between the users of the old inputs and of the new ones.
Where these are not exactly who gains and loses, the hidden inputs `__gains` and `__losses` are.
Who loses a seat of the old product when another one replaces it is in `__replaced`. What is deleted
names everybody it has, and so does what is replaced by hand, whose check is not told what was
before: some may hold no seat any more, or are declared elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_microsoft_seats.rehearsal.property_values import Secret
from tests.drawn.expected import NOBODY
from tests.drawn.stored import UNKNOWN, Person, place_of, plain, product_of, users_of
from tests.drawn.values import fold

_DIGITS = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Named:
    """What the row of one assignment says.

    Attributes:
        op: what will be done: `create`, `update`, `replace`, `delete`, `same`, …
        product: the one it declares, in small letters.
        gains: who gains a seat of it.
        losses: who loses one of it.
        at_most: who may lose a seat besides, by product.
        refused: whether it says why it must not happen.
        is_open: whether its users are unknown yet, or kept from whoever reads this.
        plan: the digest of what will be done; empty when it has none.
    """

    op: str
    product: str
    gains: frozenset[str] = NOBODY
    losses: frozenset[str] = NOBODY
    at_most: Mapping[str, frozenset[str]] = field(default_factory=dict)
    refused: bool = False
    is_open: bool = False
    plan: str = ""

    @property
    def faults(self) -> list[str]:
        """What is wrong with the row itself."""
        wrong = self.plan and (len(self.plan) != 32 or not _DIGITS.issuperset(self.plan))
        return [f"a plan of other than 32 hexadecimal digits: {self.plan}"] if wrong else []

    def losing(self, product: str) -> frozenset[str]:
        """Who may lose a seat of a product."""
        own = self.losses if product == self.product else NOBODY
        return own | self.at_most.get(product, NOBODY)


def named_in(
    changes: Iterable[tuple[str, str, Any, Any]], person: Person = fold
) -> dict[str, Named]:
    """The rows of a preview by place, from operation, URN, old inputs and new inputs of each."""
    return {
        place_of(urn): _named(
            op, plain(old or {}), plain(new or {}), person, is_secret=_is_secret(old, new)
        )
        for op, urn, old, new in changes
    }


def _is_secret(*sides: Mapping[str, Any] | None) -> bool:
    """Whether the users are kept from whoever reads a row."""
    rosters = [(side or {}).get("seats") for side in sides]
    return any(isinstance(each, Secret) or each == "[secret]" for each in rosters)


def _named(
    op: str, old: dict[str, Any], new: dict[str, Any], person: Person, *, is_secret: bool
) -> Named:
    def users(text: object) -> frozenset[str]:
        return users_of(text, person)

    before = users(old.get("seats"))
    if op in {"delete", "retain"}:
        at_most = {product_of(old): before}
        return Named(op, product_of(old), at_most=at_most, is_open=is_secret)
    product, declared = product_of(new), users(new.get("seats"))
    same = product_of(old) == product
    known = before if same else NOBODY
    gains, losses = new.get("__gains"), new.get("__losses")
    lines = known - declared
    at_most = {}
    if op == "replace":
        # Its check knew no old side: the lines are about whom state has, be it through a group.
        lines = NOBODY
        replaced = before - declared if same else users(new.get("__replaced", old.get("seats")))
        at_most = {product_of(old): replaced}
    return Named(
        op=op,
        product=product,
        gains=declared - known if gains is None else users(gains),
        losses=lines if losses is None else users(losses),
        at_most=at_most,
        refused="__refusal" in new,
        is_open=is_secret
        or UNKNOWN in {new.get(name) for name in ("seats", "product_id", "sku_id", "sku")}
        # Of one that is replaced by hand the lines may be about something else.
        or (op == "replace" and same and gains is None),
        plan=str(new.get("plan") or ""),
    )
