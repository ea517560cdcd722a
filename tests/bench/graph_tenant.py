"""The emulated tenant of Microsoft 365: its people and licences, and what it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import requests

from tests.bench.store import EmulatedStore
from tests.end_to_end.licences import sku, tenant

_SCOPE = "https://graph.microsoft.com/.default"
_BATCH = "/v1.0/$batch"


@dataclass(frozen=True, slots=True)
class GraphTraffic:
    """What was asked for.

    Attributes:
        pages: of the list of holders, outside of batches.
        reads: the bodies of batches that read.
        writes: the bodies of batches that gave or took licences.
    """

    pages: int
    reads: tuple[dict[str, Any], ...]
    writes: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class EmulatedTenant:
    """The part of a running emulator that is Microsoft Graph."""

    store: EmulatedStore

    @property
    def url(self) -> str:
        """Where Graph is, with its version."""
        return self.store.environment["MICROSOFT_SEATS_GRAPH_URL"]

    def set_world(
        self, users: Sequence[str], *, holders: Sequence[str] = (), skus: int = 1
    ) -> None:
        """Replace everything by people, of whom some hold SPE_E3, and as many SKUs.

        There is a unit of SPE_E3 for everybody; of each further SKU there are some.
        """
        further = [sku(f"SKU_{number}", None) for number in range(1, skus)]
        licences = sku(enabled=len(users), direct=list(holders))
        self.store.control("PUT", "world", tenant(users, licences, *further))

    def held(self) -> set[str]:
        """Everybody who holds SPE_E3."""
        first, *_ = self.store.control("GET", "world")["licenses"]
        direct = first.get("direct", ())
        return {each if isinstance(each, str) else each["user"] for each in direct}

    def new_session(self) -> requests.Session:
        """A session with a token, which keeps its connections."""
        session = self.store.new_session()
        self.store.sign_in(session, _SCOPE)
        return session

    def traffic(self) -> GraphTraffic:
        """What was asked since the store was told to forget requests."""
        asked = self.store.control("GET", "requests")["requests"]
        batches = [each["body"] for each in asked if each["path"].lower() == _BATCH]
        return GraphTraffic(
            pages=sum("assignedlicenses/any" in each["query"].lower() for each in asked),
            reads=tuple(batch for batch in batches if not _writes(batch)),
            writes=tuple(batch for batch in batches if _writes(batch)),
        )


def _writes(batch: dict[str, Any]) -> bool:
    return any(part["method"] != "GET" for part in batch["requests"])
