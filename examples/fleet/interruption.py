"""Ctrl-C and SIGTERM: the first begins no other stack, the second interrupts those that run."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stopping(interrupt: Callable[[], None]) -> Iterator[threading.Event]:
    """Handle both signals until the end of the with statement.

    Args:
        interrupt: interrupts what runs.

    Returns:
        what is set when no other stack is to begin.
    """
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        del number, frame
        if stop.is_set():
            sys.stderr.write("Interrupting the stacks that run.\n")
            interrupt()
            return
        stop.set()
        sys.stderr.write(
            "No other stack begins; those that run are waited for. Once more interrupts them.\n"
        )

    before = {each: signal.signal(each, handle) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
