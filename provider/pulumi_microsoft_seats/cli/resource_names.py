"""Names of resources, also good for files, from what products are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from ..domain.model import ProductKey
from .existing_seats import ExistingSeats

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


def resource_names(existing: Iterable[ExistingSeats]) -> Mapping[ProductKey, str]:
    """A name for each product, such as `microsoft-365-e3`, that no other one of them has."""
    found: dict[ProductKey, str] = {}
    taken: set[str] = set()
    for each in existing:
        plain = next(filter(None, map(_plain, _called(each))), "product")
        name, number = plain, 1
        while name in taken:
            number += 1
            name = f"{plain}-{number}"
        taken.add(name)
        found[each.product] = name
    return found


def _called(existing: ExistingSeats) -> tuple[str, ...]:
    return (existing.name or "", existing.product.name, "-".join(existing.product.parts))


def _plain(name: str) -> str:
    """A name in small letters of the alphabet, digits and hyphens; empty where it has none."""
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _NOT_IN_A_NAME.sub("-", ascii_.lower())[:_LONGEST].strip("-")
