"""Samples, verdicts and the report of the benchmark."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench import report
from tests.bench.errors import BenchError
from tests.bench.floor import with_floor
from tests.bench.laboratory import Laboratory
from tests.bench.registry import ROWS, Row
from tests.bench.results import Finding, Target
from tests.bench.rows.growth import growth
from tests.bench.run import run
from tests.bench.sampling import Series, Subject, alternate
from tests.support.pulumi_cli import NO_CLI

TWICE = Target("at least", 2, "times faster")
MACHINE = {
    "cores": 2,
    "cpu": "Some CPU",
    "memory_gib": 8.0,
    "system": "Some Linux 12",
    "python": "3.10.1",
    "pulumi": None,
    "load_before": 0.25,
}


def _row(measure: Callable[[Laboratory], list[Finding]], *, needs_engine: bool = False) -> Row:
    return Row("made-up", "something made up", measure, needs_engine=needs_engine)


def test_what_is_compared_is_measured_in_turns() -> None:
    """So that a noisy minute hits both; a warm-up does not count."""
    calls: list[str] = []
    said: list[str] = []

    def measured(name: str, *values: float) -> Callable[[], float]:
        left = iter(values)

        def measure() -> float:
            calls.append(name)
            return next(left)

        return measure

    series = alternate(
        [
            Subject("ours", measured("ours", 9, 3, 1, 2)),
            Subject("theirs", measured("theirs", 40, 50, 60), lambda: calls.append("few")),
        ],
        3,
        said.append,
    )
    assert calls == ["ours", "few", *["ours", "theirs"] * 3]
    assert series["ours"] == Series((3, 1, 2))
    assert series["theirs"].median == 50
    assert str(series["theirs"]) == "50 s (40 to 60)"
    assert len(said) == 6


@pytest.mark.parametrize(
    ("finding", "verdict"),
    [
        (Finding("a", TWICE, 2.0), "reached"),
        (Finding("a", TWICE, 1.99), "missed"),
        (Finding("a", TWICE, 9.0, holds=False), "missed"),
        (Finding("a", Target("at most", 1.35, "times"), 1.36), "missed"),
        (Finding("a", Target("exactly", 1, "listing"), 2), "missed"),
        (Finding("a", TWICE, not_run="no time"), "not run"),
        (Finding("a", None, 3.0), "for information"),
    ],
)
def test_a_missed_target_is_reported_as_missed(finding: Finding, verdict: str) -> None:
    assert finding.verdict == verdict
    row = _row(lambda _lab: [finding])
    made = report.document([(row, finding)], repeats=1, machine=MACHINE)
    assert made["rows"][0]["verdict"] == verdict
    if verdict != "for information":
        assert f"{verdict}{': no time' if finding.not_run else ''} |" in report.tables(made)


@dataclass
class Failing:
    """A row that cannot be measured."""

    error: Exception

    def __call__(self, _lab: Laboratory) -> list[Finding]:
        raise self.error


FAILING = Failing(BenchError("pulumi up failed:\nthe reason, at length"))
UNEXPECTED = Failing(ZeroDivisionError())


def test_what_missed_its_target_is_profiled_once_and_what_failed_stops_no_other(
    lab: Laboratory, said: list[str]
) -> None:
    taken: list[Mapping[str, str]] = []

    def missed(_lab: Laboratory) -> list[Finding]:
        return [Finding(what, TWICE, 1.5, again=taken.append) for what in ("one", "two")]

    rows = [_row(FAILING), _row(UNEXPECTED), _row(missed)]
    found = [finding for _, finding in run(lab, rows)]
    assert [finding.verdict for finding in found] == ["not run", "not run", "missed", "missed"]
    assert found[0].not_run == "failed: pulumi up failed:"
    assert found[1].not_run == "failed: ZeroDivisionError"
    assert "the reason, at length" in "\n".join(said)
    assert len(taken) == 1
    assert {"PYTHONPATH", "BENCH_PROFILE"} == set(taken[0])
    assert found[2].profile[0].startswith("the whole run, ")
    assert found[3].profile == ("the same run as: one",)


def test_without_an_engine_its_rows_say_that_they_were_not_run(lab: Laboratory) -> None:
    rows = [row for row in ROWS if row.needs_engine]
    found = [finding for _, finding in run(lab, rows)]
    assert {finding.not_run for finding in found} == {NO_CLI}


def test_the_floor_is_an_empty_program_round_trips_and_a_bare_loop() -> None:
    """Each turn has a floor of its own."""
    measured = {
        "ours": Series((4.0, 5.0)),
        "its empty program": Series((1.0, 2.0)),
        "its bare loop": Series((0.25, 0.5)),
    }
    assert with_floor(measured, trips=1.25)["floor (c)"] == Series((2.5, 3.75))


def test_growth_is_the_largest_step_of_the_time_a_user_takes(
    lab: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = {10: 2.0, 100: 10.0, 1000: 120.0}

    def first_up(_lab: Laboratory, _stack: object, users: list[str]) -> float:
        return taken[len(users)]

    monkeypatch.setattr(Laboratory, "first_up", first_up)
    whole, without_empty = growth(lab, sizes=(10, 100, 1000))
    assert whole.series["10 users"].samples == (200.0,)
    assert whole.value == pytest.approx(1.2)
    assert whole.verdict == "missed"
    assert without_empty.not_run == NO_CLI


def test_the_benchmarks_readme_has_a_place_for_the_tables() -> None:
    text = Path(__file__).with_name("README.md").read_text(encoding="utf-8")
    assert text.count(report.BEGIN) == text.count(report.END) == 1
    assert text.index(report.BEGIN) < text.index(report.END)
    for row in ROWS:
        assert f"| `{row.name}` |" in text
