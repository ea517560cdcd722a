"""Samples what the threads of this process do, if it is a program or a plugin of a profiled run.

The engine ends a plugin without asking, so what was found is written again and again, to
`$BENCH_PROFILE/PID.json`: `kind`, `started` and `seconds` of the process, and in `places` the
seconds that threads spent in each place. A place is the innermost function of this package, and
what it called if that is someone else's; threads that wait for work are left out, those that wait
for an answer are not.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

_INTERVAL = 0.005
_SECONDS_BETWEEN_REPORTS = 0.1
_OURS = "pulumi_microsoft_seats"
_IDLE = {"threading.py", "selectors.py", "thread.py", "queue.py", "_server.py", "_channel.py"}
_IDLE |= {"_common.py", "base_events.py", "__main__.py", "_phase.py"}
_KINDS = {"pulumi.dynamic": "plugin", "pulumi-language-python-exec": "program"}
_KINDS[f"{_OURS}.rehearsal.phase"] = "rehearsal"


def _start() -> None:
    folder = os.environ.get("BENCH_PROFILE")
    command = " ".join(sys.orig_argv)
    kind = next((kind for mark, kind in _KINDS.items() if mark in command), None)
    if folder and kind:
        target = Path(folder) / f"{os.getpid()}.json"
        threading.Thread(target=_sample, args=(kind, target), daemon=True).start()


def _sample(kind: str, target: Path) -> None:
    me, started, began = threading.get_ident(), time.time(), time.perf_counter()
    places: Counter[str] = Counter()
    then = reported = began
    while True:
        time.sleep(_INTERVAL)
        now = time.perf_counter()
        for thread, frame in sys._current_frames().items():
            place = None if thread == me else _place(frame)
            if place:
                places[place] += now - then  # type: ignore[assignment] # seconds, not a count
        then = now
        if now - reported >= _SECONDS_BETWEEN_REPORTS:
            reported = now
            document = {"kind": kind, "started": started, "seconds": now - began, "places": places}
            _write(target, json.dumps(document))


def _write(target: Path, text: str) -> None:
    # Complete or not at all: the process may end in the middle.
    unfinished = target.with_suffix(".part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(target)


def _place(leaf: FrameType) -> str | None:
    """Where a thread is; None when it waits for work."""
    frame: FrameType | None = leaf
    own = None
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib"):
            return "importing modules"
        if own is None and _OURS in name:
            own = frame
        frame = frame.f_back
    if own is leaf:
        return _named(leaf)
    idle = Path(leaf.f_code.co_filename).name in _IDLE
    if own is not None:
        return f"{_named(own)} > {'waiting' if idle else _named(leaf)}"
    return None if idle else _named(leaf)


def _named(frame: FrameType) -> str:
    path = Path(frame.f_code.co_filename)
    parts = path.parts[-2:]
    return f"{'/'.join(parts)}:{frame.f_code.co_name}"


_start()
