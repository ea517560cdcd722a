"""What became of each user of a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..domain.roster import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..domain.model import Seat


@dataclass(frozen=True, slots=True)
class Ledger:
    """The outcome of a plan, or of a part of it. Users are folded.

    Attributes:
        assigned: the seats that were given.
        reclaimed: the users whose seat was taken.
        unchanged: the users whose seat was gone already when it was to be reclaimed.
        reassigned: the seats that somebody else gave meanwhile to users whose seat was to be
            reclaimed; they are left alone.
        failures: the users who were not served, and why.
    """

    assigned: tuple[Seat, ...] = ()
    reclaimed: frozenset[str] = frozenset()
    unchanged: frozenset[str] = frozenset()
    reassigned: tuple[Seat, ...] = ()
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def users(self) -> frozenset[str]:
        """Everybody it speaks of."""
        seats = (*self.assigned, *self.reassigned)
        return (
            frozenset(fold(seat.user) for seat in seats)
            | self.reclaimed
            | self.unchanged
            | self.failures.keys()
        )

    @classmethod
    def merged(cls, parts: Iterable[Ledger]) -> Ledger:
        """The parts, each about users of its own, as one."""
        all_parts = list(parts)
        return cls(
            assigned=tuple(seat for part in all_parts for seat in part.assigned),
            reclaimed=frozenset().union(*(part.reclaimed for part in all_parts)),
            unchanged=frozenset().union(*(part.unchanged for part in all_parts)),
            reassigned=tuple(seat for part in all_parts for seat in part.reassigned),
            failures={user: why for part in all_parts for user, why in part.failures.items()},
        )
