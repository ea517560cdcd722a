"""How much abuse there is: a little in every run of the tests, all of it with `ABUSE=full`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_FULL = os.environ.get("ABUSE") == "full"

DRAWN = settings(
    max_examples=1000 if _FULL else 12,
    derandomize=not _FULL,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
"""Requests that are drawn for each operation: the same few in every run, or many others."""

CONNECTIONS = 10_000 if _FULL else 100
"""Connections that are made one after another."""

AT_ONCE = 64
"""Connections that are open at the same time."""
