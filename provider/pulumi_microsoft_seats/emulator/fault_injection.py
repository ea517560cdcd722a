"""Faults: which of them befall a request, decided by a seeded chance so that a run repeats."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass
from fnmatch import fnmatchcase
from random import Random
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from .fault_rules import ExpireTokens, FaultPlan, Latency, RateLimit, RefuseUsers, Status
from .rules import Rule, Switch
from .spelling import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_Rule = TypeVar("_Rule", bound=Rule)


@dataclass(frozen=True, slots=True)
class Injection:
    """What befalls one request.

    Attributes:
        delay: Seconds to wait before anything else, the general latency included.
        expire_tokens: Whether every token issued so far becomes invalid first.
        before: The fault that comes in place of the work (`status`, `reset_before`), if any.
        after: The fault that comes in place of the work's answer, if any.
    """

    delay: float = 0.0
    expire_tokens: bool = False
    before: Rule | None = None
    after: Rule | None = None


class RuleState(Generic[_Rule]):
    """A rule, how often it was injected, and a chance of its own.

    The n-th request that a rule matches always has the same luck, whatever other rules do.
    """

    def __init__(self, rule: _Rule, seed: int, place: int) -> None:
        self.rule = rule
        self.injected = 0
        self._chance = Random(f"{seed}/{place}")  # noqa: S311 - repeatable on purpose, no secret
        self._served: deque[float] = deque()

    def matches(self, method: str, path: str) -> bool:
        """Whether the rule is for a request."""
        match = self.rule.match
        return fnmatchcase(method, match.method.upper()) and fnmatchcase(
            fold(path), fold(match.path)
        )

    def decide(self) -> Rule | None:
        """The rule to inject into a request that it matches, or None to let the request be."""
        if not isinstance(self.rule, RateLimit):
            return self.rule if self.fires() else None
        wait = self._seconds_to_wait(self.rule, time.monotonic())
        if not wait or not self.fires():
            return None
        return Status(status=429, retry_after=math.ceil(wait))

    def _seconds_to_wait(self, rule: RateLimit, now: float) -> float:
        """How long until another request is served; 0 when this one is, which then counts."""
        # Assumed: a limit counts in a sliding window, and only what it lets through.
        while self._served and self._served[0] <= now - rule.per:
            self._served.popleft()
        if len(self._served) >= rule.requests:
            return self._served[0] + rule.per - now
        self._served.append(now)
        return 0.0

    def fires(self) -> bool:
        """Whether it is injected into a request that it matches, which then counts."""
        if self.rule.count is not None and self.injected >= self.rule.count:
            return False
        if self._chance.random() >= self.rule.rate:
            return False
        self.injected += 1
        return True


class Faults:
    """The rules in force.

    Args:
        latency: Seconds that every request takes at least, unless a document says otherwise.
        plan: The document at start.
    """

    def __init__(self, latency: float = 0.0, plan: FaultPlan | None = None) -> None:
        self._own_latency = latency
        self.replace(plan or FaultPlan())

    def replace(self, plan: FaultPlan) -> None:
        """Put other rules in force; counts and chance start afresh."""
        self._latency = self._own_latency if plan.latency is None else plan.latency
        self._seed = plan.seed
        self._rules: list[RuleState[Rule]] = [
            RuleState(rule, plan.seed, place) for place, rule in enumerate(plan.rules)
        ]

    def document(self) -> dict[str, Any]:
        """The rules in force, each with how often it was injected; `latency` is in seconds."""
        return {
            "seed": self._seed,
            "latency": self._latency,
            "rules": [
                {**state.rule.model_dump(exclude_unset=True), "injected": state.injected}
                for state in self._rules
            ],
        }

    def draw(self, method: str, path: str) -> Injection:
        """Decide what befalls a request.

        Delays add up and tokens may expire besides; of the faults that take the answer's place
        the first in the document that fires is injected, and those after it are not asked.
        """
        delay, expire, answer = self._latency, False, None
        for state in self._rules:
            rule = state.rule
            takes_place = not isinstance(rule, Latency | ExpireTokens)
            if isinstance(rule, Switch) or (takes_place and answer is not None):
                continue
            injected = state.decide() if state.matches(method, path) else None
            if injected is None:
                continue
            delay += rule.latency if isinstance(rule, Latency) else 0.0
            expire = expire or isinstance(rule, ExpireTokens)
            answer = injected if takes_place else answer
        is_early = answer is not None and (
            answer.fault == "reset_before" or (isinstance(answer, Status) and not answer.after)
        )
        return Injection(delay, expire, answer if is_early else None, None if is_early else answer)

    @property
    def latency(self) -> float:
        """Seconds that every request takes at least."""
        return self._latency

    def in_force(self, kind: type[_Rule]) -> list[_Rule]:
        """The rules of a kind, whatever they match."""
        return [state.rule for state in self._rules if isinstance(state.rule, kind)]

    def matching(self, kind: type[_Rule], method: str, path: str) -> list[RuleState[_Rule]]:
        """The rules of a kind that match a request; whoever injects one lets it fire."""
        return [
            cast("RuleState[_Rule]", state)
            for state in self._rules
            if isinstance(state.rule, kind) and state.matches(method, path)
        ]

    def refusals(self, method: str, path: str, users: Sequence[str]) -> Mapping[str, str]:
        """Which of `users` a bulk call is made to refuse, and why (`refuse_users`)."""
        refused: dict[str, str] = {}
        for state in self._rules:
            if not isinstance(state.rule, RefuseUsers):
                continue
            meant = set(map(fold, state.rule.users))
            named = [user for user in users if fold(user) in meant]
            if named and state.matches(method, path) and state.fires():
                refused.update(dict.fromkeys(named, state.rule.reason))
        return refused
