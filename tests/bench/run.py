"""Running rows: each is measured, and what missed its target is profiled."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.bench import profile
from tests.bench.errors import BenchError
from tests.bench.laboratory import Laboratory
from tests.bench.registry import Row
from tests.bench.report import line
from tests.bench.results import Again, Finding
from tests.support.pulumi_cli import NO_CLI

FAILED = "failed:"
"""What the reason begins with of a row that could not be measured to its end."""


def run(lab: Laboratory, rows: Iterable[Row]) -> Iterator[tuple[Row, Finding]]:
    """Measure rows in order; a row that fails is told of, and the others are measured."""
    for row in rows:
        lab.say(f"{row.name}: {row.title}")
        profiles = _Profiles(lab)
        for finding in _measured(lab, row):
            told = replace(finding, profile=profiles.of(finding))
            lab.say(f"  {line(told)}")
            for where in told.profile:
                lab.say(f"      {where}")
            yield row, told


def _measured(lab: Laboratory, row: Row) -> list[Finding]:
    if row.needs_engine and not lab.on_engine:
        return [Finding(row.title, None, not_run=NO_CLI)]
    try:
        return row.measure(lab)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other rows are measured
        lab.say(str(error) if isinstance(error, BenchError) else traceback.format_exc())
        reason = (str(error) or type(error).__name__).splitlines()[0]
        return [Finding(row.title, None, not_run=f"{FAILED} {reason}")]


class _Profiles:
    """The profiles of a row, whose findings may be about the same work."""

    def __init__(self, lab: Laboratory) -> None:
        self._lab = lab
        self._taken: dict[Again, str] = {}

    def of(self, finding: Finding) -> tuple[str, ...]:
        """Where the time of a finding went that missed its target; nothing for any other."""
        again = finding.again
        if finding.verdict != "missed" or again is None:
            return ()
        if again in self._taken:
            return (f"the same run as: {self._taken[again]}",)
        self._taken[again] = finding.what
        try:
            return profile.take(again, self._lab)
        except Exception as error:  # noqa: BLE001 - the figure stands without it
            return (f"no profile: {error}",)
