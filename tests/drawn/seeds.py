"""Playing many seeds: in parts, each in a process of its own, told about as they end."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Protocol, TypeVar

from tests.support.pulumi_cli import CLI, NO_CLI

_PROGRESS = 100
_PART = 25


class Played(Protocol):
    """What became of a seed."""

    @property
    def seed(self) -> int:
        """Which."""

    @property
    def engine(self) -> bool:
        """Whether the real engine ran it."""

    @property
    def violations(self) -> tuple[str, ...]:
        """What was found wrong."""


_Outcome = TypeVar("_Outcome", bound=Played)


def play_all(
    seeds: Sequence[int],
    play_part: Callable[[Sequence[int]], list[_Outcome]],
    *,
    jobs: int,
    again: str,
) -> list[_Outcome]:
    """Play seeds, and say which went wrong and, rarely, how far it is.

    Args:
        seeds: in order.
        play_part: plays some of them in a process of its own.
        jobs: processes at a time.
        again: the command that plays one seed, `{0}` in its place.
    """
    parts = [seeds[first : first + _PART] for first in range(0, len(seeds), _PART)]
    with ProcessPoolExecutor(jobs) as pool:
        outcomes = itertools.chain.from_iterable(pool.map(play_part, parts))
        return list(_told(outcomes, again))


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def say_counts(kinds: Iterable[Counter[str]]) -> None:
    """Print how often each kind was played."""
    for kind, count in sorted(sum(kinds, Counter[str]()).items()):
        say(f"  {count:>6,} {kind}")


def say_engine_share(played: Sequence[Played], drawn: int) -> None:
    """Print how many seeds the real engine ran, and how many were drawn for it where it did not."""
    if CLI is None:
        say(f"{drawn} seeds for the real engine were played in rehearsal: {NO_CLI}")
    else:
        say(f"{sum(each.engine for each in played)} seeds on the real engine")


def _told(outcomes: Iterable[_Outcome], again: str) -> Iterator[_Outcome]:
    for number, outcome in enumerate(outcomes, 1):
        for violation in outcome.violations:
            say(f"seed {outcome.seed}: {violation}")
        if outcome.violations:
            say(f"  alone: {again.format(outcome.seed)}")
        if number % _PROGRESS == 0:
            say(f"{number} seeds played")
        yield outcome
