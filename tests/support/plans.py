"""Plans, written by lists of users."""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.domain.plan import SeatPlan

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
TENANT = "a-tenant"
MONDAY = "2017-04-24T09:30:00Z"


def plan_of(
    assign: Iterable[str] = (),
    reclaim: Iterable[str] = (),
    *,
    held: int | None = None,
    product: ProductKey = OFFICE,
) -> SeatPlan:
    """A plan for folded users, whose seats were all assigned on that Monday.

    Args:
        assign: who gains a seat.
        reclaim: who loses one.
        held: how many the resource answers for; by default no more than it loses.
        product: whose seats.
    """
    taken = dict.fromkeys(sorted(reclaim), MONDAY)
    return SeatPlan(
        TENANT,
        product,
        assign=tuple(sorted(assign)),
        reclaim=taken,
        held=len(taken) if held is None else held,
    )
