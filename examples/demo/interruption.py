"""Ctrl-C and SIGTERM, heard in any case."""

from __future__ import annotations

import signal
from types import FrameType


class Interruption:
    """Raises `KeyboardInterrupt` at a signal, and once more when asked.

    Python drops an exception that is raised while it runs a finalizer, and a signal can come
    just then: without the second time the demo would go on to its end.
    """

    def __init__(self) -> None:
        self._came = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hear)

    def check(self) -> None:
        """Do nothing, unless a signal came.

        Raises:
            KeyboardInterrupt: one did.
        """
        if self._came:
            raise KeyboardInterrupt

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self._came = True
        raise KeyboardInterrupt
