"""How far long work has come, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Work = Literal["reading", "reclaiming", "changing", "assigning"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one kind of work has come.

    Attributes:
        work: what is being done, of seats.
        done: seats so far, those that failed not included.
        total: seats in all; None where nobody knows.
        failed: users who could not be served.
    """

    work: Work
    done: int
    total: int | None = None
    failed: int = 0

    @property
    def is_end(self) -> bool:
        """Whether nothing is left to do."""
        return self.total is not None and self.done + self.failed >= self.total

    def __str__(self) -> str:
        """Such as: assigning 2,500 of 10,000, 3 failed."""
        of = "" if self.total is None else f" of {self.total:,}"
        failed = f", {self.failed:,} failed" if self.failed else ""
        return f"{self.work} {self.done:,}{of}{failed}"
