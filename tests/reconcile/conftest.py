"""Workers for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.fixture
def alone() -> Iterator[ThreadPoolExecutor]:
    """One worker: calls follow one another in the order of the plan."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    """Eight workers."""
    with ThreadPoolExecutor(8) as executor:
        yield executor
