"""What a command and all that it started took: time, CPU, memory and connections to PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_SECONDS_BETWEEN_LOOKS = 0.1
_MIB = 1024**2


@dataclass(frozen=True)
class Taken:
    """What a command took.

    Attributes:
        seconds: of the clock.
        cpu: seconds of a core, of the command and all its descendants.
        peak: MiB of resident memory, of all of them together; shared pages count for each.
        processes: how many there were at a time, at most.
        connections: to PostgreSQL at a time, at most.
        exit_code: the command's.
        said: what it printed.
    """

    seconds: float
    cpu: float
    peak: float
    processes: int
    connections: int
    exit_code: int
    said: str


class _Watch(threading.Thread):
    """Looks at the descendants of two processes until it is told to end."""

    def __init__(self, command: int, postmaster: int | None) -> None:
        super().__init__(daemon=True)
        self._command, self._postmaster = command, postmaster
        self._ended = threading.Event()
        self.peak, self.processes, self.connections = 0.0, 0, 0

    def run(self) -> None:
        while not self._ended.wait(_SECONDS_BETWEEN_LOOKS):
            parents = _parents()
            ours = [pid for pid in parents if _descends(pid, self._command, parents)]
            self.peak = max(self.peak, sum(map(_resident, ours)))
            self.processes = max(self.processes, len(ours))
            servers = [pid for pid, parent in parents.items() if parent == self._postmaster]
            self.connections = max(self.connections, sum(map(_is_connection, servers)))

    def end(self) -> None:
        """Return when it has ended."""
        self._ended.set()
        self.join()


def measure(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    postmaster: int | None = None,
    patience: float = 3600,
) -> Taken:
    """Run a command to its end, and look at it meanwhile; one that lasts too long is killed.

    Args:
        command: its words.
        folder: where it runs.
        environment: all of its environment.
        postmaster: the id of PostgreSQL's first process.
        patience: seconds it may last.
    """
    log = folder / "command.log"
    started = time.monotonic()
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdout=output, stderr=subprocess.STDOUT
        )
        watch = _Watch(process.pid, postmaster)
        watch.start()
        too_long = threading.Timer(patience, _kill, [process.pid])
        too_long.daemon = True  # Ctrl-C ends the trial at once
        too_long.start()
        _, status, usage = os.wait4(process.pid, 0)
        too_long.cancel()
        seconds = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.end()
    return Taken(
        seconds=seconds,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=watch.peak,
        processes=watch.processes,
        connections=watch.connections,
        exit_code=process.returncode,
        said=log.read_text(encoding="utf-8"),
    )


def _kill(command: int) -> None:
    """Kill a command and all that it started, whatever session that is in."""
    parents = _parents()
    for pid in [pid for pid in parents if _descends(pid, command, parents)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _parents() -> dict[int, int]:
    found = {}
    for path in _PROC.glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        found[int(path.name)] = int(fields[1])
    return found


def _descends(pid: int, ancestor: int, parents: Mapping[int, int]) -> bool:
    while pid in parents:
        if pid == ancestor:
            return True
        pid = parents[pid]
    return False


def _resident(pid: int) -> float:
    try:
        return int((_PROC / str(pid) / "statm").read_text().split()[1]) * _PAGE / _MIB
    except (OSError, IndexError):
        return 0.0


def _is_connection(pid: int) -> bool:
    try:
        return b"127.0.0.1(" in (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return False
