"""The line that says that a server gives no answer, and that it is asked again.

Whoever runs the process hears of it as of any library's log: the plugin shows it in the engine's
display, the command line on standard error. Everywhere else nobody listens, and nothing is said.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    import tenacity

_SILENT_SECONDS = 2.0
"""A trouble that is over by then, and by the second attempt, is not worth a line."""

_log = logging.getLogger(__name__)
_log.propagate = False
_log.addHandler(logging.NullHandler())


class _Listener(logging.Handler):
    """Passes a line on, the same one once."""

    def __init__(self, hear: Callable[[str], None]) -> None:
        super().__init__()
        self._hear = hear
        self._heard: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Called with the handler's lock held, from the thread that waits."""
        line = record.getMessage()
        if line not in self._heard:
            self._heard.add(line)
            self._hear(line)


def hear_of_waits(hear: Callable[[str], None]) -> None:
    """Call `hear` with each such line from now on, in place of whoever heard them before."""
    _log.handlers = [_Listener(hear)]


def before_sleep(
    address: str, reason_of: Callable[[BaseException], str]
) -> Callable[[tenacity.RetryCallState], None]:
    """What tenacity is to call between two attempts to ask the server at an address.

    Args:
        address: the server's, of which the line names the host.
        reason_of: why an attempt failed, in a few words.
    """
    host = urlsplit(address).netloc.rpartition("@")[2]

    def tell(state: tenacity.RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        lasts = state.seconds_since_start or 0.0
        if error is not None and (state.attempt_number > 1 or lasts > _SILENT_SECONDS):
            line = f"{host}: {reason_of(error)}; waiting, and trying again."
            _log.warning(line)

    return tell
