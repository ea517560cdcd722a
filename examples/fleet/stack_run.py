"""What each command does to one stack; whatever goes wrong with it is its result."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pulumi_microsoft_seats.review.report import AssignmentReview, Report

from .engine import Engine, StackFailed
from .outcome import Movement, Outcome, StackResult, movement_of
from .sayings import reason_in, without_passwords

_OF_VERDICT = {
    "nothing": Outcome.NOTHING,
    "changes": Outcome.CHANGES,
    "refused": Outcome.REFUSED,
    "broken": Outcome.FAILED,
}


@dataclass(frozen=True)
class StackRun:
    """Runs stacks by name.

    Attributes:
        engine: runs the program.
        variables: by stack, what it alone needs in its environment.
        plans: the folder of plans and reviews.
        saved: whether `up` carries out the plans that are there, instead of making new ones.
        begun: when the run began, of `time.monotonic`.
    """

    engine: Engine
    variables: Mapping[str, Mapping[str, str]]
    plans: Path
    saved: bool
    begun: float

    def preview(self, name: str) -> StackResult:
        """What an update would do."""
        return self._timed(name, lambda: self._reviewed(name, self._preview(name)))

    def drift(self, name: str) -> StackResult:
        """What was changed outside the program; a stack without a state cannot drift."""
        return self._timed(name, lambda: self._drift(name))

    def up(self, name: str) -> StackResult:
        """Carry out what was reviewed, now or before."""
        return self._timed(name, lambda: self._up(name))

    def skip(self, name: str) -> StackResult:
        """A stack that had not begun when the run was stopped."""
        return StackResult(name, Outcome.NOT_STARTED, started=time.monotonic() - self.begun)

    def has_plan(self, name: str) -> bool:
        """Whether a preview of this stack was saved."""
        return self._document(name).exists()

    def _drift(self, name: str) -> StackResult:
        if name not in self.engine.known:
            return StackResult(name, Outcome.NOTHING)
        result = self._reviewed(name, self._preview(name))
        if result.outcome is Outcome.FAILED or result.movement.drifted is None:
            return result
        outcome = Outcome.DRIFTED if result.movement.drifted else Outcome.NOTHING
        return replace(result, outcome=outcome, reason="")

    def _up(self, name: str) -> StackResult:
        document = self._document(name)
        report = self.engine.review(document) if self.saved else self._preview(name)
        reviewed = self._reviewed(name, report)
        if reviewed.outcome is not Outcome.CHANGES:
            return reviewed
        try:
            self.engine.up(name, self.variables[name], self._plan(name))
        except StackFailed as error:
            return replace(_failed(name, error), movement=reviewed.movement)
        return replace(reviewed, outcome=Outcome.DONE)

    def _preview(self, name: str) -> Report:
        return self.engine.preview(
            name, self.variables[name], self._document(name), self._plan(name)
        )

    def _reviewed(self, name: str, report: Report) -> StackResult:
        outcome = _OF_VERDICT[report.verdict]
        if outcome is Outcome.NOTHING and report.others:
            outcome = Outcome.CHANGES
        reason = "" if outcome in {Outcome.NOTHING, Outcome.CHANGES} else self._reason(name, report)
        return StackResult(name, outcome, movement_of(report), reason)

    def _reason(self, name: str, report: Report) -> str:
        refused = [self._refusal(name, each) for each in report.assignments if each.refusal]
        others = [error for each in report.assignments for error in each.errors]
        return without_passwords("; ".join(refused)) or reason_in([*others, *report.errors])

    def _refusal(self, name: str, review: AssignmentReview) -> str:
        refusal = review.refusal
        where = (
            f" --stack {name} --cwd {self.engine.program}" if refusal and refusal.command else ""
        )
        return f"{refusal}{where}"

    def _document(self, name: str) -> Path:
        return self.plans / f"{name}.preview.json"

    def _plan(self, name: str) -> Path:
        return self.plans / f"{name}.plan.json"

    def _timed(self, name: str, work: Callable[[], StackResult]) -> StackResult:
        started = time.monotonic()
        try:
            result = work()
        except StackFailed as error:
            result = _failed(name, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other stacks go on
            result = StackResult(name, Outcome.FAILED, reason=reason_in([repr(error)]))
        seconds = time.monotonic() - started
        return replace(result, started=started - self.begun, seconds=seconds)


def _failed(name: str, error: StackFailed) -> StackResult:
    outcome = Outcome.LOCKED if error.locked else Outcome.FAILED
    return StackResult(name, Outcome.PARTLY if error.partly else outcome, Movement(), error.reason)
