"""When the next request may be sent: as soon as the service can take it, and no sooner."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .request_rate import RequestRate

if TYPE_CHECKING:
    from .http import RetryPolicy

_LATENESS = 0.005
"""Seconds by which a thread may wake too late."""

_FIRST_HOLD, _LONGEST_HOLD = 1.0, 60.0
"""Seconds for which no more are in flight, once there were too many at a time."""


class Pace:
    """The requests of one process in flight, how many there may be, and how fast they may follow.

    It holds no clock and no thread: all times are seconds of one monotonic clock, passed in.

    A service that turns requests away (429, 503) halves how many are in flight, and everybody waits
    as long as it asks; each round of requests that it serves allows one more, after a while that is
    the longer the oftener that was turned away again. Requests in flight are a poor handle on a
    limit by the second, though: a fast service has used one up with a single request in flight. So
    a 429 also sets a rate (see `RequestRate`).

    Args:
        concurrency: requests in flight at most.
        policy: how long to wait where the service does not say, and how often.
    """

    def __init__(self, concurrency: int, policy: RetryPolicy) -> None:
        self._most = float(concurrency)
        self._allowed = float(concurrency)
        self._policy = policy
        self._in_flight = 0
        self._rate = RequestRate()
        self._next_at = -math.inf
        self._resume_at = -math.inf
        self._reduced_at = -math.inf
        self._refusals = 0
        self._hold = _FIRST_HOLD
        self._grows_at = -math.inf

    @property
    def allowed(self) -> int:
        """Requests that may be in flight."""
        return int(self._allowed)

    @property
    def free(self) -> int:
        """Requests that may be in flight besides those that are."""
        return max(self.allowed - self._in_flight, 0)

    def is_given_up(self, now: float) -> bool:
        """Whether the service turned away so often in a row that it is not asked at present.

        It is asked again when the time it last asked for has passed.
        """
        return self._refusals >= self._policy.attempts and now < self._resume_at

    def delay(self, now: float) -> float | None:
        """Seconds until a request may be sent, 0 for now; None until one in flight has ended."""
        if not self.free:
            return None
        return max(0.0, self._resume_at - now, self._next_at - now)

    def sent(self, now: float) -> None:
        """Note that a request goes out."""
        self._in_flight += 1
        rate = self._rate.at(now)
        if rate is not None:
            # A thread that woke a little late does not lower the rate.
            self._next_at = max(self._next_at, now - _LATENESS) + 1 / rate

    def served(self, *, sent_at: float) -> None:
        """Note an answer, good or bad, that does not turn the request away."""
        self._in_flight -= 1
        self._refusals = 0
        if sent_at >= self._grows_at:
            self._allowed = min(self._allowed + 1 / self._allowed, self._most)
        self._rate.served(sent_at)

    def unanswered(self) -> None:
        """Note that a request ended without an answer, which says nothing about the load."""
        self._in_flight -= 1

    def turned_away(
        self,
        now: float,
        *,
        sent_at: float,
        asked: float | None,
        too_many: bool,
        requests: int = 1,
    ) -> None:
        """Note that the service did not take a request, or several that were sent as one.

        Args:
            now: when.
            sent_at: when the request was sent. Those that were in flight together count once.
            asked: the seconds to wait that the service asked for.
            too_many: whether it said that requests come too fast (429).
            requests: how many.
        """
        self._in_flight -= requests
        if asked is not None:
            self._wait_until(now + min(asked, self._policy.maximum))
        if sent_at < self._reduced_at:
            return
        self._reduced_at = now
        self._allowed = max(self._allowed / 2, 1.0)
        self._refusals += 1
        if asked is None or self._refusals >= self._policy.attempts:
            self._wait_until(now + self._policy.backoff(self._refusals - 1))
        if too_many:
            self._rate.turned_away(sent_at)
        else:
            self._hold_at(now)

    def _hold_at(self, now: float) -> None:
        # Each attempt at more that fails costs everybody a pause, so they become rarer.
        is_attempt = now <= self._grows_at + self._hold
        self._hold = min(2 * self._hold, _LONGEST_HOLD) if is_attempt else _FIRST_HOLD
        self._grows_at = now + self._hold

    def _wait_until(self, moment: float) -> None:
        self._resume_at = max(self._resume_at, moment)
