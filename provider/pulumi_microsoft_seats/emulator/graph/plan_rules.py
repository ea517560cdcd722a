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
    plans = {plan.id: plan for sku in skus.values() for plan in sku.plans if plan.id in on}
    broken: list[Violation] = []
    for plan in sorted(plans.values(), key=lambda plan: plan.id):
        # Assumed: A plan needs all of the plans that it depends on, from whichever SKU; the answer
        # names those that are missing.
        missing = tuple(sorted(set(plan.depends_on) - on.keys()))
        if missing:
            broken.append(Violation(plan.id, missing, excluded=False))
        broken += [
            Violation(plan.id, (other.id,), excluded=True)
            for other in plans.values()
            if plan.id < other.id
            and (other.id in plan.excludes or plan.id in other.excludes)
            # Assumed: Plans that one SKU gives do not exclude each other.
            and len(on[plan.id] | on[other.id]) > 1
        ]
    return broken


def new_violation(
    before: Iterable[Path], after: Iterable[Path], skus: Mapping[str, Sku]
) -> Violation | None:
    """The first rule that a change would newly break, if any."""
    # Assumed: What was broken already does not stand in the way of another change.
    known = set(violations(before, skus))
    return next((broken for broken in violations(after, skus) if broken not in known), None)
