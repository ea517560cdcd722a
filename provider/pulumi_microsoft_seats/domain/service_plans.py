"""Service plans of a licence: which shall be on, and how that differs from what is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import InputError
from .wording import counted, listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True, slots=True)
class PlanChange:
    """Service plans of one user that are switched, by name, sorted."""

    on: tuple[str, ...]
    off: tuple[str, ...]

    def __str__(self) -> str:
        switched = [f"{name} on" for name in self.on] + [f"{name} off" for name in self.off]
        return ", ".join(switched)


@dataclass(frozen=True, slots=True)
class WantedPlans:
    """Which service plans shall be off for everybody declared.

    Attributes:
        off: their ids.
        names: of all plans of the licence that can be switched for a user, by id. Others are left
            out of every comparison: switching them would be tried for ever.
    """

    off: frozenset[str]
    names: Mapping[str, str]

    def change(self, off_now: AbstractSet[str]) -> PlanChange | None:
        """What has to be switched for a user; None when nothing."""
        return self._switched(off_now & self.names.keys(), self.off)

    def remark(self, off_now: AbstractSet[str]) -> str:
        """How a holder's plans are not as wanted, for the line of the holder; empty if they are."""
        return str(self._switched(self.off, off_now & self.names.keys()) or "")

    def _switched(self, off: AbstractSet[str], then_off: AbstractSet[str]) -> PlanChange | None:
        if off == then_off:
            return None
        return PlanChange(on=self._named(off - then_off), off=self._named(then_off - off))

    def _named(self, plans: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(self.names[plan] for plan in plans))


def wanted_plans(
    names: Mapping[str, str],
    for_companies: Mapping[str, str],
    *,
    disabled: Sequence[str] | None,
    enabled: Sequence[str] | None,
    of: str,
) -> WantedPlans | None:
    """The plans that a program wants to be off; None where it leaves them as they are.

    Args:
        names: of all plans of the licence that can be switched for a user, by id.
        for_companies: of its others.
        disabled: names or ids of those that shall be off; all others shall be on.
        enabled: instead, those that shall be on; all others shall be off.
        of: the licence.

    Raises:
        InputError: names what is no plan of the licence, or one that no user has to himself.
    """
    wanted, argument = (
        (enabled, "enabled_plans") if disabled is None else (disabled, "disabled_plans")
    )
    if wanted is None:
        return None
    _refuse_others(wanted, for_companies, argument, of)
    named = _ids(wanted, names, argument, of)
    return WantedPlans(frozenset(names.keys() - named) if disabled is None else named, names)


def _refuse_others(
    wanted: Sequence[str], for_companies: Mapping[str, str], argument: str, of: str
) -> None:
    words = {name.lower() for name in (*for_companies, *for_companies.values())}
    others = [each for each in wanted if each.strip().lower() in words]
    if others:
        raise InputError(
            f"{argument} names {counted(len(others), 'plan')} that {of} has for the company as a "
            f"whole, and that cannot be switched for a user: {listing(others)}; take it off the "
            "list."
        )


def _ids(wanted: Sequence[str], names: Mapping[str, str], argument: str, of: str) -> frozenset[str]:
    known = {name.lower(): plan for plan, name in names.items()} | {plan: plan for plan in names}
    strange = [each for each in wanted if each.strip().lower() not in known]
    if strange:
        raise InputError(
            f"{argument} names {counted(len(strange), 'plan')} that {of} does not have: "
            f"{listing(strange)}; it has {listing(sorted(names.values()), shown=40)}."
        )
    return frozenset(known[each.strip().lower()] for each in wanted)
