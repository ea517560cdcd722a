"""The keys of products, for the completion of a shell."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from queue import Empty, Queue
from time import monotonic

from ..domain.errors import SeatsError
from ..plugin.kinds import LICENSE_ASSIGNMENT, SEAT_ASSIGNMENT, ResourceKind

_LONGEST_SECONDS = 3.0
"""How long somebody waits who pressed a key."""


def completed_products(incomplete: str) -> list[str]:
    """The products of both services that begin so, in any capitals; as many as come in time."""
    found: Queue[list[str]] = Queue()
    kinds = (LICENSE_ASSIGNMENT, SEAT_ASSIGNMENT)
    for kind in kinds:
        # Nobody waits for them at the end: a service that does not answer holds no shell up.
        threading.Thread(target=_ask, args=(kind, found), daemon=True).start()
    names: list[str] = []
    end = monotonic() + _LONGEST_SECONDS
    with suppress(Empty):
        for _ in kinds:
            names += found.get(timeout=max(end - monotonic(), 0))
    begun = [name for name in names if name.lower().startswith(incomplete.lower())]
    # What was typed stays as it is: typer drops what begins otherwise, and capitals do not matter.
    return sorted(f"{incomplete}{name[len(incomplete) :]}" for name in begun)


def _ask(kind: ResourceKind, found: Queue[list[str]]) -> None:
    # Imported here so that the help of a command waits for none of it.
    from ..plugin.backends import open_service  # noqa: PLC0415
    from ..plugin.interruption import Interruption  # noqa: PLC0415
    from ..settings.stack_settings import load_settings  # noqa: PLC0415

    try:
        service = open_service(kind, load_settings(None, os.environ), Interruption())
        found.put([str(product) for product in service.inventory()])
    except SeatsError:
        found.put([])  # what is wrong, the command itself says
