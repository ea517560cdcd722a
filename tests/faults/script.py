"""Putting a schedule into effect, request by request, inside the emulator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from random import Random
from typing import Any

from pulumi_microsoft_seats.emulator.fault_injection import Faults, Injection, RuleState
from pulumi_microsoft_seats.emulator.fault_rules import Cut, FaultPlan, Status
from pulumi_microsoft_seats.emulator.graph.switches import BatchAnswers, Throttle, WriteLock
from pulumi_microsoft_seats.emulator.rules import Rule
from tests.drawn.history import Books, Write
from tests.drawn.people import ANOTHER
from tests.drawn.wire import CURRENT
from tests.faults.schedule import TIMEOUT, Schedule, Sort, Trouble

_AT_ONCE = "0"


_RULES: dict[str, Rule] = {
    "reset before": Cut(fault="reset_before"),
    "reset after": Cut(fault="reset_after"),
    "cut in the middle": Cut(fault="truncate"),
    "not JSON": Cut(fault="malformed"),
    "reset": Cut(fault="reset_before"),
    "cut": Cut(fault="truncate"),
    "killed before": Cut(fault="reset_before"),
    # No document may ask for what Graph says in its own words.
    "busy": Status.model_construct(status=409),
    "refused": Status.model_construct(status=400),
}
_SWITCHES: dict[str, Rule] = {
    "one write at a time": WriteLock(takes=0.02),
    "one write at a time, in words": WriteLock(takes=0.02, status=400, text_only=True),
    "writes counted": Throttle(writes=40, per=1.0),
}
"""What is so from the first request to the last."""
_LOST_ANSWERS: tuple[Rule, ...] = (
    Cut(fault="reset_after"),
    Cut(fault="truncate"),
    Cut(fault="malformed"),
    Status(status=500, after=True),
)
_OMITTED: ContextVar[int] = ContextVar("OMITTED", default=0)
"""How many answers the batch that is being served lacks."""

_TRIES = 2
"""How many writes after the units of a licence have run out there are some again."""

_AT_GRAPH = frozenset({f"{what} by another" for what in ("joined", "left", "renamed", "deleted")})


class Script(Faults):
    """The rules of a schedule, instead of a document's. Called from the emulator's thread.

    Attributes:
        injected: how often each kind was put into effect.
        given_anew: the users, with their product, who were given a seat anew after their reclaim.
    """

    def __init__(self) -> None:
        super().__init__()
        self._schedule: Schedule | None = None
        self.injected: Counter[str] = Counter()
        self.given_anew: set[tuple[str, str]] = set()

    def begin(
        self,
        schedule: Schedule,
        books: Books,
        declared: Mapping[str, frozenset[str]],
        kill: Callable[[], bool],
    ) -> None:
        """Let things go wrong from now on.

        Args:
            schedule: what.
            books: the ledger, to move seats in.
            declared: the users whom the program declares, by product in small letters.
            kill: kills the plugin process; False when there is none.
        """
        self._books, self._declared, self._kill = books, declared, kill
        self._random = Random(schedule.seed)  # noqa: S311 - repeatable on purpose, no secret
        self._requests: Counter[str] = Counter()
        self._reclaimed: Write | None = None
        self._killed = False
        self._full_since = 0
        self._schedule = schedule
        switches = [each.kind for each in schedule.troubles if each.kind in _SWITCHES]
        self.injected.update(switches)
        self._usual = self.in_force(Rule)
        self._put_in_force([*self._usual, *map(_SWITCHES.__getitem__, switches)])

    def end(self) -> None:
        """Let nothing go wrong any more."""
        if self._schedule is not None:
            self._put_in_force(self._usual)
        self._schedule = None

    def _put_in_force(self, rules: Sequence[Rule]) -> None:
        self.replace(FaultPlan.model_construct(rules=tuple(rules)))

    def draw(self, method: str, path: str) -> Injection:
        """Decide what befalls a request."""
        schedule = self._schedule
        if schedule is None:
            return super().draw(method, path)
        sorts = _sorts(path, CURRENT.get())
        if sorts != ["part"]:
            self._give_anew()
        self._requests.update(sorts)
        if self._full_since and self._requests["write"] > self._full_since + _TRIES:
            # Who has freed units is patient: a minute for each batch.
            self._books.give_back()
        troubles = [
            trouble
            for trouble in schedule.troubles
            if any(trouble.befalls(sort, self._requests[sort]) for sort in sorts)
        ]
        return self._injection(troubles)

    def matching(self, kind: type[Any], method: str, path: str) -> list[RuleState[Any]]:
        """Let answers of a batch be missing, if that is its trouble."""
        found = super().matching(kind, method, path)
        omitted = _OMITTED.get()
        if kind is BatchAnswers and omitted:
            return [*found, RuleState(BatchAnswers(omit=omitted), 0, 0)]
        return found

    def refusals(self, method: str, path: str, users: Sequence[str]) -> Mapping[str, str]:
        """Refuse some users of a write, if that is its trouble."""
        schedule = self._schedule
        if schedule is None:
            return super().refusals(method, path, users)
        number = self._requests["write"]
        kinds = [t.kind for t in schedule.troubles if t.befalls("write", number)]
        if "users refused" not in kinds:
            return {}
        self.injected["users refused"] += 1
        refused = self._random.sample(list(users), self._random.randint(1, len(users)))
        return dict.fromkeys(refused, "Not this one")

    def _injection(self, troubles: list[Trouble]) -> Injection:
        delay, expire, answer = 0.0, False, None
        for kind in [trouble.kind for trouble in troubles]:
            is_done = kind.startswith("killed") and self._killed
            if is_done or kind == "users refused" or kind in _SWITCHES:
                continue
            if kind == "latency":
                delay += self._random.uniform(0.02, 0.15)
            elif kind == "timeout":
                delay += 1.5 * TIMEOUT
            elif "tokens" in kind:
                expire = True
            elif kind == "answers missing":
                _OMITTED.set(self._random.randint(1, 20))
            elif (rule := self._answer(kind)) is not None:
                if answer is not None:
                    continue
                answer = rule
            elif kind != "killed after" and not self._meddle(kind):
                continue
            self._end_process(kind)
            self.injected[kind] += 1
        early = answer is not None and (
            answer.fault == "reset_before" or (isinstance(answer, Status) and not answer.after)
        )
        return Injection(delay, expire, answer if early else None, None if early else answer)

    def _answer(self, kind: str) -> Rule | None:
        """The rule of a kind that takes the answer's place; None when it is not one."""
        if kind == "given anew":
            self._reclaimed = CURRENT.get()
            return self._random.choice(_LOST_ANSWERS)
        name = kind.removeprefix("read ").removeprefix("sign-in ").removeprefix("part ")
        status, _, after = name.partition(" ")
        if status.isdecimal():
            # Who asks to come again has done nothing.
            wait = _AT_ONCE if name in {"429", "503"} else None
            given = {"status": int(status), "retry_after": wait, "after": after == "after"}
            return Status.model_validate(given)
        return _RULES.get(name)

    def _end_process(self, kind: str) -> None:
        if kind.startswith("killed"):
            self._killed = True
            assert self._kill(), "there is no plugin process to kill"

    def _give_anew(self) -> None:
        """Before a client can look: give seats anew whose reclaim it does not know of."""
        write, self._reclaimed = self._reclaimed, None
        if write is None:
            return
        without = sorted(write.users - self._books.holders()[write.product])
        chosen = self._random.sample(without, min(len(without), self._random.randint(1, 5)))
        self._books.move(write.product, "assign", chosen)
        holders = self._books.holders()[write.product]
        self.given_anew |= {(write.product, user) for user in chosen if user in holders}

    def _meddle(self, kind: str) -> bool:
        """Do what somebody else does meanwhile; False when there was nothing to be done."""
        write = CURRENT.get()
        if write is None:
            return False
        product, some = write.product, self._random.randint(1, 4)
        if kind == "inventory vanished":
            self._books.vanished.add(product)
            return True
        holders = self._books.holders()[product]
        declared = self._declared.get(product, frozenset())
        if kind == "seats run out":
            self._full_since = self._requests["write"]
            return bool(self._books.fill(product))
        if kind in _AT_GRAPH or kind == "plan added":
            people = sorted(declared | holders)
            chosen = self._random.sample(people, min(some, len(people)))
            return self._books.meddle(product, kind, chosen)
        if kind == "given by another":
            waiting = sorted(declared - holders)
            chosen = self._random.sample(waiting, min(some, len(waiting)))
            return bool(self._books.move(product, "assign", [*ANOTHER[:some], *chosen]))
        # Of those who are to keep a seat: one who is to lose it may be in a call already.
        kept = sorted(holders & declared)
        chosen = self._random.sample(kept, min(some, len(kept)))
        return bool(self._books.move(product, "reclaim", chosen))


def _sorts(path: str, write: Write | None) -> list[Sort]:
    folded = path.lower()
    if not folded.startswith(("/v1/", "/v1.0/")):
        return ["sign-in"]
    if folded.endswith("/assignlicense"):
        return ["part"]
    if write is None:
        return ["read"]
    return ["write", "reclaim"] if write.action == "reclaim" else ["write"]
