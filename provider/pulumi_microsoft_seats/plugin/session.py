"""What all resources share in one plugin process: settings, sign-in, snapshots, workers.

It lives in the process and not in the provider object, because that object is stored in every
resource's state and must hold nothing.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..reconcile.inventory import Inventory
from ..reconcile.snapshots import Snapshots
from ..settings.stack_settings import Settings, load_settings
from . import engine_log
from .checked import CheckedAssignments
from .interruption import check_not_interrupted, when_interrupted

if TYPE_CHECKING:
    from ..reconcile.seat_service import SeatService

Configured = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class PluginSession:
    """One phase's view of the service.

    Attributes:
        executor: runs bulk calls and reads of users, `settings.concurrency` of them at a time.
        checked: what this process's `check` was told and has planned.
    """

    settings: Settings
    service: SeatService
    inventory: Inventory
    snapshots: Snapshots
    executor: Executor
    checked: CheckedAssignments = field(default_factory=CheckedAssignments)


def open_session(settings: Settings) -> PluginSession:
    """A session that signs in when it is first asked for seats."""
    # Imported here so that a program whose settings are wrong hears so at once.
    from ..store.client_factory import open_client  # noqa: PLC0415
    from ..store.seat_service import StoreSeatService  # noqa: PLC0415

    # What was imported stays to the end: it need not be searched for garbage again and again while
    # a hundred thousand seats are read, nor taken apart when the process ends.
    gc.freeze()
    client = open_client(
        settings.base_url, settings.identity, settings.connection, settings.concurrency
    )
    when_interrupted(client.stop_waiting)
    return session_of(settings, StoreSeatService(client, check_not_interrupted))


def session_of(settings: Settings, service: SeatService) -> PluginSession:
    """A session with a service."""
    executor = ThreadPoolExecutor(settings.concurrency, thread_name_prefix="seats")
    inventory = Inventory(service)
    return PluginSession(
        settings=settings,
        service=service,
        inventory=inventory,
        snapshots=Snapshots(service, inventory, executor),
        executor=executor,
    )


class _Process:
    """The configuration the engine gave this process, and the session made of it when needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._configured: Configured = lambda _key: None
        self._session: PluginSession | None = None

    def configure(self, configured: Configured) -> None:
        with self._lock:
            # Asked once for each provider that the state holds. What was read, said and set aside
            # must outlive that, and all of them are of one stack.
            if self._session is None:
                self._configured = configured

    def session(self) -> PluginSession:
        with self._lock:
            if self._session is None:
                settings = load_settings(self._configured, os.environ)
                # Of no resource in particular, so on the stack's own row.
                engine_log.log(settings.identity.sign_in, urn="")
                self._session = open_session(settings)
            return self._session


_process = _Process()


def configure(configured: Configured) -> None:
    """Remember the stack's configuration for this process, unless it is in use already."""
    _process.configure(configured)


def current() -> PluginSession:
    """This process's session.

    Raises:
        SettingsError: the configuration is incomplete or wrong.
    """
    return _process.session()
