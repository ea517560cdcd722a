"""What the errors of a preview's diagnostics say, without what is said elsewhere."""

from __future__ import annotations

import re

_TRACEBACK = re.compile(r":\s*Traceback \(most recent call last\):\n.*\n(?=\S)", re.DOTALL)
_REPEATS = re.compile(r"see above\.$|^an unhandled error occurred: program exited|^preview failed$")


def without_traceback(message: str) -> str:
    """An error as its last line says it, the way that led there left out."""
    return _TRACEBACK.sub(": ", message).strip()


def repeats_others(message: str) -> bool:
    """Whether an error only says that there were others."""
    return _REPEATS.search(message) is not None
