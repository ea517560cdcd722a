"""A laboratory in rehearsal, which every machine can run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.laboratory import Laboratory, laboratory


@pytest.fixture(scope="module")
def said() -> list[str]:
    """What whoever watches was told."""
    return []


@pytest.fixture(scope="module")
def lab(said: list[str]) -> Iterator[Laboratory]:
    """Measures everything once, and cold."""
    with laboratory(repeats=1, say=said.append, on_engine=False, warm=False) as opened:
        yield opened
