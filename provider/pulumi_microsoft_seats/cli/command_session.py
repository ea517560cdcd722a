"""What one command reads and writes through: the same session that the provider has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..plugin.backends import open_store
from ..plugin.session import PluginSession, session_of
from ..settings.stack_settings import load_settings
from ..store.client import StoreClient
from ..store.seat_service import StoreSeatService
from ..transport.waiting import hear_of_waits
from .exit_codes import say


@dataclass(frozen=True, slots=True)
class CommandSession:
    """A command's view of the service.

    Attributes:
        client: the service's operations, for what needs no planning.
        seats: live seats, free seats and workers, as the provider has them.
    """

    client: StoreClient
    seats: PluginSession


@contextmanager
def command_session() -> Iterator[CommandSession]:
    """A session by the environment's settings, which signs in when it is first asked for something.

    Raises:
        SettingsError: the settings are incomplete or wrong.
    """
    settings = load_settings(None, os.environ)
    hear_of_waits(say)
    client = open_store(settings)
    session = CommandSession(client, session_of(settings, StoreSeatService(client)))
    try:
        yield session
    finally:
        # What is under way is waited for, what has not begun is not begun.
        session.seats.executor.shutdown(cancel_futures=True)
