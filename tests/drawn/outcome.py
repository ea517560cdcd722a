"""What became of a case."""

from __future__ import annotations

import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    seed: int
    kinds: Counter[str]
    users: int
    violations: tuple[str, ...]
    engine: bool = False


def play_in_folder(seed: int, play_it: Callable[[Path], Outcome]) -> Outcome:
    """Play a seed in an empty folder; an exception is a violation as well."""
    try:
        with tempfile.TemporaryDirectory(prefix="drawn-") as folder:
            return play_it(Path(folder))
    except Exception:  # noqa: BLE001 - whatever it is, the others are played
        return Outcome(seed, Counter(), 0, (traceback.format_exc(),))
