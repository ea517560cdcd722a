"""A service that limits the rate of requests, and workers that keep to a pace: simulated time."""

from __future__ import annotations

import heapq
import math
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass

from pulumi_microsoft_seats.transport.http import RetryPolicy
from pulumi_microsoft_seats.transport.pace import Pace


class Limit(ABC):
    """How a service decides which requests are too many."""

    @abstractmethod
    def seconds_to_wait(self, now: float) -> float:
        """0 when it serves a request that arrives now."""


class SlidingWindow(Limit):
    """So many in any stretch of some seconds."""

    def __init__(self, requests: int, per: float = 1.0, *, counts_all: bool = False) -> None:
        self._requests, self._per, self._counts_all = requests, per, counts_all
        self._counted: deque[float] = deque()

    def seconds_to_wait(self, now: float) -> float:
        """Until the oldest that counts is old enough."""
        while self._counted and self._counted[0] <= now - self._per:
            self._counted.popleft()
        full = len(self._counted) >= self._requests
        if not full or self._counts_all:
            self._counted.append(now)
        return self._counted[0] + self._per - now if full else 0.0


class FixedWindow(Limit):
    """So many in each second of the service's clock."""

    def __init__(self, requests: int) -> None:
        self._requests = requests
        self._window, self._counted = -1, 0

    def seconds_to_wait(self, now: float) -> float:
        """Until the next second begins."""
        moment = now + 0.37
        if math.floor(moment) != self._window:
            self._window, self._counted = math.floor(moment), 0
        self._counted += 1
        return 0.0 if self._counted <= self._requests else math.floor(moment) + 1 - moment


class TokenBucket(Limit):
    """So many a second, and as many at once as it was idle for."""

    def __init__(self, requests: int, *, burst: int) -> None:
        self._requests, self._burst = requests, burst
        self._tokens, self._at = float(burst), 0.0

    def seconds_to_wait(self, now: float) -> float:
        """Until there is a whole token."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._requests)
        self._at = now
        if self._tokens < 1:
            return (1 - self._tokens) / self._requests
        self._tokens -= 1
        return 0.0


class Unlimited(Limit):
    """Serves whatever comes."""

    def seconds_to_wait(self, now: float) -> float:  # noqa: ARG002 - the signature of a limit
        """Never."""
        return 0.0


@dataclass
class Run:
    """Requests sent by as many workers as the pace allows, each after the other has ended."""

    limit: Limit
    requests: int
    latency: float = 0.05
    concurrency: int = 16
    status: int = 429
    says_when: bool = True
    now: float = 0.0
    served: int = 0
    turned_away: int = 0
    most_in_flight: int = 0

    def __post_init__(self) -> None:
        self.pace = Pace(self.concurrency, RetryPolicy())
        self._events: list[tuple[float, int, float, float | None]] = []
        self._left = self.requests
        self._sent = 0

    @property
    def rate(self) -> float:
        """Requests served a second, from the first that was sent to the last that was answered."""
        return self.served / self.now

    def until_served(self) -> Run:
        """Send until every request was served."""
        while self.served < self.requests:
            self._step()
        return self

    def _step(self) -> None:
        delay = self.pace.delay(self.now) if self._left else None
        next_answer = self._events[0][0] if self._events else math.inf
        if delay is not None and self.now + delay <= next_answer:
            self.now += delay
            self._send()
        else:
            self._answer()

    def _send(self) -> None:
        assert not self.pace.is_given_up(self.now)
        self.pace.sent(self.now)
        self._left -= 1
        self._sent += 1
        wait = self.limit.seconds_to_wait(self.now + self.latency / 2) or None
        heapq.heappush(self._events, (self.now + self.latency, self._sent, self.now, wait))
        self.most_in_flight = max(self.most_in_flight, len(self._events))

    def _answer(self) -> None:
        self.now, _, sent_at, wait = heapq.heappop(self._events)
        if wait is None:
            self.pace.served(sent_at=sent_at)
            self.served += 1
            return
        self._left += 1
        self.turned_away += 1
        asked = float(math.ceil(wait)) if self.says_when else None
        self.pace.turned_away(self.now, sent_at=sent_at, asked=asked, too_many=self.status == 429)
