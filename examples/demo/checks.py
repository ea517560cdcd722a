"""What a step must show; the first thing that is not there ends the demo."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from .engines import Shown

_NAMED = 5


class NotShown(Exception):
    """A step did not show what it should: one line of what was expected and what came."""


def expect(what: str, expected: object, came: object) -> None:
    """Stop unless both are equal.

    Raises:
        NotShown: they are not.
    """
    if expected != came:
        raise NotShown(f"{what}: expected {expected}, came {came}.")


def expect_users(what: str, expected: AbstractSet[str], came: AbstractSet[str]) -> None:
    """Stop unless these are the very users.

    Raises:
        NotShown: some are missing, or there are others.
    """
    if expected != came:
        raise NotShown(
            f"{what}: expected {len(expected)} users, came {len(came)}; "
            f"missing: {_names(expected - came)}; unexpected: {_names(came - expected)}."
        )


def expect_success(shown: Shown) -> None:
    """Stop unless the command went well.

    Raises:
        NotShown: it failed.
    """
    expect(f"{shown.command}, exit code", 0, shown.exit_code)


def expect_refusal(shown: Shown) -> None:
    """Stop if the command went well.

    Raises:
        NotShown: it did.
    """
    if shown.exit_code == 0:
        raise NotShown(f"{shown.command}, exit code: expected another than 0, came 0.")


def expect_text(shown: Shown, what: str, pattern: str | None = None) -> str:
    """Find what the command must print: a text, or what a pattern finds.

    Returns:
        The pattern's first group, or all of it where it has none.

    Raises:
        NotShown: it is not there.
    """
    found = re.search(pattern or re.escape(what), shown.plain, flags=re.MULTILINE)
    if found is None:
        raise NotShown(f"{shown.command}: expected {what}, came an output without it.")
    return found[found.lastindex or 0]


def _names(users: AbstractSet[str]) -> str:
    named = ", ".join(sorted(users)[:_NAMED]) or "nobody"
    rest = len(users) - _NAMED
    return f"{named} and {rest} more" if rest > 0 else named
