"""Whom a plan concerns, as lists of names."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal[
    "lose",
    "relose",
    "lose-direct",
    "off",
    "gain",
    "regain",
    "on",
    "unserved",
    "unswitched",
    "stays-lost",
    "stays-gained",
    "inherited",
    "left",
]

_KINDS: dict[Kind, tuple[str, str]] = {
    "lose": ("-", "Losing a seat"),
    "relose": ("-", "Losing a seat that was given outside this program"),
    "lose-direct": ("-", "Losing the direct licence, keeping it through a group"),
    "off": ("-", "Keeping the seat, service plans change: "),
    "gain": ("+", "Gaining a seat"),
    "regain": ("+", "Getting back a seat that was taken outside this program"),
    "on": ("+", "Keeping the seat, service plans change: "),
    "unserved": ("!", "Cannot be served: "),
    "unswitched": ("!", "Keeping the seat, service plans cannot be changed: "),
    "stays-lost": ("!", "Lost a seat outside this program, not given back"),
    "stays-gained": ("!", "Gained a seat outside this program, not taken back"),
    "inherited": ("=", "Served through a group, no direct licence is assigned"),
    "left": ("=", "No longer declared, keeping the licence through a group"),
}
ORDER: tuple[Kind, ...] = tuple(_KINDS)
"""What is taken before what is given, before what only may be of interest."""


@dataclass(frozen=True, slots=True)
class NameList:
    """Users to whom the same happens, sorted.

    Attributes:
        kind: what that is.
        users: all of them.
        detail: which service plans change, or why it cannot be; empty for most kinds.
        most: how many names are shown; None for all.
    """

    kind: Kind
    users: tuple[str, ...]
    detail: str = ""
    most: int | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """Those whose names are shown."""
        return self.users[: self.most]

    @property
    def rest(self) -> int:
        """How many others there are."""
        return len(self.users) - len(self.shown)

    @property
    def title(self) -> str:
        """What happens to them."""
        return _KINDS[self.kind][1] + self.detail

    @property
    def sign(self) -> str:
        """`+` for a gain, `-` for a loss, `!` for what stays as it should not, `=` for what may."""
        return _KINDS[self.kind][0]


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a plan concerns besides those who gain and lose a seat. Users are folded and sorted.

    Attributes:
        changes: who keeps the seat, by how its service plans are switched.
        unswitched: whose service plans cannot be, by reason.
        unserved: who is declared and cannot be given a seat, by reason.
        inherited: who is declared and has the licence through a group alone.
        kept: who loses the direct licence and has it through a group.
        left: who is no longer declared and has it through a group alone.
        renamed: the new names by which the program calls users of before.
    """

    changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unswitched: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unserved: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    inherited: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))

    @property
    def without_seat(self) -> frozenset[str]:
        """Who is declared, and neither holds a direct one nor gains it."""
        return frozenset(self.inherited).union(*self.unserved.values())

    @property
    def users(self) -> frozenset[str]:
        """Everybody who is in a list of it."""
        lists = (*self.changes.values(), *self.unswitched.values(), *self.unserved.values())
        return frozenset(self.inherited + self.left).union(*lists)

    def lists(self) -> list[NameList]:
        """All but `kept`, which is a part of the losses."""
        return [
            *(
                # Whoever is switched something off loses the use of it, whatever is switched on.
                NameList("off" if said.endswith(" off") else "on", users, said)
                for said, users in self.changes.items()
            ),
            *(NameList("unswitched", users, said) for said, users in self.unswitched.items()),
            *(NameList("unserved", users, said) for said, users in self.unserved.items()),
            NameList("inherited", self.inherited),
            NameList("left", self.left),
        ]
