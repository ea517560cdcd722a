"""Samples: taken in turns, so that a noisy minute hits everything that is compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Series:
    """What was measured of one thing, in the order in which it was measured."""

    samples: tuple[float, ...]
    unit: str = "s"

    @property
    def median(self) -> float:
        """The median."""
        return median(self.samples)

    def __str__(self) -> str:
        """The median, and the smallest and the largest."""
        middle, low, high = (
            number(value) for value in (self.median, min(self.samples), max(self.samples))
        )
        return f"{middle} {self.unit} ({low} to {high})"


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the things that are compared.

    Attributes:
        name: what it is called in the report.
        measure: measures it once; what it returns is in the unit.
        warm_up: what is done instead of a first measurement that does not count.
    """

    name: str
    measure: Callable[[], float]
    warm_up: Callable[[], object] | None = None
    unit: str = "s"


def alternate(
    subjects: Sequence[Subject], repeats: int, say: Say, *, warm: bool = True
) -> Mapping[str, Series]:
    """Measure all in turns, rather than one after the other.

    Args:
        subjects: what is compared.
        repeats: how often each is measured.
        say: is told each figure as it is measured.
        warm: whether each is warmed up first, in this order, before anything counts.
    """
    for subject in subjects if warm else ():
        (subject.warm_up or subject.measure)()
    found: dict[str, list[float]] = {subject.name: [] for subject in subjects}
    for turn in range(1, repeats + 1):
        for subject in subjects:
            value = subject.measure()
            found[subject.name].append(value)
            say(f"    {turn}/{repeats}  {subject.name}: {number(value)} {subject.unit}")
    return {subject.name: Series(tuple(found[subject.name]), subject.unit) for subject in subjects}


def number(value: float) -> str:
    """A figure in at most three significant digits, as people write it: 1,234, 12.3, 0.0123."""
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:#.3g}".rstrip(".")
