"""The limits past which a plan needs a person's approval, or cannot work at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .approval import Approval
from .errors import CapacityExceeded, ReclaimRefused, RefusedPlan
from .wording import counted, listing, percentage

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from .model import InventoryEntry
    from .plan import SeatPlan


def guard_plan(
    plan: SeatPlan,
    entry: InventoryEntry | None,
    *,
    limit: float | None,
    adopting: bool,
    approved: AbstractSet[str],
) -> None:
    """Refuse a plan for everything that is wrong with it, see the two functions below.

    Raises:
        RefusedPlan: says all of it, the digest to approve last.
    """
    refusals: list[RefusedPlan] = []
    try:
        if entry is not None:
            guard_capacity(plan, entry)
    except CapacityExceeded as refusal:
        refusals.append(refusal)
    try:
        guard_reclaims(plan, limit=limit, adopting=adopting, approved=approved)
    except ReclaimRefused as refusal:
        refusals.append(refusal)
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise RefusedPlan(" ".join(map(str, refusals)))


def guard_reclaims(
    plan: SeatPlan, *, limit: float | None, adopting: bool, approved: AbstractSet[str]
) -> None:
    """Refuse a plan that takes away more seats than may go unattended.

    One reclaim is always allowed, except when a program first takes a product over: then each
    seat it would take from somebody needs an approval.

    Args:
        plan: what the update will do.
        limit: the largest share of the held seats, 0 to 1, that may be reclaimed; None while it is
            not known, when only an adoption is judged.
        adopting: whether the program takes the product's seats over for the first time.
        approved: the digests a person has approved.

    Raises:
        ReclaimRefused: names the count, the share, the first users and the digest to approve.
    """
    count = len(plan.reclaim)
    if not count or plan.digest in approved:
        return
    share = count / plan.held
    if adopting:
        what = (
            f"Taking over {plan.product} would reclaim {counted(count, 'seat')} of "
            f"{plan.held:,} from users whom the program does not declare"
        )
    elif limit is not None and count > 1 and share > limit:
        what = (
            f"{plan.product} would lose {count:,} of the {plan.held:,} seats that this assignment "
            f"answers for, {percentage(share)}, more than its reclaim_limit of {percentage(limit)}"
        )
    else:
        return
    raise ReclaimRefused(Approval(plan.digest).offered_after(f"{what}: {listing(plan.reclaim)}"))


def guard_capacity(plan: SeatPlan, entry: InventoryEntry) -> None:
    """Refuse a plan that needs more seats than are free once its reclaims are done.

    Reclaims always go first, so the most seats are taken at the very end of the run.

    Raises:
        CapacityExceeded: names how many seats are missing.
    """
    if entry.distribution_policy == "open" or not plan.more_seats:
        return
    missing = len(plan.assign) - len(plan.reclaim) - entry.available
    if missing > 0:
        raise CapacityExceeded(
            f"{plan.product} is {counted(missing, 'seat')} short, {counted(missing, 'user')} would "
            f"go without: {counted(len(plan.assign), 'user')} would gain one, "
            f"{max(entry.available, 0):,} of {entry.capacity:,} are free for this assignment and "
            f"{len(plan.reclaim):,} would be reclaimed first; buy more seats or take "
            f"{counted(missing, 'user')} off the list."
        )
