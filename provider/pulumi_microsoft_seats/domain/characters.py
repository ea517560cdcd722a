"""Characters that are no part of a name: those that nobody can see, and halves of a character."""

from __future__ import annotations

import re

UNSEEN = (
    "\x00-\x1f\x7f-\x9f"  # controls
    # Unicode's Default_Ignorable_Code_Point, from DerivedCoreProperties.txt.
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
    # Not among them, and as blank: line and paragraph ends, annotations, Braille without a dot.
    "\u2028\u2029\ufff9-\ufffb\U00013430-\U0001343f\u2800"
)
"""What nobody can see, for a set in a regular expression."""

HALVES = "\ud800-\udfff"
"""Lone surrogates, for a set: JSON can hold them, but no file, request or message can."""

_NO_PART = re.compile(f"(?P<unseen>[{UNSEEN}])|[{HALVES}]")


def fault_in(text: str) -> str | None:
    """The first character that is no part of a name, as a clause about it; None without one."""
    found = None if text.isascii() and text.isprintable() else _NO_PART.search(text)
    if found is None:
        return None
    what = "a character that nobody can see" if found["unseen"] else "half of a character"
    return f"which holds U+{ord(found[0]):04X}, {what}"


def escaped(text: str) -> str:
    """A text with what is no part of a name written as Python escapes it."""
    return _NO_PART.sub(lambda found: ascii(found[0])[1:-1], text)
