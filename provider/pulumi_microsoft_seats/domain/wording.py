"""How counts and long lists read in a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .characters import escaped
from .harmless import sayable, visible

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_CORRELATION = re.compile(r" \((?:MS-CV|client-request-id) [^)]*\)")

_LONGEST = 60
"""Characters of a value that a sentence shows."""

SHOWN = 10
"""How many items of a long list a sentence names before it only counts."""

FEW = 3
"""The same of a line that has several lists."""


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


def few(users: Collection[str]) -> str:
    """The first few of some users in brackets, for a line that says more than that."""
    return f"({listing(sorted(users), FEW)})"


def percentage(share: float) -> str:
    """A share, 0 to 1, with one digit after the point where it is not a round one: `66.7%`."""
    return f"{share * 100:.1f}".removesuffix(".0") + "%"


def share_over(count: int, total: int, limit: float | None) -> str:
    """A share that is larger than a limit: 66.7%, more than its reclaim_limit of 30%."""
    share, most = percentage(count / total), percentage(limit or 0)
    just = "just over " if share == most else ""
    return f"{just}{share}, more than its reclaim_limit of {most}"


def shortened(value: object) -> str:
    """A value as Python writes it, what nobody can see escaped, cut where it gets long."""
    text = escaped(repr(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


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
    groups = _by_reason(failures)
    said = [f"{_first_said(failures, users)} ({listing(users)})" for users in groups[:SHOWN]]
    if len(groups) > SHOWN:
        said.append(f"and {counted(len(groups) - SHOWN, 'more reason')}")
    return "; ".join(said)


def without_correlation(reason: str) -> str:
    """A service's reason without the number of the request, which differs each time."""
    return _CORRELATION.sub("", reason)


def commonest_reason(failures: Mapping[str, str]) -> str:
    """Why most of those who are not served are not, and how many reasons more there are."""
    groups = _by_reason(failures)
    said = without_correlation(_first_said(failures, groups[0]))
    return said if len(groups) == 1 else f"{said}; {counted(len(groups) - 1, 'more reason')}"


def _by_reason(failures: Mapping[str, str]) -> list[list[str]]:
    """The users of each reason, the most first; what numbers a single answer is no part of it."""
    by_reason: dict[str, list[str]] = {}
    for user, reason in sorted(failures.items()):
        by_reason.setdefault(without_correlation(reason).rstrip("."), []).append(user)
    return sorted(by_reason.values(), key=len, reverse=True)


def _first_said(failures: Mapping[str, str], users: Sequence[str]) -> str:
    """The reason of a group as it was said of its first user, correlation included."""
    return one_line(failures[users[0]]).rstrip(".")
