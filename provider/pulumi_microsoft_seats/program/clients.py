"""What the functions that one program calls share: its settings, one sign-in, one client."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from ..plugin.backends import open_store
from ..settings.stack_settings import Settings, load_settings

if TYPE_CHECKING:
    from ..store.client import StoreClient


@dataclass(frozen=True, slots=True)
class ProgramSession:
    """A program's view of the service.

    Attributes:
        concurrency: requests in flight at most.
    """

    client: StoreClient
    concurrency: int


_sessions: dict[Settings, ProgramSession] = {}
"""By settings, because Pulumi's Automation API runs the programs of several stacks in a process."""

_lock = threading.Lock()


def session() -> ProgramSession:
    """The session of the stack that the program runs for.

    Raises:
        SettingsError: the configuration is incomplete or wrong.
    """
    settings = load_settings(pulumi.runtime.get_config, os.environ)
    with _lock:
        if settings not in _sessions:
            _sessions[settings] = ProgramSession(open_store(settings), settings.concurrency)
        return _sessions[settings]
