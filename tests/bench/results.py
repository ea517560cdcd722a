"""What a row of the benchmark found, and whether that is what it has to reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.bench.sampling import Series

Verdict = Literal["reached", "missed", "not run", "for information"]

Again = Callable[[Mapping[str, str]], object]
"""Does what was measured once more, with more variables in its environment."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure has to reach.

    Attributes:
        bound: whether the limit is the smallest or the largest value that will do.
        limit: that value.
        unit: what follows it when it is written.
    """

    bound: Literal["at least", "at most", "exactly"]
    limit: float
    unit: str

    def accepts(self, value: float) -> bool:
        """Whether a value reaches it."""
        if self.bound == "exactly":
            return value == self.limit
        return value >= self.limit if self.bound == "at least" else value <= self.limit

    def __str__(self) -> str:
        """As the table has it: `at least 12 times faster`."""
        return f"{self.bound} {self.limit:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table.

    Attributes:
        what: what was measured.
        target: what it has to reach; None for a line that only informs.
        value: what it was, in the target's unit.
        series: all samples, by the name of what was sampled; what the value is about comes first.
        notes: what else there is to know.
        holds: whether everything else holds that the line demands besides the target.
        not_run: why it was not measured.
        again: does it once more, for a profile.
        profile: where its time went, when it missed its target.
    """

    what: str
    target: Target | None
    value: float | None = None
    series: Mapping[str, Series] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    holds: bool = True
    not_run: str = ""
    again: Again | None = None
    profile: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Reached, missed, or neither."""
        if self.not_run:
            return "not run"
        if self.target is None or self.value is None:
            return "for information"
        return "reached" if self.holds and self.target.accepts(self.value) else "missed"


def ratio(left: Series, right: Series) -> float:
    """How many times the median of one is the other's."""
    return left.median / right.median
