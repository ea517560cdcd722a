"""How many requests a second a service allows, learned from when it turns requests away."""

from __future__ import annotations

import math
from collections import deque

_WINDOW = 1.0
"""Seconds: services mostly count by the second, so what they served in one is the estimate."""

_MARGIN = 0.97
_FIRST_HOLD, _LONGEST_HOLD = 10.0, 80.0
_STEP, _STEP_SECONDS = 0.05, 2.0
_LARGEST_EXPONENT = 30.0


class RequestRate:
    """The rate at which requests are sent once a service has said that there were too many.

    All times are seconds of one monotonic clock. There is no rate until the service turns a request
    away. What it served in the second before is then the first estimate, and may be far too low: it
    may allow a short burst and little more. So the rate starts at twice the estimate and doubles
    each second, until the service turns a request away again. That settles it, a little below what
    was served. From then on each attempt at more costs everybody a pause, so the rate is held for a
    while before it grows, and for longer each time it turns out to have been right.
    """

    def __init__(self) -> None:
        self._served: deque[float] = deque()
        self._estimate: float | None = None
        self._is_settled = False
        self._hold = _FIRST_HOLD
        self._since = 0.0
        self._turned_away: float | None = None

    def served(self, sent_at: float) -> None:
        """Note that the service served a request, and when that had been sent."""
        self._served.append(sent_at)
        # During a pause, answers to what was sent before it still come in and are to be counted.
        if self._turned_away is None:
            while self._served[0] < sent_at - 2 * _WINDOW:
                self._served.popleft()

    def turned_away(self, sent_at: float) -> None:
        """Note that the service turned a request away, once for all that were in flight with it."""
        if self._turned_away is None:
            self._turned_away = sent_at

    def at(self, now: float) -> float | None:
        """Requests a second that may be sent now; None when nothing is known to limit them."""
        if self._turned_away is not None:
            # Only now, with the first request after the pause, are all earlier answers known.
            self._learn(self._turned_away, now)
            self._turned_away = None
        return None if self._estimate is None else self._estimate * self._growth(now)

    def _learn(self, turned_away: float, now: float) -> None:
        served = sum(turned_away - _WINDOW < sent_at <= turned_away for sent_at in self._served)
        if not served:
            return
        if self._is_settled and self._estimate is not None and served >= self._estimate * _MARGIN:
            self._hold = min(self._hold * 2, _LONGEST_HOLD)
        else:
            self._hold = _FIRST_HOLD
        self._is_settled = self._estimate is not None
        self._estimate = float(served)
        self._since = now

    def _growth(self, now: float) -> float:
        elapsed = now - self._since
        if not self._is_settled:
            return math.pow(2, 1 + min(elapsed, _LARGEST_EXPONENT))
        steps = min(max(elapsed - self._hold, 0.0) / _STEP_SECONDS, _LARGEST_EXPONENT)
        return _MARGIN * (1 + _STEP * (math.pow(2, steps) - 1))
