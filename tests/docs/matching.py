"""What a page says a command prints, against what it printed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

ANYTHING = "..."
"""On a line of its own any lines, within a line any text, as on the pages."""


def differences(expected: Sequence[str], printed: str) -> str:
    """How the two differ, as a diff to read; empty when the page is right."""
    wanted, seen = _trimmed(expected), _trimmed(printed.splitlines())
    if _pattern(wanted).fullmatch("".join(f"{line}\n" for line in seen)):
        return ""
    return "\n".join(difflib.unified_diff(wanted, seen, "the page", "the command", lineterm=""))


def _pattern(expected: Sequence[str]) -> re.Pattern[str]:
    return re.compile("".join(_line(line) for line in expected))


def _line(line: str) -> str:
    if line.strip() == ANYTHING:
        return r"(?:.*\n)*?"
    return ".*".join(re.escape(part) for part in line.split(ANYTHING)) + r"\n"


def _trimmed(lines: Sequence[str]) -> list[str]:
    """Without what cannot be seen: spaces at the ends of lines, blank lines first and last."""
    kept = [line.rstrip() for line in lines]
    while kept and not kept[0]:
        kept.pop(0)
    while kept and not kept[-1]:
        kept.pop()
    return kept
