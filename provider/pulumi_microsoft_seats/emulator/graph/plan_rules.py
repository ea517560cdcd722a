"""Which service plans cannot be on together, and which not without others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .graph_errors import depends_on, mutually_exclusive
from .objects import enabled_plans

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .graph_errors import GraphError
    from .objects import Path, Sku


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule of service plans that is broken.

    Attributes:
        plan: The plan that may not be on.
        others: The plans that it lacks, or the one that excludes it.
        excluded: Whether it is excluded, rather than lacking something.
    """

    plan: str
    others: tuple[str, ...]
    excluded: bool

    @property
    def name(self) -> str:
        """What `licenseAssignmentStates` calls it."""
        return "MutuallyExclusiveViolation" if self.excluded else "DependencyViolation"

    @property
    def involved(self) -> frozenset[str]:
        """The plans that are on and should not be."""
        return frozenset((self.plan, *self.others) if self.excluded else (self.plan,))

    @property
    def error(self) -> GraphError:
        """What a direct assignment that would break it is answered with."""
        if self.excluded:
            return mutually_exclusive((self.plan, *self.others))
        return depends_on(self.plan, self.others)


def violations(paths: Iterable[Path], skus: Mapping[str, Sku]) -> list[Violation]:
    """The rules that some paths break together, in the order of the plans' ids."""
    on = enabled_plans(paths, skus)
    plans = [plan for sku in skus.values() for plan in sku.plans if plan.id in on]
    # Assumed: A plan needs all of the plans that it depends on, from whichever SKU; the answer
    # names those that are missing.
    broken = {
        Violation(plan.id, tuple(sorted(missing)), excluded=False)
        for plan in plans
        if plan.depends_on and (missing := set(plan.depends_on) - on.keys())
    }
    broken |= {
        Violation(min(plan.id, other), (max(plan.id, other),), excluded=True)
        for plan in plans
        for other in plan.excludes
        # Assumed: Plans that one SKU gives do not exclude each other.
        if other in on and other != plan.id and len(on[plan.id] | on[other]) > 1
    }
    return sorted(broken, key=lambda each: (each.plan, each.excluded, each.others))


def new_violation(
    before: Iterable[Path], after: Iterable[Path], skus: Mapping[str, Sku]
) -> Violation | None:
    """The first rule that a change would newly break, if any."""
    # Assumed: What was broken already does not stand in the way of another change.
    broken = violations(after, skus)
    known = violations(before, skus) if broken else []
    return next((each for each in broken if each not in known), None)
