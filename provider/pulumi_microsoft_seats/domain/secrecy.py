"""Sentences about users whom the program keeps secret: they count, and name nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# A listing as our sentences write it, and a name in somebody else's words: whatever holds an @.
_USERS = re.compile(
    r"(?<!\S)[^\s@]*@\S*(?:(?<=,) [^\s@]*@\S*)*(?: and [\d,]+ more(?![^\s;:,.)])[;:,.)]*)?"
)
_MARKS = ";:,.)"

HIDDEN = "(kept secret)"


def hide_users(text: str) -> str:
    """A sentence without the names in it."""
    return _USERS.sub(_hidden, text)


def hide_failures(failures: Mapping[str, str]) -> dict[str, str]:
    """Failures by a number instead of the user."""
    return {
        f"secret user {number}": hide_users(reason)
        for number, (_, reason) in enumerate(sorted(failures.items()), 1)
    }


def _hidden(found: re.Match[str]) -> str:
    """What stands for a listing, with the marks of the sentence behind it."""
    listed = found.group()
    marks = listed[len(listed.rstrip(_MARKS)) :]
    return HIDDEN + (marks.removeprefix(")") if listed.startswith("(") else marks)
