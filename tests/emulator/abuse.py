"""How much abuse there is: a little in every run of the tests, all of it with `ABUSE=full`."""

from __future__ import annotations

import os

FULL = os.environ.get("ABUSE") == "full"
EXAMPLES = 1000 if FULL else 30
"""Requests that are drawn for each operation."""

CONNECTIONS = 10_000 if FULL else 500
"""Connections that are made one after another."""

AT_ONCE = 64
"""Connections that are open at the same time."""
