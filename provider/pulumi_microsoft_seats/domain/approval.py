"""How a person approves a plan that was refused, as the end of a sentence that can be read back.

The review report reads it from `pulumi preview --json`, where nothing but the sentence has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMAND = "pulumi config set microsoft-seats:approve "
_END = re.compile(rf"; to approve exactly this, run: {re.escape(_COMMAND)}(?P<digest>[0-9a-f]+)$")


@dataclass(frozen=True, slots=True)
class Approval:
    """Of exactly one plan.

    Attributes:
        digest: the plan's.
    """

    digest: str

    @property
    def command(self) -> str:
        """What to run."""
        return f"{_COMMAND}{self.digest}"

    def offered_after(self, refusal: str) -> str:
        """A sentence that refuses the plan, with the way to approve it at its end."""
        return f"{refusal}; to approve exactly this, run: {self.command}"


def approval_in(refusal: str) -> Approval | None:
    """How to approve what a sentence refuses, None when it cannot be approved."""
    found = _END.search(refusal)
    return Approval(found["digest"]) if found else None


def without_approval(refusal: str) -> str:
    """The sentence without the way to approve that it ends with."""
    return _END.sub("", refusal)
