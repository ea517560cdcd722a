"""Playing a case: step by step, each held to the model, and a destroy of both programs at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.drawn.compare import Done, check_done, check_preview, check_said, check_verdict
from tests.drawn.expected import NOBODY, Expected, Verdict, World
from tests.drawn.findings import Findings
from tests.drawn.model import Model
from tests.drawn.named import Named
from tests.drawn.projects import OnTheEngine, Project, Ran, Rehearsed
from tests.drawn.stage import Stage
from tests.drawn.values import Case, Program, Step
from tests.support.pulumi_cli import CLI

_APPROVE = "MICROSOFT_SEATS_APPROVE"
_BASE_URL = "MICROSOFT_SEATS_BASE_URL"
_DIGEST = re.compile(r"microsoft-seats:approve ([0-9a-f]+)")


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    seed: int
    kinds: Counter[str]
    users: int
    violations: tuple[str, ...]
    engine: bool = False


@dataclass
class _Stack:
    """A program, and what is known of it.

    Attributes:
        offered: the digests that refusals have named, and the plans that they stand for.
    """

    project: Project
    model: Model = field(default_factory=Model)
    program: Program = ()
    offered: set[str] = field(default_factory=set)
    plans: set[object] = field(default_factory=set)


class Player:
    """One case under way."""

    def __init__(self, stage: Stage, case: Case, folder: Path, **environment: str) -> None:
        self.stage = stage
        self.case = case
        self.findings = Findings()
        self.kinds: Counter[str] = Counter()
        self.engine = case.engine and CLI is not None
        runs = OnTheEngine if self.engine else Rehearsed
        variables = stage.environment() | environment
        self.stacks = [
            _Stack(runs(folder / name, name, dict(variables), refresh=refresh))
            for name, refresh in zip(("school", "office"), case.refresh, strict=True)
        ]

    def played(self) -> Outcome:
        """Play it."""
        self.stage.set_world(self.case.inventory)
        for number, step in enumerate(self.case.steps):
            found = len(self.findings.violations)
            self.kinds.update(step.kinds)
            self._step(step)
            self._name_step(found, f"step {number} ({', '.join(sorted(step.kinds))})")
        for number in (0, 1):
            found = len(self.findings.violations)
            self._step(Step(frozenset(), number, (), act="destroy", approve=True))
            self._name_step(found, f"the destroy of {number}")
        overdrawn = self.stage.books.overdrawn
        self.findings.unless(f"too few seats: {overdrawn[:3]}", true=not overdrawn)
        found_all = tuple(self.findings.violations)
        return Outcome(
            self.case.seed, self.kinds, self.findings.users, found_all, self.engine
        )

    def _name_step(self, found: int, name: str) -> None:
        violations = self.findings.violations
        violations[found:] = [f"{name}: {what}" for what in violations[found:]]

    def _step(self, step: Step) -> None:
        stack = self.stacks[step.stack]
        if step.act == "up":
            stack.program = step.program
            stack.project.write(step.program)
        if step.borrow:
            other = self.stacks[1 - step.stack]
            self._approve(stack, other.offered, other.plans)
        for move in step.drift:
            self.stage.move(move)
        usual = stack.project.environment.get(_BASE_URL, "")
        self._begin_trouble(step, stack)
        {"up": self._up, "refresh": self._refresh, "destroy": self._destroy}[step.act](step, stack)
        self.stage.go_wrong((), answers_404=False)
        self.stage.books.vanished.clear()
        stack.project.environment[_BASE_URL] = usual
        if self.case.tidy:
            stack.project.environment.pop(_APPROVE, None)
            stack.model.approved.clear()

    def _begin_trouble(self, step: Step, stack: _Stack) -> None:
        self.stage.go_wrong(step.refused, answers_404=step.trouble == "odd 404")
        if step.trouble == "product gone":
            records = stack.model.records.values()
            gone = {each.declared.key for each in records} | {each.key for each in step.program}
            self.stage.books.vanished |= gone
        elif step.trouble == "wrong address":
            origin = self.stage.emulator.origin
            stack.project.environment[_BASE_URL] = f"{origin}/nowhere/V1"

    def _up(self, step: Step, stack: _Stack) -> None:
        expected = self._expected(step, stack)
        preview = self._previewed(step, stack, expected)
        if not preview.ok and step.approve and self._approve_what_is_refused(preview, stack, expected):
            self.kinds["approved"] += 1
            expected = self._expected(step, stack)
            preview = self._previewed(step, stack, expected)
        if not preview.ok:
            self.kinds["refused"] += 1
            if not step.trouble and not expected.at_update and not step.target and not step.replace:
                self._update_unreviewed(step, stack, expected, preview)
        elif step.between is None or step.target or step.replace:
            self._update(step, stack, expected, preview)
        else:
            self._update_by_plan(step, stack, expected, preview)

    def _expected(self, step: Step, stack: _Stack) -> Expected:
        world = self.stage.world(self.case)
        program = stack.program
        return stack.model.up(program, world, target=step.target, by_hand=step.replace)

    def _options(self, step: Step, stack: _Stack) -> dict[str, str]:
        places = {each.place: each for each in stack.program}
        return {
            "target": stack.project.urn(places.get(step.target)),
            "replace": stack.project.urn(places.get(step.replace)),
        }

    def _previewed(self, step: Step, stack: _Stack, expected: Expected) -> Ran:
        self.stage.wire.writes.clear()
        save = step.between is not None
        preview = stack.project.preview(save=save, **self._options(step, stack))
        self.stage.wire.wait_until_quiet()
        self.findings.unless("the preview writes", true=not self.stage.wire.writes)
        self._check_said(preview, stack, expected)
        if not step.trouble:
            check_preview(expected, preview, self.findings)
        elif step.trouble != "odd 404" and any(r.declared for r in expected.rows):
            self.findings.unless(f"{step.trouble}, and the preview passes", true=not preview.ok)
        return preview

    def _approve_what_is_refused(self, ran: Ran, stack: _Stack, expected: Expected) -> bool:
        """Approve all that was refused and can be; False when nothing can."""
        digests = set(_DIGEST.findall(ran.shown))
        parts = (*expected.rows, *expected.takings)
        plans = {each.plan for each in parts if each.refused and each.plan is not None}
        stack.offered |= digests
        stack.plans |= plans
        self._approve(stack, digests, plans)
        return bool(digests)

    def _approve(self, stack: _Stack, digests: set[str], plans: set[object]) -> None:
        had = set(filter(None, stack.project.environment.get(_APPROVE, "").split(",")))
        stack.project.environment[_APPROVE] = ",".join(sorted(had | digests))
        stack.model.approved |= plans

    def _update_unreviewed(
        self, step: Step, stack: _Stack, expected: Expected, preview: Ran
    ) -> None:
        """Though its preview refuses: what was refused is not written."""
        if any(row.is_twin for row in expected.rows):
            return
        done = self._run(stack, stack.project.update)
        self.findings.unless("refused at the preview, and the update passes", true=not done.ran.ok)
        self._learn(step, stack, expected, done, preview.named)

    def _update(self, step: Step, stack: _Stack, expected: Expected, preview: Ran) -> None:
        options = self._options(step, stack)
        done = self._run(stack, lambda: stack.project.update(**options), gone=step.trouble)
        may_fail = bool(step.refused or step.trouble)
        check_verdict(expected, done.ran, self.findings, may_fail=may_fail)
        self._learn(step, stack, expected, done, preview.named)
        if not done.ran.ok:
            self.kinds["failed"] += 1
            if step.approve and self._approve_what_is_refused(done.ran, stack, expected):
                self.kinds["delete approved"] += 1
                self._up(replace(step, approve=False, between=None), stack)
        elif step.settled and not (step.target or step.replace or step.trouble):
            self._check_settled(stack)

    def _check_settled(self, stack: _Stack) -> None:
        self.kinds["run again"] += 1
        again = self._run(stack, stack.project.update)
        self.findings.unless(f"a second run fails: {again.ran.shown[-1500:]}", true=again.ran.ok)
        self.findings.unless("a second run writes", true=not again.writes)

    def _update_by_plan(self, step: Step, stack: _Stack, expected: Expected, preview: Ran) -> None:
        """Update by the saved plan, after others moved seats."""
        for move in step.between or ():
            self.stage.move(move)
        now = self._expected(step, stack)
        changed = _changed(expected, now)
        done = self._run(stack, lambda: stack.project.update(held=True))
        kind = ("saved plan applied", "saved plan perhaps", "saved plan refused")[changed]
        self.kinds[kind] += 1
        if changed is Verdict.YES:
            self.findings.unless("the world moved, and the saved plan passes", true=not done.ran.ok)
            self.findings.unless("the world moved, and the saved plan writes", true=not done.writes)
        elif changed is Verdict.NO:
            may_fail = bool(step.refused) or any(row.assignment.waits for row in now.rows)
            check_verdict(now, done.ran, self.findings, may_fail=may_fail)
        self._learn(step, stack, now, done, preview.named)

    def _refresh(self, step: Step, stack: _Stack) -> None:
        expected = Expected()
        done = self._run(stack, stack.project.refresh, gone=step.trouble)
        self._check_said(done.ran, stack, expected)
        is_sure = any(each.own for each in stack.model.records.values())
        if step.trouble == "wrong address" and is_sure:
            self.findings.unless("a wrong address, and the refresh passes", true=not done.ran.ok)
        elif not step.trouble:
            said = f"the refresh fails: {done.ran.shown[-1500:]}"
            self.findings.unless(said, true=done.ran.ok)
        if not done.ran.ok:
            self.findings.unless("the refresh fails, and writes state", true=done.was == done.stored)
        for place, found in done.stored.items() if done.ran.ok else ():
            held = done.after.held(found.product).keys()
            self.findings.nobody(found.claimed - held, f"{place}: refreshed, and without a seat")
        self._learn(step, stack, expected, done, None)

    def _destroy(self, step: Step, stack: _Stack) -> None:
        expected = stack.model.destroy(self.stage.world(self.case))
        done = self._run(stack, stack.project.destroy, gone=step.trouble)
        if step.trouble != "product gone":
            is_lost = any(each.losses.surely for each in expected.takings)
            if step.trouble == "wrong address" and is_lost:
                self.findings.unless("a wrong address, and destroyed", true=not done.ran.ok)
            may_fail = bool(step.refused or step.trouble)
            check_verdict(expected, done.ran, self.findings, may_fail=may_fail)
        self._learn(step, stack, expected, done, None)
        if done.ran.ok:
            self.findings.unless(f"destroyed, and in state: {list(done.stored)}", true=not done.stored)
        elif step.approve and self._approve_what_is_refused(done.ran, stack, expected):
            self.kinds["delete approved"] += 1
            self._destroy(replace(step, approve=False), stack)

    def _run(self, stack: _Stack, command: Callable[[], Ran], *, gone: str = "") -> Done:
        """Run something, and note what it did."""
        books, wire = self.stage.books, self.stage.wire
        was, before, moved = stack.project.stored(), self.stage.world(self.case), len(books.history)
        wire.writes.clear()
        ran = command()
        after = self.stage.world(self.case)
        return Done(
            ran=ran,
            before=before,
            after=after,
            writes=tuple(wire.writes),
            history=tuple(books.history[moved:]),
            was=was,
            stored=stack.project.stored(),
            gone=gone == "product gone",
        )

    def _learn(
        self,
        step: Step,
        stack: _Stack,
        expected: Expected,
        done: Done,
        named: dict[str, Named] | None,
    ) -> None:
        self._check_said(done.ran, stack, expected)
        check_done(expected, named if not step.trouble else None, done, self.findings)
        gave = None if done.ran.ok else done.gave
        stack.model.learn(expected, done.stored, done.before, done.after, gave)

    def _check_said(self, ran: Ran, stack: _Stack, expected: Expected) -> None:
        check_said(ran, _hidden(stack, expected), self.findings)


def _hidden(stack: _Stack, expected: Expected) -> frozenset[str]:
    """Who is in secret rosters, and in no other."""
    records = [each.declared for each in stack.model.records.values()]
    every = [*records, *(row.assignment for row in expected.rows)]
    open_ = NOBODY.union(*(each.declared for each in every if not each.secret))
    return NOBODY.union(*(each.declared for each in every if each.secret)) - open_


def _changed(before: Expected, now: Expected) -> Verdict:
    """Whether what a saved plan holds is another than when it was saved."""
    changed = Verdict.NO
    for was, row in zip(before.rows, now.rows, strict=True):
        if row.assignment.waits:
            verdict = Verdict.OPEN if was != row else Verdict.NO
        elif was == row and was.plan == row.plan:
            verdict = Verdict.NO
        else:
            surely = (was.gains, was.losses.surely, was.refused, was.plan)
            is_sure = surely != (row.gains, row.losses.surely, row.refused, row.plan)
            is_sure = is_sure and was.losses.surely == was.losses.perhaps
            verdict = Verdict.YES if is_sure else Verdict.OPEN
        changed = max(changed, verdict)
    return changed
