"""What a campaign finds wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

_SHOWN = 5


@dataclass
class Findings:
    """What was found wrong, and how many users were compared."""

    violations: list[str] = field(default_factory=list)
    users: int = 0

    def nobody(self, users: frozenset[str], what: str) -> None:
        """Note a violation unless there is nobody of whom `what` is true."""
        if users:
            shown = ", ".join(sorted(users)[:_SHOWN])
            more = f" and {len(users) - _SHOWN} more" if len(users) > _SHOWN else ""
            self.violations.append(f"{what}: {shown}{more}")

    def unless(self, what: str, *, true: bool) -> None:
        """Note a violation unless something is true."""
        if not true:
            self.violations.append(what)
