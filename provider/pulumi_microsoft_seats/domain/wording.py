"""How counts and long lists read in a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .characters import escaped
from .harmless import sayable, visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CORRELATION = re.compile(r" \((?:MS-CV|client-request-id) [^)]*\)")

SHOWN = 10
"""How many items of a long list a sentence names before it only counts."""


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """A count and its noun: `1 seat`, `1,200 seats`."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def listing(items: Sequence[str], shown: int = SHOWN) -> str:
    """The items, separated by commas, cut to the first few with a count of the rest.

    Most are names that a service spelled: what nobody can see in them is escaped.
    """
    text = ", ".join(map(visible, items[:shown]))
    rest = len(items) - shown
    return f"{text} and {rest:,} more" if rest > 0 else text


def percentage(share: float, *, over: float | None = None) -> str:
    """A share, 0 to 1, with one decimal at most: `30%`, `66.7%`.

    Args:
        share: to be said.
        over: the limit that it passes, which it must not read like: `just over 30%`.
    """
    said = f"{round(share * 100, 1):g}%"
    return f"just over {said}" if over is not None and said == percentage(over) else said


def shortened(value: object, longest: int = 60) -> str:
    """A value as Python writes it, what nobody can see escaped, cut where it gets long."""
    text = escaped(repr(value))
    return text if len(text) <= longest else f"{text[:longest]}…"


def one_line(text: str) -> str:
    """Somebody else's words as part of a sentence: no line ends, and no command to anything."""
    return sayable(" ".join(sayable(text).split()))


def describe_failures(failures: Mapping[str, str]) -> str:
    """One sentence that says which users were not served and why, by reason, the first of each."""
    return (
        f"{counted(len(failures), 'user was', 'users were')} not served: {reasons(failures)}; "
        "correct the cause and run again, which retries only what is missing."
    )


def reasons(failures: Mapping[str, str]) -> str:
    """Why users are not served, each reason once with its first users; the commonest first."""
    by_reason: dict[str, list[str]] = {}
    for user, reason in sorted(failures.items()):
        by_reason.setdefault(without_correlation(reason).rstrip("."), []).append(user)
    groups = sorted(by_reason.items(), key=lambda group: -len(group[1]))
    said = [f"{_first_said(failures, users)} ({listing(users)})" for _, users in groups[:SHOWN]]
    if len(groups) > SHOWN:
        said.append(f"and {counted(len(groups) - SHOWN, 'more reason')}")
    return "; ".join(said)


def without_correlation(reason: str) -> str:
    """A service's reason without the number of the request, which differs each time."""
    return _CORRELATION.sub("", reason)


def _first_said(failures: Mapping[str, str], users: Sequence[str]) -> str:
    """The reason of a group as it was said of its first user, correlation included."""
    return one_line(failures[users[0]]).rstrip(".")
