"""What must not happen unattended, and how a person approves exactly that."""

from __future__ import annotations

from dataclasses import dataclass

COMMAND = "pulumi config set microsoft-seats:approve "


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a plan must not be carried out.

    Attributes:
        sentence: without the way to approve it.
        approval: the digest that approves exactly this plan; empty when nothing can.
    """

    sentence: str
    approval: str = ""

    @property
    def command(self) -> str:
        """What to run to approve it; empty when nothing can."""
        return f"{COMMAND}{self.approval}" if self.approval else ""

    def __str__(self) -> str:
        """The sentence as people read it, with the way to approve it at its end."""
        if not self.approval:
            return self.sentence
        return f"{self.sentence}; to approve exactly this, run: {self.command}"
