"""The limits past which a plan needs a person's approval, or cannot work at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import CapacityExceeded, ReclaimRefused, RefusedPlan
from .plan import exceeds
from .wording import counted, listing, percentage, share_over

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from .model import Capacity
    from .plan import Need, SeatPlan


def needs_of(plan: SeatPlan, *, limit: float | None, takes_over: bool) -> frozenset[Need]:
    """Why a plan needs an approval.

    One reclaim is always allowed, except when a program first takes a product over: then each
    seat it would take from somebody needs an approval.

    Args:
        plan: what the update will do.
        limit: the largest share of the held seats, 0 to 1, that may be reclaimed; None while it is
            not known, when only a takeover is judged.
        takes_over: whether the program takes the product's seats over for the first time.
    """
    needs: set[Need] = set()
    if takes_over and plan.reclaim:
        needs.add("takeover")
    elif plan.losses.exceed(limit):
        needs.add("limit")
    if plan.replaced is not None and plan.replaced.exceed(limit):
        needs.add("replacement")
    if exceeds(len(plan.switched_off), plan.answered, limit):
        needs.add("plans")
    return frozenset(needs)


def guard_plan(
    plan: SeatPlan,
    capacity: Capacity | None,
    *,
    limit: float | None,
    approved: AbstractSet[str],
) -> None:
    """Refuse a plan for everything that is wrong with it, see the two functions below.

    Raises:
        RefusedPlan: says all of it, the digest to approve last.
    """
    refusals: list[RefusedPlan] = []
    try:
        if capacity is not None:
            guard_capacity(plan, capacity)
    except CapacityExceeded as refusal:
        refusals.append(refusal)
    try:
        guard_reclaims(plan, limit=limit, approved=approved)
    except ReclaimRefused as refusal:
        refusals.append(refusal)
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise RefusedPlan(" ".join(map(str, refusals)), approval=refusals[-1].approval)


def guard_reclaims(plan: SeatPlan, *, limit: float | None, approved: AbstractSet[str]) -> None:
    """Refuse a plan that takes away more seats than may go unattended.

    Args:
        plan: what will be done, with what of it needs an approval.
        limit: the reclaim_limit that it was held to.
        approved: the digests a person has approved.

    Raises:
        ReclaimRefused: names the count, the share, the first users; has the digest to approve.
    """
    if plan.needs and plan.digest not in approved:
        said = [_SENTENCES[need](plan, limit) for need in sorted(plan.needs)]
        raise ReclaimRefused("; and ".join(said), approval=plan.digest)


def _limit(plan: SeatPlan, limit: float | None) -> str:
    count = len(plan.reclaim)
    return (
        f"{plan.product} would lose {count:,} of the {plan.held:,} seats that this assignment "
        f"answers for, {share_over(count, plan.held, limit)}: {listing([*plan.reclaim])}"
    )


def _takeover(plan: SeatPlan, _limit: float | None) -> str:
    return (
        f"Taking over {plan.product} would reclaim {counted(len(plan.reclaim), 'seat')} of "
        f"{plan.held:,} from users whom the program does not declare: {listing([*plan.reclaim])}"
    )


def _replacement(plan: SeatPlan, limit: float | None) -> str:
    replaced = plan.replaced
    if replaced is None:
        return ""
    return (
        f"Replacing {replaced.product} by {plan.product} would reclaim "
        f"{counted(len(replaced.seats), 'seat')} of {replaced.product}, more than the "
        f"reclaim_limit of {percentage(limit or 0)}: {listing([*replaced.seats])}"
    )


def _delete(plan: SeatPlan, limit: float | None) -> str:
    count = len(plan.reclaim)
    return (
        f"Deleting this assignment would reclaim {count:,} of its {plan.held:,} seats of "
        f"{plan.product}, {share_over(count, plan.held, limit)}: {listing([*plan.reclaim])}"
    )


def _plans(plan: SeatPlan, limit: float | None) -> str:
    users = plan.switched_off
    plans = sorted({name for user in users for name in plan.change[user].off})
    return (
        f"{plan.product} would have service plans switched off ({listing(plans)}) for "
        f"{len(users):,} of the {plan.answered:,} users that this assignment answers for, "
        f"{share_over(len(users), plan.answered, limit)}: {listing(users)}"
    )


_SENTENCES = {
    "limit": _limit,
    "takeover": _takeover,
    "replacement": _replacement,
    "delete": _delete,
    "plans": _plans,
}


def guard_capacity(plan: SeatPlan, capacity: Capacity) -> None:
    """Refuse a plan that needs more seats than are free once its reclaims are done.

    Reclaims always go first, so the most seats are taken at the very end of the run.

    Raises:
        CapacityExceeded: names how many seats are missing.
    """
    if capacity.available is None or not plan.more_seats:
        return
    missing = len(plan.assign) - plan.freed - capacity.available
    if missing > 0:
        raise CapacityExceeded(
            f"{plan.product} is {counted(missing, 'seat')} short, {counted(missing, 'user')} would "
            f"go without: {counted(len(plan.assign), 'user')} would gain one, "
            f"{max(capacity.available, 0):,} of {capacity.total:,} are free for this assignment "
            f"and {plan.freed:,} would be reclaimed first; buy more seats or take "
            f"{counted(missing, 'user')} of these off the list: {listing(plan.assign)}."
        )
