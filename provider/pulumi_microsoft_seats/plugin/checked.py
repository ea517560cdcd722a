"""What `check` was told and what it planned, in one plugin process.

The engine checks every resource that the program declares before it deletes what the program does
not declare any more, and creates or updates each in the process that checked it. So a delete knows
whom the program still declares, an update carries out the very plan that was judged, and a second
assignment of a product is noticed.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..domain.errors import InputError

if TYPE_CHECKING:
    from ..domain.model import ProductKey
    from ..domain.plan import SeatPlan
    from ..reconcile.snapshot import Snapshot
    from .properties import SeatProperties


@dataclass(frozen=True, slots=True)
class CheckedPlan:
    """A plan, and the seats that it was made from."""

    plan: SeatPlan
    snapshot: Snapshot


@dataclass(slots=True)
class CheckedAssignments:
    """The assignments that this process has checked, by URN. Safe to use from several threads."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _declared: dict[str, SeatProperties] = field(default_factory=dict)
    _before: dict[str, SeatProperties] = field(default_factory=dict)
    _plans: dict[str, CheckedPlan] = field(default_factory=dict)
    _explained: set[str] = field(default_factory=set)

    def declare(self, declared: SeatProperties) -> None:
        """Take note of what the program declares.

        Raises:
            InputError: another assignment of the program declares the same product.
        """
        with self._lock:
            self._declared[declared.urn] = declared
            self._plans.pop(declared.urn, None)
            others = [
                each.name
                for urn, each in self._declared.items()
                if urn != declared.urn and each.product == declared.product is not None
            ]
        if declared.also and declared.product is not None:
            others.append(declared.also)
        if others:
            raise InputError(
                f"{declared.kind.name} {declared.name!r} and {others[0]!r} both declare seats "
                f"of {declared.product}, and would take each other's users: declare a product once "
                "in a program, with all its users in one list (users=[*sales, *support])."
            )

    def before(self, urn: str, olds: SeatProperties) -> SeatProperties:
        """The old side of a resource.

        A replacement is checked twice, and the second time as if nothing had been before it.
        """
        with self._lock:
            if olds.product is None:
                return self._before.get(urn, olds)
            self._before[urn] = olds
            return olds

    def keep(self, urn: str, plan: SeatPlan, snapshot: Snapshot) -> None:
        """Take note of a plan that may be carried out."""
        with self._lock:
            self._plans[urn] = CheckedPlan(plan, snapshot)

    def plan(self, urn: str) -> CheckedPlan | None:
        """What may be carried out; None when nothing was checked, or it was refused."""
        with self._lock:
            return self._plans.get(urn)

    def others(self, urn: str) -> list[tuple[SeatProperties, CheckedPlan]]:
        """What other resources declare, each with its plan, of those that may be carried out."""
        with self._lock:
            return [(self._declared[each], it) for each, it in self._plans.items() if each != urn]

    def is_explained(self, urn: str) -> bool:
        """Whether this was asked before of a resource, whose plan is explained once a phase."""
        with self._lock:
            known = urn in self._explained
            self._explained.add(urn)
            return known

    def declared_users(self, product: ProductKey) -> frozenset[str]:
        """Everybody whom the program declares of a product.

        Raises:
            InputError: an assignment declares it, and its users are not known.
        """
        users: frozenset[str] = frozenset()
        for each in self._that_may_be_of(product):
            if each.users is None or each.product is None:
                raise InputError(
                    f"{each.kind.name} {each.name!r} declares users of {product} that are not "
                    "known, so nobody can say whose seat may be taken; correct it and run again."
                )
            users |= each.users
        return users

    def judged_losses(self, product: ProductKey) -> frozenset[str]:
        """Whoever loses a seat of a product by a plan that may be carried out."""
        with self._lock:
            plans = [checked.plan for checked in self._plans.values()]
        losses = [plan.losses for plan in plans] + [p.replaced for p in plans if p.replaced]
        return frozenset(user for each in losses if each.product == product for user in each.seats)

    def _that_may_be_of(self, product: ProductKey) -> list[SeatProperties]:
        with self._lock:
            return [
                each
                for each in self._declared.values()
                # One whose product could not be looked up may be of any.
                if each.product == product or (each.product is None and each.kind.found_out)
            ]
