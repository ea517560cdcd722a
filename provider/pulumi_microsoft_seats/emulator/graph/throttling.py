"""The directory's limits: writes and resource units in a time, and licence writes at a time."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .graph_errors import concurrency_violation, throttled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..fault_injection import RuleState
    from .graph_errors import GraphError
    from .switches import Throttle, WriteLock

# Resource units in ten seconds, by how many users a tenant has at least.
_UNITS = ((501, 8000), (50, 5000), (0, 3500))
_TELLS_ABOVE = 0.8
_MOST_TOLD = 1.8


@dataclass(frozen=True, slots=True)
class Cost:
    """What a request counts against the limits."""

    units: int
    writes: int = 0


@dataclass(slots=True)
class _Bucket:
    """Tokens that come back at a steady rate."""

    size: float
    per: float
    moment: float
    left: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.size

    def wait_for(self, tokens: int, now: float) -> float:
        """How many seconds until so many tokens are there; 0 when they are."""
        self.left = min(self.size, self.left + (now - self.moment) * self.size / self.per)
        self.moment = now
        return max(0.0, (tokens - self.left) * self.per / self.size)

    @property
    def used(self) -> float:
        """The share of the limit that is used."""
        return 1 - self.left / self.size


class Limits:
    """What requests count against, for each rule that is in force.

    Args:
        now: A clock that never goes back, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: dict[int, tuple[object, tuple[_Bucket, _Bucket]]] = {}
        self._in_flight: dict[int, tuple[object, int]] = {}

    def count(
        self, rules: Iterable[RuleState[Throttle]], cost: Cost, users: int, caller: str
    ) -> dict[str, str]:
        """Count a request, and return the headers that tell of it.

        Args:
            rules: The limits in force.
            cost: What it counts.
            users: How many people the tenant has.
            caller: Whom it counts against, as `application/tenant`.

        Raises:
            GraphError: 429, it would exceed a limit, and does not count then.
        """
        # Assumed: Every answer of the directory that is no error says what it cost.
        # Assumed: A request that is refused counts, but for one that `throttle` or an injected
        # status refuses.
        # Assumed: `x-ms-throttle-priority` changes nothing.
        headers = {"x-ms-resource-unit": str(cost.units)}
        for state in rules:
            writes, units = self._buckets_of(state.rule, users)
            now = self._now()
            wait = max(writes.wait_for(cost.writes, now), units.wait_for(cost.units, now))
            if wait and state.fires():
                is_write = writes.wait_for(cost.writes, now) > 0
                raise _refusal(state.rule, wait, caller, is_write=is_write)
            writes.left -= cost.writes
            units.left -= cost.units
            used = max(writes.used, units.used)
            if used > _TELLS_ABOVE:
                headers["x-ms-throttle-limit-percentage"] = f"{min(used, _MOST_TOLD):.1f}"
        return headers

    def begin_write(self, states: Iterable[RuleState[WriteLock]]) -> list[WriteLock]:
        """Begin a licence write, and return what it has to be ended with.

        Raises:
            GraphError: 409 or 400, too many are in flight.
        """
        begun: list[WriteLock] = []
        for state in states:
            rule = state.rule
            _, count = self._in_flight.get(id(rule), (rule, 0))
            if count >= rule.writes and state.fires():
                self.end_write(begun)
                raise concurrency_violation(rule.status, text_only=rule.text_only)
            self._in_flight[id(rule)] = (rule, count + 1)
            begun.append(rule)
        return begun

    def end_write(self, begun: Iterable[WriteLock]) -> None:
        """End a licence write."""
        for rule in begun:
            _, count = self._in_flight.pop(id(rule))
            if count > 1:
                self._in_flight[id(rule)] = (rule, count - 1)

    def _buckets_of(self, rule: Throttle, users: int) -> tuple[_Bucket, _Bucket]:
        # The rule is kept beside its buckets, so that no other one has its address meanwhile.
        if id(rule) not in self._buckets:
            now = self._now()
            units = rule.units or next(units for least, units in _UNITS if users >= least)
            buckets = (
                _Bucket(rule.writes, rule.per, now),
                _Bucket(units, rule.units_per, now),
            )
            self._buckets[id(rule)] = (rule, buckets)
        return self._buckets[id(rule)][1]


def _refusal(rule: Throttle, wait: float, caller: str, *, is_write: bool) -> GraphError:
    # Assumed: Where resource units are exceeded, `x-ms-throttle-scope` says `ReadWrite`.
    kind, limit = ("Write", "Write") if is_write else ("ReadWrite", "ResourceUnit")
    headers = {
        "x-ms-throttle-scope": f"Tenant_Application/{kind}/{caller}",
        "x-ms-throttle-information": f"{limit}LimitExceeded",
    }
    if rule.retry_after:
        # Assumed: `Retry-After` is the whole seconds until the limit lets the request through.
        headers["Retry-After"] = str(math.ceil(wait))
    return throttled(headers)
