"""What the engine said, as one line that may be shown: no traceback, and no password of a URL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pulumi_microsoft_seats.domain.wording import one_line
from pulumi_microsoft_seats.review.lines import repeats_others, without_traceback

if TYPE_CHECKING:
    from collections.abc import Iterable

_COLOUR = re.compile(r"<\{%.*?%\}>|\x1b\[[\d;]*m")
_PASSWORD = re.compile(r"(?<=://)([^\s/:@]*):[^\s/@]*@")
_LONGEST = 600

MOVED = (
    "the seats, the data file or the configuration changed since this plan was reviewed: preview "
    "again, and review what is new."
)


def reason_in(messages: Iterable[str]) -> str:
    """The first error among messages that says more than that there were others."""
    said = [_plain(message) for message in messages]
    own = [line for line in said if line and not repeats_others(line)]
    line = (own or said or ["the engine failed and did not say why"])[0]
    return MOVED if "violates plan" in line else line


def reason_of_command(stderr: str) -> str:
    """What a command of the CLI that never got to its program ended with."""
    said = stderr[stderr.find("error:") :] if "error:" in stderr else stderr
    return reason_in([said])


def without_passwords(text: str) -> str:
    """Addresses without the password in them."""
    return _PASSWORD.sub(r"\1:***@", text)


def _plain(message: str) -> str:
    said = without_traceback(_COLOUR.sub("", message)).strip()
    line = without_passwords(
        one_line(said.removeprefix("error: ").removeprefix("Preview failed: "))
    )
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
