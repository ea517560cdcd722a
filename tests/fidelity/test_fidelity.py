"""A few drawn programs, chosen so that each kind of run is among them; `make fidelity` plays more.

That the campaign can fail is shown in `tests/drawn`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.drawn.draw import draw
from tests.drawn.player import play
from tests.drawn.stage import Stage, stage

CASES = [
    (1332, {"renamed", "merged", "replaced by itself", "odd 404", "users ignored"}),
    (3318, {"stranger declared", "secret", "another product", "removed", "renamed with alias"}),
    (4089, {"person renamed", "other plans", "users replace", "users refused"}),
    pytest.param(
        2960,
        {"targeted", "split", "wrong address", "users refused", "refresh"},
        marks=pytest.mark.release,  # each of these is tested in rehearsal by itself
    ),
]
"""Seeds, and what each plays."""


@pytest.fixture(scope="module")
def opened() -> Iterator[Stage]:
    """One emulator for all cases."""
    with stage() as running:
        yield running


@pytest.mark.parametrize(("seed", "kinds"), CASES)
def test_nobody_gains_or_loses_a_seat_that_nobody_reviewed(
    seed: int, kinds: set[str], opened: Stage
) -> None:
    """Through the real plugin process, whatever is done to the program."""
    outcome = play(opened, draw(seed))
    assert outcome.violations == ()
    assert kinds <= outcome.kinds.keys()
