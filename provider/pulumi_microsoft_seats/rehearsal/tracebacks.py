"""What a person needs of a traceback."""

from __future__ import annotations

import re

_FRAME = re.compile(r'^  File ".*", line \d+', re.MULTILINE)
_RAISED = re.compile(r"^(?:[\w.]*\.)?(?P<kind>\w+)(?:: (?P<message>.*))?$", re.DOTALL)
# These say nothing that their message does not.
_PLAIN_KINDS = frozenset({"Exception", "RunError", "RuntimeError"})


def last_words(traceback: str) -> str:
    """Find what was raised in a traceback's text; any other text comes back as it is."""
    frames = list(_FRAME.finditer(traceback))
    if not frames:
        return traceback.strip()
    lines = traceback[frames[-1].start() :].splitlines()[1:]
    start = next((at for at, line in enumerate(lines) if line and not line[0].isspace()), 0)
    raised = "\n".join(lines[start:]).strip()
    match = _RAISED.match(raised)
    if match is None:
        return raised
    message, kind = match["message"], match["kind"]
    if not message:
        return kind
    return message if kind in _PLAIN_KINDS else f"{kind}: {message}"
