"""What is drawn of a Graph tenant: its SKUs and their plans, groups, and what befalls them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

SKUS = {
    "SPE_E3": "1b7a8c40-5a11-4d0e-8a10-00000000e3e3",
    "EMSPREMIUM": "1b7a8c40-5a11-4d0e-8a10-00000000e5e5",
    "VISIOCLIENT": "1b7a8c40-5a11-4d0e-8a10-0000000071c0",
}
NO_SKU = "SPE_E4"
"""What somebody may type by mistake: the tenant does not have it."""

PLANS = ("MAIL", "TEAMS", "YAMMER")
"""The service plans of each SKU, behind its name, in the beginning."""

Happening: TypeAlias = Literal["rename", "delete", "join", "leave", "add plan", "switch", "unplace"]
PlanChoice: TypeAlias = Literal["", "disabled_plans", "enabled_plans"]

_PART_NUMBERS = {id_: name.lower() for name, id_ in SKUS.items()}


@dataclass(frozen=True)
class Event:
    """What somebody does to the tenant, besides giving and taking licences.

    Attributes:
        what: a person is renamed, deleted, in a group or no more, without a usage location; a SKU
            gets a plan; plans of a holder are switched.
        product: the SKU that it is about, or that its group gives.
        user: whom it is about.
        names: the new name, or plans.
    """

    what: Happening
    product: str = ""
    user: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tenant:
    """A directory, and how its index is.

    Attributes:
        people: everybody, in the beginning.
        unplaced: those of them who have no usage location.
        members: who is in the group that gives a SKU, by SKU.
        is_stale: whether the index sees nothing of what is changed in the case.
    """

    people: tuple[str, ...]
    unplaced: frozenset[str] = frozenset()
    members: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_stale: bool = False


def key_of(product: str) -> str:
    """A product in small letters, and a SKU by its part number however it is written."""
    folded = product.strip().lower()
    return _PART_NUMBERS.get(folded, folded)


def sku_of(key: str) -> str:
    """The part number of a SKU as the tenant writes it."""
    return key.upper()


def group_of(product: str) -> str:
    """The name of the group that gives a SKU."""
    return f"Staff with {sku_of(key_of(product))}"


def plans_of(key: str) -> tuple[str, ...]:
    """The plans of a SKU in the beginning."""
    return tuple(f"{plan}_{sku_of(key)}" for plan in PLANS)
