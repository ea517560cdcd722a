"""What ends a row of the benchmark early."""

from __future__ import annotations


class BenchError(Exception):
    """Something could not be measured; the text says what, and what was printed last."""
