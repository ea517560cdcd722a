"""A stage for every test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .stage import Stage

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """An empty project in an empty world."""
    made = Stage(tmp_path)
    made.world_file.write_text(json.dumps({"made": 0, "widgets": {}, "calls": []}))
    return made
