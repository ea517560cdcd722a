"""Which service stands behind each kind of resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .kinds import LICENSE_ASSIGNMENT, SEAT_ASSIGNMENT, ResourceKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..graph.client import GraphClient
    from ..reconcile.seat_service import SeatService
    from ..settings.stack_settings import Settings
    from ..store.client import StoreClient
    from .interruption import Interruption


def open_service(kind: ResourceKind, settings: Settings, interruption: Interruption) -> SeatService:
    """The service of a kind, which signs in when it is first asked, and stops when interrupted."""
    return _BACKENDS[kind](settings, interruption)


def open_store(settings: Settings) -> StoreClient:
    """A client of the Store, which signs in when it is first asked."""
    # Imported here so that a program whose settings are wrong hears so at once.
    from ..store.client_factory import open_client  # noqa: PLC0415

    return open_client(
        settings.base_url, settings.identity, settings.connection, settings.concurrency
    )


def open_graph(settings: Settings) -> GraphClient:
    """A client of Microsoft Graph, which signs in when it is first asked."""
    from ..entra.token_source import TokenSource  # noqa: PLC0415 - as above
    from ..graph.client_factory import open_client  # noqa: PLC0415

    tokens = TokenSource(settings.identity, settings.connection, audience=settings.graph_audience)
    return open_client(settings.graph_url, tokens, settings.connection, settings.concurrency)


def _store(settings: Settings, interruption: Interruption) -> SeatService:
    from ..store.seat_service import StoreSeatService  # noqa: PLC0415 - as above

    client = open_store(settings)
    interruption.react_with(client.stop_waiting)
    return StoreSeatService(client, interruption.raise_if_interrupted)


def _graph(settings: Settings, interruption: Interruption) -> SeatService:
    from ..graph.license_writes import LicenseWrites  # noqa: PLC0415 - as above
    from ..graph.seat_service import GraphSeatService  # noqa: PLC0415

    client = open_graph(settings)
    writes = LicenseWrites(client, interruption.raise_if_interrupted)
    interruption.react_with(writes.stop_waiting)
    return GraphSeatService(client, writes)


_BACKENDS: dict[ResourceKind, Callable[[Settings, Interruption], SeatService]] = {
    SEAT_ASSIGNMENT: _store,
    LICENSE_ASSIGNMENT: _graph,
}
