"""A plan in one line before it is carried out, and in one afterwards, for whoever reads no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .wording import FEW, commonest_reason, few

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .figures import SeatFigures
    from .plan import SeatPlan


def summary_of(plan: SeatPlan, figures: SeatFigures | None, *, inherited: Collection[str]) -> str:
    """Such as: 1 gains (dora@x.yz), 1 loses (carl@x.yz); 3 → 3 held, 7 of 10 free.

    Args:
        plan: what the update will do.
        figures: None where nobody counted.
        inherited: the declared users who have a seat through something else alone.
    """
    said = [
        f"{len(users):,} {one if len(users) == 1 else many} {few(users)}"
        for users, one, many in (
            (plan.assign, "gains", "gain"),
            (plan.reclaim, "loses", "lose"),
            (plan.change, "changes plans", "change plans"),
        )
        if users
    ]
    said += [f"{len(inherited):,} served by a group {few(inherited)}"] if inherited else []
    said += [f"{len(plan.hindered):,} cannot be served"] if plan.hindered else []
    return "; ".join(filter(None, [", ".join(said), figures.sentence() if figures else ""]))


def is_cut(plan: SeatPlan) -> bool:
    """Whether its line leaves out somebody who gains or loses."""
    groups: tuple[Collection[str], ...] = (plan.assign, plan.reclaim, plan.change)
    return any(len(users) > FEW for users in groups)


def every_name(*, in_diff: bool) -> str:
    """The end of a line that leaves out somebody: where everybody is named."""
    return f"; every name: {'pulumi preview --diff or ' if in_diff else ''}microsoft-seats review"


def receipt_of(
    *, assigned: int, changed: int, reclaimed: int, kept: int, failures: Mapping[str, str]
) -> str:
    """Such as: 300 assigned, 2 reclaimed, 1 failed (User not found); empty when nothing was done.

    Args:
        assigned: users who were given a seat.
        changed: users whose service plans were switched.
        reclaimed: users whose seat was taken.
        kept: users whose seat was to be taken and was gone already, or given anew meanwhile.
        failures: who was not served, and why.
    """
    counts = {
        "assigned": assigned,
        "changed plans": changed,
        "reclaimed": reclaimed,
        "changed by somebody else meanwhile": kept,
    }
    said = [f"{count:,} {what}" for what, count in counts.items() if count]
    if failures:
        said.append(f"{len(failures):,} failed ({commonest_reason(failures)})")
    return ", ".join(said)
