"""What goes wrong in a case, and when: each trouble begins at the n-th request of a sort.

Two things are never drawn, because the service's own interface leaves them undecided:

- Somebody gives a user a seat anew while the first call that reclaims it is on its way: the call
  names a user and not a seat, so it takes whichever there is. Drawn is the case in which a client
  can know better: the reclaim was carried out, its answer was lost, and the seat is given anew
  before the client asks again (`given_anew`).
- The same beside a call that the service carries out after the client has given it up
  (`timeout`): the late call would take the new seat, whatever the client does meanwhile.

Nor is it where reads lag behind: nobody sees then that the seat is another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.drawn.values import Directory

Sort = Literal["read", "write", "reclaim", "part", "sign-in"]
"""Of Graph a batch is one request, and each write in it a part."""

TIMEOUT = 0.7
"""Seconds that a request may take in a case with a `timeout`."""

_ONCE_EACH = (1, 1, 1, 2)


@dataclass(frozen=True)
class Trouble:
    """Something that goes wrong.

    Attributes:
        kind: what; a key of `KINDS`.
        sort: the requests that it befalls, or that set it off.
        first: the number of the first such request.
        times: how many of them in a row.
    """

    kind: str
    sort: Sort
    first: int
    times: int = 1

    def befalls(self, sort: Sort, number: int) -> bool:
        """Whether a request is among those it befalls."""
        return sort == self.sort and self.first <= number < self.first + self.times


@dataclass(frozen=True)
class Schedule:
    """Everything that goes wrong in a case; `seed` decides whom it concerns."""

    seed: int
    troubles: tuple[Trouble, ...]

    @property
    def kills(self) -> bool:
        """Whether the plugin process is to be killed."""
        return any(each.kind.startswith("killed") for each in self.troubles)

    @property
    def timeout(self) -> float | None:
        """Seconds a request may take; None for the usual time."""
        return TIMEOUT if any(each.kind == "timeout" for each in self.troubles) else None


_FOREVER = 10_000
_EXHAUSTING = 6

# Weights: how often each is drawn. What fails a write comes most often.
KINDS: dict[str, tuple[Sort, int]] = {
    "latency": ("write", 3),
    "timeout": ("write", 2),
    "429": ("write", 3),
    "503": ("write", 2),
    "500": ("write", 2),
    "502": ("write", 2),
    "504": ("write", 2),
    "500 after": ("write", 2),
    "502 after": ("write", 2),
    "503 after": ("write", 1),
    "504 after": ("write", 2),
    "reset before": ("write", 3),
    "reset after": ("write", 3),
    "cut in the middle": ("write", 3),
    "not JSON": ("write", 3),
    "users refused": ("write", 5),
    "tokens expired": ("write", 2),
    "tokens refused": ("write", 1),
    "inventory vanished": ("write", 1),
    "seats run out": ("write", 2),
    "given by another": ("write", 3),
    "taken by another": ("write", 3),
    "given anew": ("reclaim", 5),
    "killed before": ("write", 3),
    "killed after": ("write", 3),
    "read 429": ("read", 2),
    "read 503": ("read", 1),
    "read 500": ("read", 1),
    "read reset": ("read", 1),
    "read cut": ("read", 1),
    "read not JSON": ("read", 1),
    "read tokens expired": ("read", 1),
    "sign-in 503": ("sign-in", 1),
    "sign-in reset": ("sign-in", 1),
}
"""Every kind of trouble: which requests it is about, and how often it is drawn."""

_NOT_IN_BATCHES = frozenset({"users refused"})

LICENCE_KINDS: dict[str, tuple[Sort, int]] = {
    **{kind: value for kind, value in KINDS.items() if kind not in _NOT_IN_BATCHES},
    "part 429": ("part", 5),
    "part 429 unsaid": ("part", 2),
    "part busy": ("part", 4),
    "part 503": ("part", 2),
    "part 504": ("part", 3),
    "part 504 after": ("part", 5),
    "part 500 after": ("part", 3),
    "part refused": ("part", 4),
    "answers missing": ("write", 5),
    "one write at a time": ("write", 4),
    "one write at a time, in words": ("write", 3),
    "writes counted": ("write", 4),
    "seats run out": ("write", 4),
    "joined by another": ("write", 4),
    "left by another": ("write", 4),
    "renamed by another": ("write", 5),
    "deleted by another": ("write", 4),
    "plan added": ("write", 4),
}
"""The same of a world of Graph's."""

_UNTIL_THE_END = frozenset({"tokens refused", "inventory vanished"})
_MAY_LAST = frozenset({"429", "503", "500 after", "reset before", "reset after", "read 429"})
_SLOW_TO_REPEAT = frozenset({"read 500", "read reset", "read cut", "sign-in reset"})


def draw_schedule(random: Random, directory: Directory | None) -> Schedule:
    """Draw what goes wrong: one to five troubles, in the Store's world or in Graph's."""
    drawn = KINDS if directory is None else LICENCE_KINDS
    count = random.choices((1, 2, 3, 5), (3, 3, 2, 1))[0]
    weights = [weight for _, weight in drawn.values()]
    kinds = dict.fromkeys(random.choices(list(drawn), weights, k=count))
    if "timeout" in kinds or (directory and directory.replica):
        kinds.pop("given anew", None)
    return Schedule(random.randrange(2**32), tuple(_trouble(kind, random) for kind in kinds))


def _trouble(kind: str, random: Random) -> Trouble:
    sort, _ = LICENCE_KINDS.get(kind) or KINDS[kind]
    if sort == "part":
        return Trouble(kind, sort, random.randint(1, 60), random.choice((1, 2, 7)))
    first = random.randint(1, 5 if sort in {"read", "write"} else 2)
    if sort == "write" and random.random() < 0.3:
        first = 1
    return Trouble(kind, sort, first, _times(kind, random))


def _times(kind: str, random: Random) -> int:
    if kind in _UNTIL_THE_END:
        return _FOREVER
    if kind in _SLOW_TO_REPEAT:
        return 1
    if kind in _MAY_LAST and random.random() < 0.3:
        return _EXHAUSTING * random.choice((1, 4))
    return random.choice(_ONCE_EACH)
