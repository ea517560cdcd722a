"""The names of SKUs and service plans, which the service calls by GUIDs in its errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .values import SubscribedSku

_GUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)


class LicenseNames:
    """What the tenant's own SKUs and plans are called. Safe to use from several threads."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def learn(self, skus: Iterable[SubscribedSku]) -> None:
        """Take note of the names of these."""
        for sku in skus:
            self._names[sku.sku_id] = sku.part_number
            self._names.update((plan.id, plan.name) for plan in sku.service_plans)

    def name_of(self, guid: str) -> str:
        """The name of a SKU or plan; the GUID itself where none is known."""
        return self._names.get(guid.lower(), guid)

    def names_in(self, text: str) -> list[str]:
        """The names of all that a text calls by GUID, in order, each once."""
        return list(dict.fromkeys(map(self.name_of, _GUID.findall(text))))

    def translated(self, text: str) -> str:
        """A text with names in place of the GUIDs of which a name is known."""
        return _GUID.sub(lambda found: self.name_of(found[0]), text)
