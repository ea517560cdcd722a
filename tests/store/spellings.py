"""Property names as other clients have seen the service spell them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

Spell = Callable[[str], str]


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


spellings = pytest.mark.parametrize("spell", [str, _pascal, str.lower, str.upper])
"""camelCase of the reference, PascalCase of .NET, and both extremes."""


def spelled(text: str, spell: Spell) -> object:
    """A sample with its property names spelled otherwise."""
    return json.loads(
        text, object_pairs_hook=lambda pairs: {spell(name): value for name, value in pairs}
    )
