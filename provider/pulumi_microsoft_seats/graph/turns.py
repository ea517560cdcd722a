"""Which parts may go into the next batch, and when a part goes again that was turned away."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from ..transport.admission import GivenUp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..transport.http import RetryPolicy
    from ..transport.pace import Pace

LARGEST_BATCH = 20
"""Parts of one batch."""

_SHORT_SECONDS = 1.0
"""A wait that somebody who wants to see the end of a run does not notice."""


@dataclass(eq=False)
class Waiting:
    """Something that is to be sent, for as long as it is not settled.

    Attributes:
        alone: of those with the same one, only one is under way at a time; empty for any number.
        earliest: when it may go, in seconds of the clock.
        refusals: how often it was turned away, or not answered.
    """

    alone: str = ""
    earliest: float = -math.inf
    refusals: int = 0


_Waiting = TypeVar("_Waiting", bound=Waiting)


@dataclass(frozen=True, slots=True)
class Turn(Generic[_Waiting]):
    """Some that may be sent now; each has to be `served`, `unanswered` or `turned_away`."""

    sent_at: float
    chosen: tuple[_Waiting, ...]


class Turns:
    """Lets parts go when their pace allows it. Safe to use from several threads.

    The pace counts parts, because the service does so: a batch saves round trips and no quota. It
    learns from what is turned away how many may be under way. How long a part waits that was turned
    away itself is its own affair, and holds up no other.

    Args:
        pace: how many may be under way, and how fast they may follow.
        policy: how long a part waits where the service does not say.
        clock: seconds of a monotonic clock.
        changed: what threads wait on.
    """

    def __init__(
        self,
        pace: Pace,
        policy: RetryPolicy,
        clock: Callable[[], float] = time.monotonic,
        changed: threading.Condition | None = None,
    ) -> None:
        self._pace = pace
        self._policy = policy
        self._clock = clock
        self._changed = changed or threading.Condition()
        self._alone: set[str] = set()
        self._patient = True

    def stop_waiting(self) -> None:
        """From now on, give up what would have to wait for longer than a moment."""
        with self._changed:
            self._patient = False
            self._changed.notify_all()

    def take(self, waiting: Sequence[_Waiting]) -> Turn[_Waiting]:
        """Wait until at least one of these may be sent, and take as many as one batch holds.

        Raises:
            GivenUp: the service turned away too many in a row, or asks for a wait that nobody is
                patient enough for.
        """
        with self._changed:
            while True:
                now = self._clock()
                if self._pace.is_given_up(now):
                    raise GivenUp
                ready = self._ready(waiting, now)
                delay = self._pace.delay(now) if ready else self._until_ready(waiting, now)
                if delay == 0:
                    return self._chosen(ready, now)
                if delay is not None and delay > _SHORT_SECONDS and not self._patient:
                    raise GivenUp
                self._changed.wait(delay)

    def served(self, turn: Turn[_Waiting], part: _Waiting) -> None:
        """An answer came that does not turn the part away."""
        with self._changed:
            self._pace.served(sent_at=turn.sent_at)
            self._release(part)

    def unanswered(self, part: _Waiting) -> None:
        """No answer came; where the part is sent again, it waits a little."""
        with self._changed:
            self._pace.unanswered()
            self._put_off(part, None)
            self._release(part)

    def turned_away(
        self, turn: Turn[_Waiting], part: _Waiting, *, asked: float | None, too_many: bool
    ) -> None:
        """The service did not take the part, and asks it to wait for so long, if it says."""
        with self._changed:
            # Parts of one batch are refused together, and are one reason to slow down.
            sent_at = math.nextafter(turn.sent_at, -math.inf)
            self._pace.turned_away(self._clock(), sent_at=sent_at, asked=None, too_many=too_many)
            self._put_off(part, asked)
            self._release(part)

    def _ready(self, waiting: Sequence[_Waiting], now: float) -> list[_Waiting]:
        """Those whose time has come, and of those that go alone one each."""
        ready: list[_Waiting] = []
        alone = set(self._alone)
        for part in waiting:
            if part.earliest <= now and part.alone not in alone:
                ready.append(part)
                alone |= {part.alone} - {""}
        return ready

    def _until_ready(self, waiting: Sequence[_Waiting], now: float) -> float | None:
        """Seconds until one may go by itself; None where all wait for others to end."""
        times = [part.earliest for part in waiting if part.earliest > now]
        return min(times) - now if times else None

    def _chosen(self, ready: Sequence[_Waiting], now: float) -> Turn[_Waiting]:
        chosen = tuple(ready[: min(LARGEST_BATCH, self._pace.free)])
        for part in chosen:
            self._pace.sent(now)
            if part.alone:
                self._alone.add(part.alone)
        return Turn(now, chosen)

    def _put_off(self, part: Waiting, asked: float | None) -> None:
        backoff = self._policy.backoff(part.refusals)
        seconds = backoff if asked is None else min(asked, self._policy.maximum)
        part.earliest = self._clock() + seconds
        part.refusals += 1

    def _release(self, part: Waiting) -> None:
        self._alone.discard(part.alone)
        self._changed.notify_all()
