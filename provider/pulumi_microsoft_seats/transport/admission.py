"""The gate that every request of a process passes, so that together they keep to one pace."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pace import Pace


SHORT_SECONDS = 1.0
"""A wait that somebody who wants to see the end of a run does not notice."""


class GivenUp(Exception):
    """The service turned requests away, and it is not asked for a while.

    Because it did so too often in a row, or because nobody wants to wait for it any more.
    """


class Admission:
    """Lets requests go when their pace allows it. Safe to use from several threads.

    Args:
        pace: what allows it.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._changed = threading.Condition()
        self._patient = True

    def stop_waiting(self) -> None:
        """From now on, give up a request that would have to wait for longer than a moment."""
        with self._changed:
            self._patient = False
            self._changed.notify_all()

    def enter(self) -> float:
        """Wait until a request may be sent; one of the methods below has to follow.

        Returns:
            The moment it is sent.

        Raises:
            GivenUp: the service turned away too many in a row, or asks for a wait that nobody is
                patient enough for.
        """
        with self._changed:
            while True:
                now = time.monotonic()
                if self._pace.is_given_up(now):
                    raise GivenUp
                delay = self._pace.delay(now)
                if delay == 0:
                    self._pace.sent(now)
                    return now
                if delay is not None and delay > SHORT_SECONDS and not self._patient:
                    raise GivenUp
                self._changed.wait(delay)

    def served(self, sent_at: float) -> None:
        """An answer came that does not turn the request away."""
        with self._changed:
            self._pace.served(sent_at=sent_at)
            self._changed.notify_all()

    def unanswered(self) -> None:
        """No answer came."""
        with self._changed:
            self._pace.unanswered()
            self._changed.notify_all()

    def turned_away(self, sent_at: float, *, asked: float | None, too_many: bool) -> None:
        """The service did not take the request (429 when `too_many`, 503); see `Pace`."""
        with self._changed:
            self._pace.turned_away(
                time.monotonic(), sent_at=sent_at, asked=asked, too_many=too_many
            )
            self._changed.notify_all()
