"""A few drawn programs, chosen so that each kind of run is among them; `make fidelity` plays more.

That the campaign can fail is shown in `tests/drawn`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.drawn.draw import draw
from tests.drawn.player import play
from tests.drawn.stage import Stage, stage

KINDS = {
    90: {"stranger declared"},
    176: {"renamed with alias", "wrong address", "secret", "users ignored", "targeted", "refresh"},
    504: {"renamed", "another product", "removed", "users refused", "odd 404"},
    1040: {"split", "replaced by itself", "merged"},
    4089: {"person renamed", "renamed with alias", "group changed", "users refused"},
    5123: {"person renamed", "new name written", "other plans"},
}
"""Seeds, and what each plays."""


@pytest.fixture(scope="module")
def opened() -> Iterator[Stage]:
    """One emulator for all cases."""
    with stage() as running:
        yield running


@pytest.mark.parametrize(("seed", "kinds"), KINDS.items())
def test_nobody_gains_or_loses_a_seat_that_nobody_reviewed(
    seed: int, kinds: set[str], opened: Stage
) -> None:
    """Through the real plugin process, whatever is done to the program."""
    outcome = play(opened, draw(seed))
    assert outcome.violations == ()
    assert kinds <= outcome.kinds.keys()
