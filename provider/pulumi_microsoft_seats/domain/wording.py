"""How counts and long lists read in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SHOWN = 10
"""How many items of a long list a sentence names before it only counts."""


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """A count and its noun: `1 seat`, `1,200 seats`."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def listing(items: Sequence[str], shown: int = SHOWN) -> str:
    """The items, separated by commas, cut to the first few with a count of the rest."""
    text = ", ".join(items[:shown])
    rest = len(items) - shown
    return f"{text} and {rest:,} more" if rest > 0 else text


def describe_failures(failures: Mapping[str, str]) -> str:
    """One sentence that says which users were not served and why, the first ten by name."""
    said = [f"{user} ({reason.rstrip('.')})" for user, reason in sorted(failures.items())]
    return (
        f"{counted(len(said), 'user was', 'users were')} not served: {listing(said)}; correct the "
        "cause and run again, which retries only what is missing."
    )
