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
from ..transport.waiting import hear_of_waits
from .backends import open_service
from .checked import CheckedAssignments
from .engine_log import EngineLog, engine_log
from .interruption import Interruption

if TYPE_CHECKING:
    from ..reconcile.seat_service import SeatService
    from .kinds import ResourceKind

_OBJECTS_BETWEEN_SEARCHES = 100_000

Configured = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class PluginSession:
    """One phase's view of one service.

    Attributes:
        executor: runs bulk calls and reads of users, `settings.concurrency` of them at a time.
        engine: shows what is done.
        interruption: whether the run was interrupted.
        checked: what this process's `check` was told and has planned.
    """

    settings: Settings
    service: SeatService
    inventory: Inventory
    snapshots: Snapshots
    executor: Executor
    engine: EngineLog = field(default_factory=EngineLog)
    interruption: Interruption = field(default_factory=Interruption)
    checked: CheckedAssignments = field(default_factory=CheckedAssignments)


def session_of(
    settings: Settings,
    service: SeatService,
    engine: EngineLog | None = None,
    interruption: Interruption | None = None,
) -> PluginSession:
    """A session with a service; without an engine it shows nothing."""
    executor = ThreadPoolExecutor(settings.concurrency, thread_name_prefix="seats")
    inventory = Inventory(service)
    return PluginSession(
        settings=settings,
        service=service,
        inventory=inventory,
        snapshots=Snapshots(service, inventory, executor),
        executor=executor,
        engine=engine or EngineLog(),
        interruption=interruption or Interruption(),
    )


class PluginProcess:
    """One plugin process: the engine that started it, its configuration, a session a service."""

    def __init__(self) -> None:
        self.interruption = Interruption()
        self._engine = engine_log()
        self._lock = threading.Lock()
        self._configured: Configured = lambda _key: None
        self._settings: Settings | None = None
        self._sessions: dict[ResourceKind, PluginSession] = {}

    def configure(self, configured: Configured) -> None:
        """Remember the stack's configuration, unless it is in use already.

        Asked once for each provider that the state holds. What was read, logged and planned must
        outlive that, and all of them are of one stack.
        """
        with self._lock:
            if self._settings is None:
                self._configured = configured

    def session(self, kind: ResourceKind) -> PluginSession:
        """The session of the service behind a kind of resource.

        Raises:
            SettingsError: the configuration is incomplete or wrong.
        """
        with self._lock:
            if kind not in self._sessions:
                self._sessions[kind] = self._opened(kind, self._loaded())
            return self._sessions[kind]

    def _loaded(self) -> Settings:
        if self._settings is None:
            self._settings = load_settings(self._configured, os.environ)
            # Of no resource in particular, so on the stack's own row.
            hear_of_waits(self._say)
            self._say(self._settings.identity.sign_in)
        return self._settings

    def _say(self, line: str) -> None:
        self._engine.log(line, urn="")

    def _opened(self, kind: ResourceKind, settings: Settings) -> PluginSession:
        service = open_service(kind, settings, self.interruption)
        # What was imported stays to the end: it need not be searched for garbage again and again
        # while a hundred thousand seats are read, nor taken apart when the process ends.
        gc.freeze()
        # Nearly nothing that is made from then on is garbage that only a search finds. With
        # Python's threshold of 700 objects that took a third of the time of reading a large list.
        gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
        return session_of(settings, service, self._engine, self.interruption)


_process: PluginProcess | None = None
_making = threading.Lock()


def process() -> PluginProcess:
    """This process."""
    global _process  # noqa: PLW0603 - the one thing that belongs to the process itself
    with _making:
        if _process is None:
            _process = PluginProcess()
        return _process
