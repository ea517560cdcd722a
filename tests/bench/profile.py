"""Where the time of a run goes: its program and plugin processes, sampled from within."""

from __future__ import annotations

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.laboratory import Laboratory
from tests.bench.results import Again

SAMPLER = Path(__file__).with_name("profiler")
FOLDER_VARIABLE = "BENCH_PROFILE"

_MOST_PLACES = 8
_LEAST_SECONDS = 0.02


def take(again: Again, lab: Laboratory) -> tuple[str, ...]:
    """Do something once more, sampled, and say where the time went: most first.

    The seconds of a process are of the clock, those below it of its threads, added up.
    """
    with TemporaryDirectory(dir=lab.folder) as name:
        started, busy = time.perf_counter(), lab.store.cpu_seconds()
        again({"PYTHONPATH": str(SAMPLER), FOLDER_VARIABLE: name})
        seconds, busier = time.perf_counter() - started, lab.store.cpu_seconds()
        found = [_read(file) for file in Path(name).glob("*.json")]
    found.sort(key=lambda process: process["started"])
    whole = [f"the whole run, {seconds:.2f} s"]
    if busy is not None and busier is not None:
        whole.append(f"the emulator, {busier - busy:.2f} s of a core")
    return (*whole, *(text for process in found for text in _told(process)))


def _read(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document


def _told(process: dict[str, Any]) -> list[str]:
    places = sorted(process["places"].items(), key=lambda place: -float(place[1]))
    return [
        f"{process['kind']}, {process['seconds']:.2f} s:",
        *(
            f"  {seconds:.2f} s {place}"
            for place, seconds in places[:_MOST_PLACES]
            if seconds >= _LEAST_SECONDS
        ),
    ]
