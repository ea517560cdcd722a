"""Reference (c): the least that a run can take, of the parts of it that can be measured."""

from __future__ import annotations

from collections.abc import Mapping

from tests.bench.sampling import Series

FLOOR = "floor (c)"
EMPTY = "its empty program"
LOOP = "its bare loop"
BATCHES = "its bare loop of batches"


def with_floor(
    series: Mapping[str, Series], *, trips: float = 0.0, loop: str = LOOP
) -> Mapping[str, Series]:
    """Ours, the floor, and then its parts.

    Args:
        series: what was measured in turns: ours, the empty program and the bare loop.
        trips: the seconds that the round trips of bulk calls take, which are computed.
        loop: what the bare loop is called.
    """
    parts = zip(series[EMPTY].samples, series[loop].samples, strict=True)
    floor = Series(tuple(empty + trips + looped for empty, looped in parts))
    return {"ours": series["ours"], FLOOR: floor, EMPTY: series[EMPTY], loop: series[loop]}
