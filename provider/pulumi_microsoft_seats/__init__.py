"""Seats of Microsoft store products, as code: a Pulumi dynamic provider."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .functions import users_from_csv
    from .resource import SeatAssignment

__all__ = ["SeatAssignment", "users_from_csv"]

_HOMES = {"SeatAssignment": ".resource", "users_from_csv": ".functions"}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: the plugin process needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
