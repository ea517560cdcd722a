"""Seats that changed behind the program's back, and service plans of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .wording import counted, listing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from .model import Ownership


@dataclass(frozen=True, slots=True)
class Drift:
    """Who lost and who gained a seat since state was last written, users folded and sorted.

    Attributes:
        lost: who has none any more.
        gained: who has one.
        switched: how the service plans of a holder are not as declared by now, by user; empty where
            they are again.
    """

    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    switched: Mapping[str, str] = field(default_factory=dict)

    @property
    def users(self) -> frozenset[str]:
        """Everybody it is about."""
        return frozenset(self.lost + self.gained) | self.switched.keys()

    def sentences(self) -> list[str]:
        """A line for those who lost a seat, who gained one, and whose service plans changed."""
        said = [
            f"outside this program, {counted(len(users), 'user')} {what} a seat: {listing(users)}"
            for users, what in ((self.lost, "lost"), (self.gained, "gained"))
            if users
        ]
        if self.switched:
            users = [f"{u} ({how or 'as declared'})" for u, how in sorted(self.switched.items())]
            said.append(
                f"outside this program, service plans of {counted(len(users), 'user')} were "
                f"switched: {listing(users)}"
            )
        return said


def drift_between(
    ownership: Ownership,
    *,
    recorded: AbstractSet[str],
    held: AbstractSet[str],
    inherited: AbstractSet[str] = frozenset(),
    remarks: Mapping[str, str] | None = None,
    remarks_now: Mapping[str, str] | None = None,
) -> Drift:
    """Compare the seats in state with those held; others' seats are no drift of a shared one.

    Args:
        ownership: of the resource.
        recorded: who holds one according to state.
        held: who holds one that the resource decides about.
        inherited: who holds one through something else, which nobody loses and nobody is given.
        remarks: how the service plans of holders were not as declared, by user.
        remarks_now: the same of this moment.
    """
    gained = held - recorded if ownership == "exclusive" else frozenset[str]()
    lost = recorded - held - inherited
    then, now = remarks or {}, remarks_now or {}
    switched = {
        user: now.get(user, "")
        for user in (then.keys() | now.keys()) & recorded & held
        if then.get(user) != now.get(user)
    }
    return Drift(tuple(sorted(lost)), tuple(sorted(gained)), switched)
