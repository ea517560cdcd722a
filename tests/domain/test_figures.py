"""How many seats are held and free, before and after: a line that people and programs read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.figures import SeatFigures, figures_in, figures_of
from pulumi_microsoft_seats.domain.model import Capacity
from tests.support.plans import OFFICE, plan_of

PLAN = plan_of(assign=["ada", "bob", "cy"], reclaim=["zoe"], held=40)

_counts = st.integers(0, 5_000_000)
_figures = st.builds(SeatFigures, _counts, _counts) | st.builds(
    SeatFigures, _counts, _counts, st.integers(0, 5_000_000), st.integers(-5000, 9), _counts
)


def test_an_update_moves_seats_from_free_to_held() -> None:
    """Three are given, one is taken."""
    assert figures_of(PLAN, 40, Capacity(total=50, available=10, held=40)) == SeatFigures(
        held=40, then_held=42, free=10, then_free=8, capacity=50
    )


@pytest.mark.parametrize("capacity", [None, Capacity(50, None, 40)])
def test_seats_without_a_limit_are_only_counted(capacity: Capacity | None) -> None:
    """The same where nothing is known of the product."""
    assert figures_of(PLAN, 40, capacity) == SeatFigures(held=40, then_held=42)


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (SeatFigures(1, 2), "1 → 2 held"),
        (
            SeatFigures(40, 41, 10, 9, 50),
            "40 → 41 held, 10 → 9 of 50 free",
        ),
        (
            SeatFigures(1200, 1300, 0, -100, 1200),
            "1,200 → 1,300 held, 0 of 1,200 free, 100 short",
        ),
        (SeatFigures(50, 49, -3, -2, 47), "50 → 49 held, 0 of 47 free, 2 short"),
    ],
)
def test_the_figures_as_a_line(figures: SeatFigures, sentence: str) -> None:
    """One is singular, thousands have commas, and too few are so many short."""
    assert figures.sentence() == sentence


@given(_figures)
def test_the_line_is_read_back_wherever_it_stands(figures: SeatFigures) -> None:
    """The review finds it among what the engine prints."""
    assert figures_in(f"warning: {OFFICE}: {figures.sentence()} And so on.") == figures


@pytest.mark.parametrize("text", ["", "2 seats held", "taking over 9N/1 reclaims 2 seats:\n- ada"])
def test_other_lines_speak_of_no_figures(text: str) -> None:
    """So they are not mistaken for some."""
    assert figures_in(text) is None
