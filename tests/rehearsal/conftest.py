"""A stage for every test."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.quick_python import quick_python

from .stage import Stage

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """An empty project in an empty world."""
    monkeypatch.setattr(sys, "executable", quick_python())
    made = Stage(tmp_path)
    made.change_world(made=0, widgets={}, calls=[])
    return made
