"""Which parts may go into the next batch, and when a part goes again that was turned away."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from ..transport.admission import SHORT_SECONDS, GivenUp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..transport.http import RetryPolicy
    from ..transport.pace import Pace

LARGEST_BATCH = 20
"""Parts of one batch."""

_MOST_DOUBLINGS = 4
"""Of the wait of a part that was refused for others under way."""


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
    """Some that may be sent now, in one batch; it has to be `ended`."""

    sent_at: float
    chosen: tuple[_Waiting, ...]


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """The service did not take something.

    Attributes:
        asked: the seconds to wait that the service asked for; None where it does not say.
        too_many: whether it was asked for too much, rather than for too much at a time.
    """

    asked: float | None
    too_many: bool


Verdict = TurnedAway | Literal["served", "unanswered"]
"""How something ended that was sent: with an answer that does not turn it away, or with none."""


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
                if delay is not None and delay > SHORT_SECONDS and not self._patient:
                    raise GivenUp
                self._changed.wait(delay)

    def ended(self, turn: Turn[_Waiting], verdicts: Sequence[Verdict]) -> None:
        """Take note of how each part of a batch ended, in their order.

        Those that were turned away together are one reason to slow down, and those that were served
        with them are none to give up.
        """
        with self._changed:
            for verdict in verdicts:
                if verdict == "served":
                    self._pace.served(sent_at=turn.sent_at)
                elif verdict == "unanswered":
                    self._pace.unanswered()
            self._slow_down(turn, [each for each in verdicts if isinstance(each, TurnedAway)])
            for part, verdict in zip(turn.chosen, verdicts, strict=True):
                if verdict != "served":
                    self._put_off(part, verdict)
                self._alone.discard(part.alone)
            self._changed.notify_all()

    def _slow_down(self, turn: Turn[_Waiting], refused: Sequence[TurnedAway]) -> None:
        if refused:
            self._pace.turned_away(
                self._clock(),
                sent_at=turn.sent_at,
                asked=None,
                too_many=any(each.too_many for each in refused),
                requests=len(refused),
            )

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

    def _put_off(self, part: Waiting, verdict: Verdict) -> None:
        """When a part goes again, if it does."""
        asked = verdict.asked if isinstance(verdict, TurnedAway) else None
        if asked is not None:
            seconds = min(asked, self._policy.maximum)
        elif isinstance(verdict, TurnedAway) and not verdict.too_many:
            # The pace sees to it that fewer are under way; a long wait would come on top of that.
            seconds = self._policy.backoff(min(part.refusals, _MOST_DOUBLINGS))
        else:
            seconds = self._policy.backoff(part.refusals)
        part.earliest = self._clock() + seconds
        part.refusals += 1
