"""Playing a case: step by step, each held to the model, and at the end what destroys it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from tests.drawn.compare import check_done, check_preview, check_said, check_verdict
from tests.drawn.done import Done
from tests.drawn.expected import Expected, Row, Taking, Verdict, World
from tests.drawn.findings import Findings
from tests.drawn.model import Model
from tests.drawn.named import Named
from tests.drawn.outcome import Outcome, play_in_folder
from tests.drawn.projects import OnTheEngine, Ran, Rehearsed
from tests.drawn.stack import Stack
from tests.drawn.stage import Stage
from tests.drawn.trouble import trouble
from tests.drawn.values import Case, Step
from tests.support.pulumi_cli import CLI


class Player:
    """One case under way.

    Attributes:
        number: that of the step under way; None when all have been played.
    """

    def __init__(
        self, stage: Stage, case: Case, folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.stage = stage
        self.case = case
        self.number: int | None = None
        self.findings = Findings()
        self.kinds: Counter[str] = Counter()
        self.engine = case.engine and CLI is not None
        runs = OnTheEngine if self.engine else Rehearsed
        variables = environment or stage.environment()
        self.stacks = [
            Stack(
                runs(folder / name, name, dict(variables), refresh=refresh),
                Model(refreshes=refresh),
            )
            for name, refresh in zip(("school", "office"), case.refresh, strict=True)
        ]
        for stack in self.stacks:
            stack.project.person = stage.person

    def played(self) -> Outcome:
        """Play it."""
        self.stage.set_world(self.case)
        for number, drawn in enumerate(self.case.steps):
            step = self._possible(drawn)
            found = len(self.findings.violations)
            self.number = number
            self.kinds.update(step.kinds)
            self._step(step)
            self._name_step(found, f"step {number} ({', '.join(sorted(step.kinds))})")
        self.number = None
        for number in (0, 1):
            found = len(self.findings.violations)
            if self.stacks[number].model.records:
                approve = self.case.seed % 3 == 0
                self._step(Step(frozenset(), number, (), act="destroy", approve=approve))
            self._name_step(found, f"the destroy of {number}")
        overdrawn = self.stage.books.overdrawn
        self.findings.unless(f"too few seats: {overdrawn[:3]}", true=not overdrawn)
        found_all = tuple(self.findings.violations)
        return Outcome(self.case.seed, self.kinds, self.findings.users, found_all, self.engine)

    def _possible(self, step: Step) -> Step:
        """The step, as far as the engine takes it.

        It can replace by hand only what is there, refresh nothing else, and have no target whose
        inputs come from what is not there. Nobody else saves plans: rehearsed, a step has none.
        """
        there = self.stacks[step.stack].model.records
        awaited = {
            name for each in step.program if each.place == step.target for name in each.awaited
        }
        needed = {each.place for each in step.program if each.name in awaited}
        if self.case.refresh[step.stack]:
            needed.add(step.target)
        return replace(
            step,
            replace=step.replace if step.replace in there else "",
            target=step.target if needed <= there.keys() else "",
            between=step.between if self.engine else None,
        )

    def _name_step(self, found: int, name: str) -> None:
        violations = self.findings.violations
        violations[found:] = [f"{name}: {what}" for what in violations[found:]]

    def _step(self, step: Step) -> None:
        stack = self.stacks[step.stack]
        if step.act == "up":
            stack.write(step.program)
        if step.borrow:
            other = self.stacks[1 - step.stack]
            stack.approve(other.offered, other.plans)
        for move in step.drift:
            self.stage.move(move)
        act = {"up": self._up, "refresh": self._refresh, "destroy": self._destroy}[step.act]
        with trouble(step, self.stage, stack):
            act(step, stack)
        if self.case.tidy:
            stack.forget_approvals()

    def _up(self, step: Step, stack: Stack) -> None:
        self.stage.pass_time()
        expected = stack.expected(step, self.stage.world(self.case))
        preview = self._previewed(step, stack, expected)
        if not preview.ok and stack.offer(preview, expected.rows, approve=step.approve):
            self.kinds["approved"] += 1
            expected = stack.expected(step, self.stage.world(self.case))
            preview = self._previewed(step, stack, expected)
        if not preview.ok:
            self.kinds["refused"] += 1
            if not step.trouble and not expected.at_update and not step.target and not step.replace:
                self._update_unreviewed(step, stack, expected, preview)
        elif step.between is None or step.target or step.replace:
            self._update(step, stack, expected, preview)
        else:
            self._update_by_plan(step, stack, expected, preview)

    def _previewed(self, step: Step, stack: Stack, expected: Expected) -> Ran:
        self.stage.wire.writes.clear()
        save = step.between is not None
        preview = stack.project.preview(**stack.options(step), save=save)
        self.stage.wire.wait_until_quiet()
        self.findings.unless("the preview writes", true=not self.stage.wire.writes)
        self._check_said(preview, stack, expected)
        if not step.trouble:
            check_preview(expected, preview, self.findings)
        elif step.trouble != "odd 404" and any(r.declared for r in expected.rows):
            self.findings.unless(f"{step.trouble}, and the preview passes", true=not preview.ok)
        return preview

    def _update_unreviewed(
        self, step: Step, stack: Stack, expected: Expected, preview: Ran
    ) -> None:
        """Though its preview refuses: what was refused is not written."""
        if any(row.is_twin for row in expected.rows):
            return
        done = self._run(stack, stack.project.update)
        self.findings.unless("refused at the preview, and the update passes", true=not done.ran.ok)
        self._learn(step, stack, expected, done, preview.named)

    def _update(self, step: Step, stack: Stack, expected: Expected, preview: Ran) -> None:
        options = stack.options(step)
        done = self._run(stack, lambda: stack.project.update(**options), gone=step.trouble)
        if step.trouble == "wrong address" and any(t.losses.surely for t in expected.takings):
            self.findings.unless("a wrong address, and it is updated", true=not done.ran.ok)
        elif not step.trouble:
            # The program says what the last run could not do, also where this one is about others.
            unserved = bool(step.target) and any(each.failures for each in done.was.values())
            may_fail = bool(step.refused) or unserved
            check_verdict(expected, done.ran, self.findings, may_fail=may_fail)
        self._learn(step, stack, expected, done, preview.named)
        if not done.ran.ok:
            self.kinds["failed"] += 1
            left = stack.expected(step, done.after)
            parts: list[Row | Taking] = [*left.rows, *left.takings]
            if stack.offer(done.ran, parts, approve=step.approve):
                self.kinds["approved late"] += 1
                self._up(replace(step, between=None), stack)
        may_settle = not any(row.blind for row in expected.rows) and not step.refused
        if step.settled and may_settle and not (step.target or step.replace or step.trouble):
            self._check_settled(stack, done)

    def _check_settled(self, stack: Stack, done: Done) -> None:
        """A second run has nothing to do, be there people who cannot be served."""
        expected = stack.expected(Step(frozenset(), 0, ()), done.after)
        hindered = any(row.hindered for row in expected.rows)
        if not done.ran.ok and (not hindered or any(row.refused for row in expected.rows)):
            return
        self.kinds["run again"] += 1
        self.stage.pass_time()
        again = self._run(stack, stack.project.update)
        fails = not (again.ran.ok or hindered)
        self.findings.unless(f"a second run fails: {again.ran.shown[-1500:]}", true=not fails)
        if done.ran.ok or not expected.is_anything_left:
            self.findings.unless("a second run writes", true=not again.writes)

    def _update_by_plan(self, step: Step, stack: Stack, expected: Expected, preview: Ran) -> None:
        """Update by the saved plan, after others moved seats."""
        for move in step.between or ():
            self.stage.move(move)
        self.stage.pass_time()
        now = stack.expected(step, self.stage.world(self.case))
        changed = now.differs_from(expected)
        done = self._run(stack, stack.project.update_by_plan)
        kind = ("saved plan applied", "saved plan perhaps", "saved plan refused")[changed]
        self.kinds[kind] += 1
        if changed is Verdict.YES:
            self.findings.unless("the world moved, and the saved plan passes", true=not done.ran.ok)
            self.findings.unless("the world moved, and the saved plan writes", true=not done.writes)
        elif changed is Verdict.NO:
            # What a refresh finds is a part of the plan of one that gives the product up.
            given_up = bool(step.between) and bool(step.edits & {"another ownership"})
            waits = any(row.assignment.waits for row in now.rows)
            may_fail = bool(step.refused) or waits or given_up
            check_verdict(now, done.ran, self.findings, may_fail=may_fail)
        self._learn(step, stack, now, done, preview.named)

    def _refresh(self, step: Step, stack: Stack) -> None:
        self.stage.pass_time()
        expected = Expected()
        done = self._run(stack, stack.project.refresh, gone=step.trouble)
        self._check_said(done.ran, stack, expected, done.before)
        is_sure = any(each.own for each in stack.model.records.values())
        if step.trouble == "wrong address" and is_sure:
            self.findings.unless("a wrong address, and the refresh passes", true=not done.ran.ok)
        elif not step.trouble:
            said = f"the refresh fails: {done.ran.shown[-1500:]}"
            self.findings.unless(said, true=done.ran.ok)
        if not done.ran.ok:
            self.findings.unless(
                "the refresh fails, and writes state", true=done.was == done.stored
            )
        known = {place: each for place, each in done.stored.items() if "(old)" not in place}
        for place, found in known.items() if done.ran.ok else ():
            made_up = found.claimed - done.after.served(found.product)
            # Of whoever is in state as a list has it that lags, nothing gives a reason to ask.
            made_up -= done.after.listed.get(found.product, {}).keys()
            self.findings.nobody(made_up, f"{place}: refreshed, and without a seat")
        self._learn(step, stack, expected, done, None)

    def _destroy(self, step: Step, stack: Stack) -> None:
        self.stage.pass_time()
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
            self.findings.unless(
                f"destroyed, and in state: {list(done.stored)}", true=not done.stored
            )
        elif stack.offer(done.ran, stack.model.destroy(done.after).takings, approve=step.approve):
            self.kinds["approved late"] += 1
            self._destroy(step, stack)

    def _run(self, stack: Stack, command: Callable[[], Ran], *, gone: str = "") -> Done:
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
        stack: Stack,
        expected: Expected,
        done: Done,
        named: Mapping[str, Named] | None,
    ) -> None:
        self._check_said(done.ran, stack, expected, done.before)
        check_done(expected, named if not step.trouble else None, done, self.findings)
        stack.model.learn(expected, done)

    def _check_said(self, ran: Ran, stack: Stack, expected: Expected, *worlds: World) -> None:
        hidden = stack.hidden(expected, self.stage.world(self.case), *worlds)
        check_said(ran, hidden, self.findings)


def play(stage: Stage, case: Case) -> Outcome:
    """Play a case."""
    return play_in_folder(case.seed, lambda folder: Player(stage, case, folder).played())
