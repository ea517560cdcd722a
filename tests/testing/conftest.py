"""A Python that is quick to start, for the programs that these tests rehearse."""

from __future__ import annotations

import sys

import pytest

from tests.support.quick_python import quick_python


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", quick_python())
