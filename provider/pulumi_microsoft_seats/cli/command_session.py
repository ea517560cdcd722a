"""What one command reads and writes through: the same session that the provider has."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..graph.client import GraphClient
from ..graph.license_writes import LicenseWrites
from ..graph.seat_service import GraphSeatService
from ..plugin.backends import open_graph, open_store
from ..plugin.session import PluginSession, session_of
from ..settings.stack_settings import Settings, load_settings
from ..store.client import StoreClient
from ..store.seat_service import StoreSeatService
from ..transport.waiting import hear_of_waits
from .exit_codes import say


@dataclass(frozen=True, slots=True)
class CommandSession:
    """A command's view of the Store.

    Attributes:
        client: the service's operations, for what needs no planning.
        seats: live seats, free seats and workers, as the provider has them.
    """

    client: StoreClient
    seats: PluginSession


@dataclass(frozen=True, slots=True)
class LicenseSession:
    """A command's view of Microsoft 365 and Entra licences.

    Attributes:
        client: the service's operations, for what needs no planning.
        service: SKUs, and who holds them.
        seats: live seats, free seats and workers, as the provider has them.
    """

    client: GraphClient
    service: GraphSeatService
    seats: PluginSession


@contextmanager
def command_session() -> Iterator[CommandSession]:
    """A session by the environment's settings, which signs in when it is first asked for something.

    Raises:
        SettingsError: the settings are incomplete or wrong.
    """
    settings = _settings()
    client = open_store(settings)
    session = CommandSession(client, session_of(settings, StoreSeatService(client)))
    with _ending(session.seats, client.stop_waiting):
        yield session


@contextmanager
def license_session() -> Iterator[LicenseSession]:
    """The same of licences.

    Raises:
        SettingsError: the settings are incomplete or wrong.
    """
    settings = _settings()
    client = open_graph(settings)
    writes = LicenseWrites(client)
    service = GraphSeatService(client, writes)
    session = LicenseSession(client, service, session_of(settings, service))
    with _ending(session.seats, writes.stop_waiting):
        yield session


def _settings() -> Settings:
    hear_of_waits(say)
    return load_settings(None, os.environ)


@contextmanager
def _ending(seats: PluginSession, stop_waiting: Callable[[], None]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        stop_waiting()  # for what nobody waits for any more
        raise
    finally:
        # What is under way is waited for, what has not begun is not begun.
        seats.executor.shutdown(cancel_futures=True)
