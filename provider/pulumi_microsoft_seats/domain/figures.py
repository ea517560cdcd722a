"""A product's seats in figures, before and after an update, as a line that can be read back.

The line stands on the resource's row of a preview, where a person reads it; the review report reads
it from `pulumi preview --json`. An input would not do: inputs are what a saved plan compares, and
somebody who buys seats between review and apply has not changed what was reviewed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import Capacity
    from .plan import SeatPlan

_LINE = re.compile(
    r"(?P<held>[\d,]+) → (?P<then_held>[\d,]+) held"
    r"(?:, (?:(?P<free>[\d,]+) → )?(?P<then_free>[\d,]+) of (?P<capacity>[\d,]+) free"
    r"(?:, (?P<short>[\d,]+) short)?)?"
)


@dataclass(frozen=True, slots=True)
class SeatFigures:
    """How many seats of a product are held and free.

    Attributes:
        held: by anybody, before the update; of a licence that was listed, directly assigned ones.
        then_held: by anybody, after it.
        free: before the update; None when they are assigned without limit, or not known.
        then_free: after it, negative when too few are; None when `free` is.
        capacity: seats bought; None when `free` is.
    """

    held: int
    then_held: int
    free: int | None = None
    then_free: int | None = None
    capacity: int | None = None

    def sentence(self) -> str:
        """Such as: 40 → 41 held, 10 → 9 of 50 free; or, of too few: 3 → 0 of 3 free, 2 short."""
        held = f"{self.held:,} → {self.then_held:,} held"
        if self.free is None or self.then_free is None or self.capacity is None:
            return held
        free, then_free = max(self.free, 0), max(self.then_free, 0)
        before = f"{free:,} → " if free != then_free else ""
        short = f", {-self.then_free:,} short" if self.then_free < 0 else ""
        return f"{held}, {before}{then_free:,} of {self.capacity:,} free{short}"


def figures_of(
    plan: SeatPlan, held: int, capacity: Capacity | None, *, direct: bool = False
) -> SeatFigures:
    """The figures of an update.

    Args:
        plan: what the update will do.
        held: seats held by anybody, whoever answers for them.
        capacity: of the product, None when it is not known.
        direct: whether `held` leaves out what is held through something else alone.
    """
    change = len(plan.assign) - plan.freed
    then_held = held + (len(plan.assign) - len(plan.reclaim) if direct else change)
    if capacity is None or capacity.available is None:
        return SeatFigures(held, then_held)
    free = capacity.available
    return SeatFigures(held, then_held, free, free - change, capacity.total)


def figures_in(text: str) -> SeatFigures | None:
    """The figures that a line speaks of, None when it speaks of none.

    The only sentence of ours that is read back, and why is at the top: whom a plan concerns, why it
    is refused and how it is approved travel as inputs, because a saved plan has to compare them.
    """
    found = _LINE.search(text)
    if found is None:
        return None
    number = {
        name: int(value.replace(",", "")) for name, value in found.groupdict().items() if value
    }
    then_free = number.get("then_free")
    return SeatFigures(
        held=number["held"],
        then_held=number["then_held"],
        free=number.get("free", then_free),
        then_free=-number["short"] if "short" in number else then_free,
        capacity=number.get("capacity"),
    )
