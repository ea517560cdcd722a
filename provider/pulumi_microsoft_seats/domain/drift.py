"""Seats that changed behind the program's back, as lines that can be read back.

A person reads them in a preview; the review report reads them from `pulumi preview --json`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .wording import counted, listing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from .model import Ownership

_DRIFT = re.compile(
    r"outside this program, (?P<count>[\d,]+) users? (?P<what>lost|gained) a seat: (?P<users>.*)"
)
_REST = re.compile(r" and [\d,]+ more$")


@dataclass(frozen=True, slots=True)
class Drift:
    """Who lost and who gained a seat since state was last written, users folded and sorted."""

    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """A line for those who lost a seat and one for those who gained one; none when nobody."""
        return [
            f"outside this program, {counted(len(users), 'user')} {what} a seat: {listing(users)}"
            for users, what in ((self.lost, "lost"), (self.gained, "gained"))
            if users
        ]


@dataclass(frozen=True, slots=True)
class SaidDrift:
    """The drift that lines speak of.

    Attributes:
        named: the users whom they name.
        unnamed: how many more they only count.
    """

    named: Drift
    unnamed: int


def drift_between(
    ownership: Ownership, *, recorded: AbstractSet[str], held: AbstractSet[str]
) -> Drift:
    """Compare the seats in state with those held; others' seats are no drift of a shared one."""
    gained = held - recorded if ownership == "exclusive" else frozenset[str]()
    return Drift(lost=tuple(sorted(recorded - held)), gained=tuple(sorted(gained)))


def drift_in(lines: Iterable[str]) -> SaidDrift:
    """The drift that lines speak of; other lines are passed over."""
    named: dict[str, tuple[str, ...]] = {}
    unnamed = 0
    for line in lines:
        found = _DRIFT.search(line)
        if found is not None:
            users = tuple(_REST.sub("", found["users"]).split(", "))
            named[found["what"]] = users
            unnamed += int(found["count"].replace(",", "")) - len(users)
    return SaidDrift(Drift(**named), unnamed)


def speaks_of_drift(line: str) -> bool:
    """Whether a line names or counts users who drifted."""
    return _DRIFT.search(line) is not None
