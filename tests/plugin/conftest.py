"""The service and the stack of a test, and what was said on the resource's row."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from pulumi_microsoft_seats.plugin.engine_log import EngineLog
from tests.plugin.world import TYPES, Stack, World


@pytest.fixture(params=[True, False], ids=["listed", "asked for"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A product whose seats nobody holds."""
    with ThreadPoolExecutor(2) as executor:
        yield World(executor, listed=request.param)


@pytest.fixture
def stack(world: World) -> Stack:
    """A stack that has not been run yet."""
    return Stack(world)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that appear on the resource's row."""
    lines: list[str] = []

    def listen(_log: EngineLog, message: str, *, urn: str, severity: str = "info") -> None:
        assert urn.startswith(TYPES)
        lines.append(f"{severity}: {message}")

    monkeypatch.setattr(EngineLog, "log", listen)
    return lines
