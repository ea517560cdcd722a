"""What a test of a user's own program needs: the services emulated, the program rehearsed.

The fixtures are in `pytest_plugin`, which pytest finds by itself wherever this package is
installed: `microsoft_seats_emulator` and `microsoft_seats_rehearsal`. Here is what a test imports
beside them. The names are imported when they are first used, because pytest loads this in every
run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .changes import SeatChange, seat_change
    from .rehearsal_factory import RehearsalFactory

__all__ = ["RehearsalFactory", "SeatChange", "seat_change"]

_HOMES = {
    "RehearsalFactory": ".rehearsal_factory",
    "SeatChange": ".changes",
    "seat_change": ".changes",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
