"""The peak memory of plugin processes, as the kernel counts it: `VmHWM` in /proc/PID/status."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
NO_PROC = "no /proc with VmHWM here, so the kernel does not tell a process's peak memory"

_MODULE = b"pulumi.dynamic"
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_PARENT = re.compile(r"^PPid:\s+(\d+)$", re.MULTILINE)
_SECONDS_BETWEEN_LOOKS = 0.02


def is_told() -> bool:
    """Whether this system tells a process's peak memory."""
    return _peak(PROC / "self") is not None


def plugin_peak(engine: subprocess.Popen[str]) -> float:
    """The peak memory of the plugin process that an engine starts, in MiB; waits for its end.

    The counter only rises, so the last look before the process ends is all that is lost.

    Raises:
        LookupError: it started none.
    """
    peaks: dict[Path, float] = {}
    while True:
        for plugin in _plugins(engine.pid):
            peaks[plugin] = max(peaks.get(plugin, 0.0), _peak(plugin) or 0.0)
        try:
            engine.communicate(timeout=_SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            continue
        if not peaks:
            raise LookupError("the engine started no plugin process")
        return max(peaks.values())


def idle_plugin_peak(folder: Path) -> float:
    """The peak memory of a plugin process that was started and not asked for anything, in MiB."""
    # It speaks to the engine only when it is spoken to, so any address will do.
    command = [sys.executable, "-u", "-m", _MODULE.decode(), "127.0.0.1:1"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE) as plugin:
        assert plugin.stdout is not None
        plugin.stdout.readline()  # its port: from here on it serves
        peak = _peak(PROC / str(plugin.pid))
        plugin.kill()
    return peak or 0.0


def _plugins(ancestor: int) -> Iterator[Path]:
    """The processes that host dynamic providers, among the descendants of one."""
    return (path for path in PROC.glob("[0-9]*") if _is_plugin(path, ancestor))


def _is_plugin(path: Path, ancestor: int) -> bool:
    try:
        return _MODULE in (path / "cmdline").read_bytes() and _descends(path, ancestor)
    except OSError:
        return False  # it has ended meanwhile


def _descends(path: Path, ancestor: int) -> bool:
    while (found := _PARENT.search((path / "status").read_text())) and found[1] != "0":
        if int(found[1]) == ancestor:
            return True
        path = PROC / found[1]
    return False


def _peak(path: Path) -> float | None:
    """In MiB; None when it is not told."""
    try:
        found = _PEAK.search((path / "status").read_text(encoding="utf-8"))
    except OSError:
        return None
    return int(found[1]) / 1024 if found else None
