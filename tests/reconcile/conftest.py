"""Workers, and what reads with them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from pulumi_microsoft_seats.reconcile.inventory import Inventory
from pulumi_microsoft_seats.reconcile.snapshots import Snapshots
from tests.reconcile.readings import Read


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


@pytest.fixture
def read(crowd: ThreadPoolExecutor) -> Read:
    """Makes the snapshots of a service."""
    return lambda service: Snapshots(service, Inventory(service), crowd)
