"""What there is that a program can declare, and what is left out, and why: values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..domain.model import ProductKey
from ..domain.roster import is_user_name
from ..domain.wording import counted, listing, one_line


@dataclass(frozen=True, slots=True)
class ExistingSeats:
    """A product, and who holds a seat of it that a program can declare.

    Attributes:
        users: as the service spells them, sorted without regard to case.
        name: what people call it, None when that is not known.
        sku: how a program names it, of a licence; None of a product of the Store.
        disabled_plans: the service plans that are off for each of these users; None where they are
            left as they are.
        remarks: what else is to be known of it, sentences.
    """

    product: ProductKey
    users: tuple[str, ...]
    name: str | None = None
    sku: str | None = None
    disabled_plans: tuple[str, ...] | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A product that is not declared, and why."""

    product: ProductKey
    reason: str


@dataclass(frozen=True, slots=True)
class Existing:
    """What was found.

    Attributes:
        there: how many products there are, wanted or not.
    """

    seats: list[ExistingSeats] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    there: int = 0

    def __add__(self, other: Existing) -> Existing:
        return Existing(
            self.seats + other.seats, self.left_out + other.left_out, self.there + other.there
        )


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """Which products somebody wants: every one where nothing is said. Folded ids and names."""

    product_ids: frozenset[str]
    skus: frozenset[str]

    @classmethod
    def of(cls, product_ids: Iterable[str], skus: Iterable[str]) -> ProductFilter:
        """A filter by ids, without regard to case; SKUs of licences by part numbers as well."""
        return cls(
            frozenset(text.strip().lower() for text in product_ids),
            frozenset(text.strip().lower() for text in skus),
        )

    def wants(self, product: ProductKey) -> bool:
        """Whether a product is among them; a licence has no product id."""
        product_id = product.folded[0] if len(product.parts) > 1 else None
        names = {product.folded[-1], product.name.lower()}
        return (not self.product_ids or product_id in self.product_ids) and (
            not self.skus or not self.skus.isdisjoint(names)
        )


def no_user_names(users: Sequence[str]) -> str | None:
    """Why these holders cannot be declared, None when they can."""
    none = [one_line(user) for user in users if not is_user_name(user)]
    if not none:
        return None
    return (
        f"{counted(len(none), 'holder has', 'holders have')} a name that is no user principal "
        f"name: {listing(none)}"
    )
