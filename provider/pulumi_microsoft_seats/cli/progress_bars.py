"""Progress of long work, as bars on a terminal that vanish when it is done."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..domain.progress import Progress
from .terminal import console_on

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

Report = Callable[[Progress], None]


@contextmanager
def progress_bars(seats_to_read: int | None = None) -> Iterator[Report]:
    """Bars on standard error; nothing at all where that is no terminal.

    Args:
        seats_to_read: how many there are, for reports that do not know.
    """
    if not sys.stderr.isatty():
        yield lambda _progress: None
        return
    # Imported here because it takes a while, and pipelines need none of it.
    from rich import progress  # noqa: PLC0415

    bars = progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
        console=console_on(sys.stderr),
        transient=True,
    )
    with bars:
        yield _BarOfEachWork(bars, seats_to_read).report


class _BarOfEachWork:
    """One bar for each kind of work. Safe to use from several threads."""

    def __init__(self, bars: Bars, seats_to_read: int | None) -> None:
        self._bars = bars
        self._seats_to_read = seats_to_read
        self._lock = threading.Lock()
        self._tasks: dict[str, TaskID] = {}

    def report(self, progress: Progress) -> None:
        total = progress.total
        if total is None and progress.work == "reading":
            total = self._seats_to_read
        with self._lock:
            if progress.work not in self._tasks:
                self._tasks[progress.work] = self._bars.add_task(progress.work, total=total)
            self._bars.update(
                self._tasks[progress.work], completed=progress.done + progress.failed, total=total
            )
