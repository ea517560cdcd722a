"""Users in the numbers that one call of a service takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def parts_of(users: Sequence[str], size: int) -> list[Sequence[str]]:
    """The users in their order, at most `size` at a time."""
    return [users[start : start + size] for start in range(0, len(users), size)]
