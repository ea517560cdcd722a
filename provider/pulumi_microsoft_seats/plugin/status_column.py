"""Progress in the status column of a resource's row.

Outside a terminal, the engine prints each status as a line of its own. So there is one every few
seconds at most, and none for work that takes no longer than that. The last one stays on the row
when the work is done, so it tells the end.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..domain.progress import Progress
    from .engine_log import EngineLog

SECONDS_BETWEEN = 3.0


class StatusColumn:
    """Shows how far the work on one resource has come. Safe to use from several threads.

    Args:
        engine: shows it.
        urn: the resource.
        clock: seconds of a monotonic clock.
    """

    def __init__(
        self, engine: EngineLog, urn: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine = engine
        self._urn = urn
        self._clock = clock
        self._lock = threading.Lock()
        self._next_at = clock() + SECONDS_BETWEEN
        self._shown = False

    def show(self, progress: Progress) -> None:
        """Show it, unless something was shown a moment ago."""
        with self._lock:
            now = self._clock()
            if now < self._next_at and not (progress.is_end and self._shown):
                return
            self._next_at = now + SECONDS_BETWEEN
            self._shown = True
        self._engine.show_status(str(progress), urn=self._urn)
