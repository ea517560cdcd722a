"""What the lines of a preview's diagnostics say, where no property says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.drift import Drift

if TYPE_CHECKING:
    from collections.abc import Iterable

_DRIFT = re.compile(
    r"outside this program, (?P<count>[\d,]+) users? (?P<what>lost|gained) a seat: (?P<users>.*)"
)
_REST = re.compile(r" and [\d,]+ more$")
_APPROVAL = re.compile(r"; to approve exactly this, run: (?P<command>.* (?P<digest>[0-9a-f]+))$")
_TRACEBACK = re.compile(r":\s*Traceback \(most recent call last\):\n.*\n(?=\S)", re.DOTALL)
_REPEATS = re.compile(r"see above\.$|^an unhandled error occurred: program exited|^preview failed$")


@dataclass(frozen=True, slots=True)
class SaidDrift:
    """The drift that lines speak of.

    Attributes:
        named: the users whom they name.
        unnamed: how many more they only count.
    """

    named: Drift
    unnamed: int


@dataclass(frozen=True, slots=True)
class Approval:
    """How a person approves what was refused.

    Attributes:
        command: what to run.
        digest: of exactly this plan.
    """

    command: str
    digest: str


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


def approval_in(refusal: str) -> Approval | None:
    """How to approve what a sentence refuses, None when it cannot be approved."""
    found = _APPROVAL.search(refusal)
    return Approval(found["command"], found["digest"]) if found else None


def without_approval(refusal: str) -> str:
    """The sentence without the command that it ends with."""
    return _APPROVAL.sub("", refusal)


def without_traceback(message: str) -> str:
    """An error as its last line says it, the way that led there left out."""
    return _TRACEBACK.sub(": ", message).strip()


def repeats_others(message: str) -> bool:
    """Whether an error only says that there were others."""
    return _REPEATS.search(message) is not None
