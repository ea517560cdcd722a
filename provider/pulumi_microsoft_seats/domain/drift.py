"""Seats that changed behind the program's back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .wording import counted, listing

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from .model import Ownership


@dataclass(frozen=True, slots=True)
class Drift:
    """Who lost and who gained a seat since state was last written, users folded and sorted."""

    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()

    @property
    def users(self) -> frozenset[str]:
        """Everybody it is about."""
        return frozenset(self.lost + self.gained)

    def sentences(self) -> list[str]:
        """A line for those who lost a seat and one for those who gained one; none when nobody."""
        return [
            f"outside this program, {counted(len(users), 'user')} {what} a seat: {listing(users)}"
            for users, what in ((self.lost, "lost"), (self.gained, "gained"))
            if users
        ]


def drift_between(
    ownership: Ownership,
    *,
    recorded: AbstractSet[str],
    held: AbstractSet[str],
    inherited: AbstractSet[str] = frozenset(),
) -> Drift:
    """Compare the seats in state with those held; others' seats are no drift of a shared one.

    Args:
        ownership: of the resource.
        recorded: who holds one according to state.
        held: who holds one that the resource decides about.
        inherited: who holds one through something else, which nobody loses and nobody is given.
    """
    gained = held - recorded if ownership == "exclusive" else frozenset[str]()
    lost = recorded - held - inherited
    return Drift(lost=tuple(sorted(lost)), gained=tuple(sorted(gained)))
