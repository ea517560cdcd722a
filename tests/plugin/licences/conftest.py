"""A directory of people, and the stack of a licence assignment."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.plugin.licences.directory import Directory, LicenseStack
from tests.plugin.world import ADA, BOB, CY, ZOE


@pytest.fixture(params=[0, 1_000_000], ids=["listed", "asked for"])
def directory(request: pytest.FixtureRequest) -> Iterator[Directory]:
    """Four people without licences; where lists are dear, users are asked for."""
    with ThreadPoolExecutor(2) as executor:
        made = Directory(executor, elsewhere=request.param)
        made.add(ADA, BOB, CY, ZOE)
        yield made


@pytest.fixture
def stack(directory: Directory) -> LicenseStack:
    """A stack that has not been run yet."""
    return LicenseStack(directory)
