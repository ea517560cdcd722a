"""The service and the stack of a test, and what was said on the resource's row."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from pulumi_microsoft_seats import assignment
from tests.assignment.world import (
    URN,
    Stack,
    World,
)


@pytest.fixture
def world() -> Iterator[World]:
    """A product whose seats nobody holds."""
    with ThreadPoolExecutor(2) as executor:
        yield World(executor)


@pytest.fixture
def stack(world: World) -> Stack:
    """A stack that has not been run yet."""
    return Stack(world)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that appear on the resource's row."""
    lines: list[str] = []

    def listen(message: str, *, urn: str, severity: str = "info") -> None:
        assert urn.startswith(URN)
        lines.append(f"{severity}: {message}")

    monkeypatch.setattr(assignment, "say", listen)
    monkeypatch.setattr("pulumi_microsoft_seats.check.say", listen)
    return lines
