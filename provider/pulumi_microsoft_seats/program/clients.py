"""What the functions that one program calls share: its settings, one client of each service."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pulumi

from ..plugin.backends import open_graph, open_store
from ..settings.stack_settings import Settings, load_settings
from ..transport.waiting import hear_of_waits

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..graph.client import GraphClient
    from ..store.client import StoreClient


@dataclass(frozen=True, slots=True)
class ProgramSession:
    """A program's view of the Store.

    Attributes:
        concurrency: requests in flight at most.
    """

    client: StoreClient
    concurrency: int


_sessions: dict[Settings, ProgramSession] = {}
"""By settings, because Pulumi's Automation API runs the programs of several stacks in a process."""

_graph_clients: dict[Settings, GraphClient] = {}

_lock = threading.Lock()

_Kept = TypeVar("_Kept")


def session() -> ProgramSession:
    """The view of the Store of the stack that the program runs for.

    Raises:
        SettingsError: the configuration is incomplete or wrong.
    """
    return _of_this_stack(
        _sessions, lambda settings: ProgramSession(open_store(settings), settings.concurrency)
    )


def graph_client() -> GraphClient:
    """The client of Microsoft Graph of the stack that the program runs for.

    Raises:
        SettingsError: the configuration is incomplete or wrong.
    """
    return _of_this_stack(_graph_clients, open_graph)


def _of_this_stack(kept: dict[Settings, _Kept], open_: Callable[[Settings], _Kept]) -> _Kept:
    settings = load_settings(pulumi.runtime.get_config, os.environ)
    with _lock:
        if settings not in kept:
            hear_of_waits(_say)
            kept[settings] = open_(settings)
        return kept[settings]


def _say(line: str) -> None:
    # Not pulumi.log, whose lines go out when the program is done with what it does now.
    sys.stderr.write(f"{line}\n")
