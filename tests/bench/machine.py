"""The machine a run was measured on: what matters to the figures, and nothing that names it."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

from tests.support.pulumi_cli import CLI

_GIB = 1024**3


def describe() -> dict[str, object]:
    """Cores, CPU, memory, system, versions, and how busy it is; what is not known is null."""
    return {
        "cores": os.cpu_count(),
        "cpu": _cpu(),
        "memory_gib": _memory(),
        "system": _system(),
        "python": platform.python_version(),
        "pulumi": _pulumi(),
        "load_before": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def _cpu() -> str | None:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or None
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")), None
    )


def _memory() -> float | None:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
    return round(size / _GIB, 1)


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _pulumi() -> str | None:
    if CLI is None:
        return None
    printed = subprocess.run([CLI, "version"], capture_output=True, encoding="utf-8", check=False)
    return printed.stdout.strip() or None
