"""Progress in the status column: often enough to be of use, seldom enough for a log."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.progress import Progress
from pulumi_microsoft_seats.plugin.engine_log import EngineLog
from pulumi_microsoft_seats.plugin.status_column import StatusColumn

URN = "urn:pulumi:dev::office::pulumi-python:dynamic/microsoft-seats:SeatAssignment::office"


class Clock:
    """A clock that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        """The time it was set to."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the engine is told."""
    lines: list[str] = []

    def listen(_log: EngineLog, message: str, *, urn: str) -> None:
        assert urn == URN
        lines.append(message)

    monkeypatch.setattr(EngineLog, "show_status", listen)
    return lines


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress("assigning", 2500, 10_000, 3), "assigning 2,500 of 10,000, 3 failed"),
        (Progress("reclaiming", 25, 1000), "reclaiming 25 of 1,000"),
        (Progress("reading", 12_000), "reading 12,000"),
    ],
)
def test_progress_in_words(progress: Progress, text: str) -> None:
    assert str(progress) == text


def test_short_work_shows_nothing(clock: Clock, shown: list[str]) -> None:
    """It would only be one more line in a pipeline's log."""
    column = StatusColumn(EngineLog(), URN, clock)
    clock.now += 2.9
    column.show(Progress("assigning", 10, 10))
    assert shown == []


def test_long_work_shows_a_line_every_few_seconds(clock: Clock, shown: list[str]) -> None:
    column = StatusColumn(EngineLog(), URN, clock)
    for done in range(0, 100, 5):
        clock.now += 0.5
        column.show(Progress("assigning", done, 1000))
    assert shown == [
        "assigning 25 of 1,000",
        "assigning 55 of 1,000",
        "assigning 85 of 1,000",
    ]


def test_the_end_of_long_work_is_shown(clock: Clock, shown: list[str]) -> None:
    """The last line stays on the row of what is done: it must not stop half way."""
    column = StatusColumn(EngineLog(), URN, clock)
    clock.now += 5
    column.show(Progress("assigning", 800, 1000))
    clock.now += 0.1
    column.show(Progress("assigning", 990, 1000, 5))
    column.show(Progress("assigning", 995, 1000, 5))
    assert shown == ["assigning 800 of 1,000", "assigning 995 of 1,000, 5 failed"]
