"""Playing a case: an update in which things go wrong, then two in which nothing does.

After the first, whatever happened, `checks` holds. If state claims seats that do not exist, one
refresh mends that. The next update converges: the seats are as declared. The one after writes
nothing. Seats never exceeded what was bought, and no secret, token or client assertion is in a file
of the run or in anything it said.

Who else moves seats stops doing so when the first update has ended. Where others hold the seats
that a shared assignment needs, they give them back before the second: nobody could converge
otherwise.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.drawn.findings import Findings
from tests.end_to_end.programs import program
from tests.end_to_end.runners import Outcome
from tests.faults.checks import Recorded, Run, check, check_sentences
from tests.faults.runs import OnTheEngine, Rehearsed, Runs, kill_plugin
from tests.faults.stage import Stage
from tests.faults.world import Case
from tests.support.assignments import Assignment
from tests.support.programs import declaration
from tests.support.pulumi_cli import CLI

_DIGEST = re.compile(r"(?:microsoft-seats:approve |MICROSOFT_SEATS_APPROVE=)([0-9a-f]{32})")
_PROJECT = "name: seats\nruntime: python\n"


@dataclass(frozen=True)
class Played:
    """What became of a case.

    Attributes:
        injected: how often each kind of trouble was put into effect.
        touched: how many seats the program gave or took.
        failed: whether the update in which things went wrong failed.
        engine: whether the real engine ran it.
    """

    seed: int
    violations: tuple[str, ...]
    injected: Counter[str] = field(default_factory=Counter)
    touched: int = 0
    failed: bool = False
    engine: bool = False


def play(stage: Stage, case: Case, folder: Path) -> Played:
    """Play a case in an empty folder."""
    return _Play(stage, case, folder).played()


class _Play:
    """One case under way."""

    def __init__(self, stage: Stage, case: Case, folder: Path) -> None:
        self._stage, self._case, self._folder = stage, case, folder
        self._findings = Findings()
        self._temporary = folder / "temporary"
        self._temporary.mkdir()
        self._engine = case.engine and CLI is not None
        environment = stage.environment(with_certificate=case.certificate) | {
            "MICROSOFT_SEATS_CONCURRENCY": str(case.concurrency),
            "TMPDIR": str(self._temporary),
        }
        (folder / "Pulumi.yaml").write_text(_PROJECT, encoding="utf-8")
        runs = OnTheEngine if self._engine else Rehearsed
        self._runs: Runs = runs(folder, environment)
        every = (*case.before, *case.now)
        self._products = {each.name: each.product.lower() for each in every}

    def played(self) -> Played:
        stage = self._stage
        stage.script.injected.clear()
        stage.books.history.clear()
        stage.books.overdrawn.clear()
        stage.set_world(self._case.inventory)
        if self._case.before:
            self._write(self._case.before)
            first = self._approved(self._runs.update)
            self._findings.unless(f"the first update fails: {first.text}", true=first.ok)
        self._write(self._case.now)
        failed = not self._go_wrong().ok
        self._refresh_if_needed()
        self._converge()
        self._check_secrets()
        self._findings.violations += [f"too few seats: {what}" for what in stage.books.overdrawn]
        return Played(
            self._case.seed,
            tuple(self._findings.violations),
            Counter(stage.script.injected),
            sum(not each.by_another for each in stage.books.history),
            failed,
            self._engine,
        )

    def _write(self, assignments: tuple[Assignment, ...]) -> None:
        text = program(*(declaration(each) for each in assignments))
        (self._folder / "__main__.py").write_text(text, encoding="utf-8")

    def _approved(self, run: Callable[[], Outcome]) -> Outcome:
        """Run; when seats that others gave would be taken over, once more with an approval."""
        outcome = run()
        digests = set(_DIGEST.findall(outcome.text))
        if outcome.ok or not digests:
            return outcome
        self._runs.environment["MICROSOFT_SEATS_APPROVE"] = ",".join(sorted(digests))
        return run()

    def _go_wrong(self) -> Outcome:
        """The update in which things go wrong."""
        stage, schedule = self._stage, self._case.schedule
        answered = {each.name: each.declared for each in self._case.before}
        usual = dict(self._runs.environment)
        if schedule.timeout is not None:
            self._runs.environment["MICROSOFT_SEATS_TIMEOUT"] = str(schedule.timeout)
        stage.script.begin(schedule, stage.books, self._declared(), kill_plugin)
        run = self._run(self._runs.up if self._case.previewed else self._runs.update, answered)
        stage.script.end()
        self._runs.environment = usual
        check(run, self._findings)
        return run.outcome

    def _run(self, command: Callable[[], Outcome], answered: dict[str, frozenset[str]]) -> Run:
        stage = self._stage
        stage.wire.writes.clear()
        stage.script.given_anew.clear()
        before, moved = stage.books.holders(), len(stage.books.history)
        kills = self._kills()
        outcome = self._approved(command)
        stage.wire.wait_until_quiet()
        return Run(
            now=self._case.now,
            answered=answered,
            products=self._products,
            before=before,
            after=stage.books.holders(),
            writes=tuple(stage.wire.writes),
            history=tuple(stage.books.history[moved:]),
            given={product: self._given(product) for product in self._products.values()},
            given_anew=frozenset(stage.script.given_anew),
            resources=self._runs.resources(),
            outcome=outcome,
            killed=self._kills() > kills,
        )

    def _kills(self) -> int:
        injected = self._stage.script.injected
        return injected["killed before"] + injected["killed after"]

    def _refresh_if_needed(self) -> None:
        """One refresh, and the state claims no seat that does not exist."""
        self._stage.books.vanished.clear()
        if not self._made_up() and self._case.seed % 5:
            return
        outcome = self._runs.refresh()
        self._findings.unless(f"the refresh fails: {outcome.text}", true=outcome.ok)
        check_sentences(outcome, self._findings)
        self._findings.nobody(self._made_up(), "in state after a refresh, and without a seat")

    def _made_up(self) -> frozenset[str]:
        holders, resources = self._stage.books.holders(), self._runs.resources()
        claims = [
            recorded.claimed - holders[product]
            for name, product in self._products.items()
            if (recorded := Recorded.of(resources, name))
        ]
        return frozenset[str]().union(*claims)

    def _converge(self) -> None:
        """Nothing goes wrong any more: one update does all that is left, the next nothing."""
        self._give_back()
        answered = {name: frozenset[str]() for name in self._products}
        for each in (*self._case.before, *self._case.now):
            answered[each.name] |= each.declared
        run = self._run(self._runs.update, answered)
        check(run, self._findings)
        said = f"with nothing wrong, the update fails: {run.outcome.text}"
        self._findings.unless(said, true=run.outcome.ok)
        self._check_converged()
        again = self._run(self._runs.update, answered)
        self._findings.unless(
            f"the second update fails: {again.outcome.text}", true=again.outcome.ok
        )
        self._findings.unless("the second update writes", true=not again.writes)

    def _check_converged(self) -> None:
        holders = self._stage.books.holders()
        for product in set(self._products.values()):
            now = [each for each in self._case.now if each.product.lower() == product]
            declared = self._declared().get(product, frozenset())
            held = holders[product]
            self._findings.nobody(declared - held, f"{product}: declared, and without a seat")
            before = [
                each.declared for each in self._case.before if each.product.lower() == product
            ]
            left = frozenset[str]().union(*before) - declared - self._given(product)
            if any(each.ownership == "exclusive" for each in now):
                left = held - declared
            self._findings.nobody(left & held, f"{product}: not declared, and still with a seat")

    def _give_back(self) -> None:
        """Where a shared assignment lacks seats that others hold, they return them."""
        books = self._stage.books
        for product, declared in self._declared().items():
            lacking = len(declared - books.holders()[product])
            entry = books.entry(*product.split("/"))
            if entry and entry.distribution_policy == "restricted" and lacking > entry.available:
                books.move(
                    product,
                    "reclaim",
                    sorted((self._given(product) - declared) & books.holders()[product]),
                )

    def _given(self, product: str) -> frozenset[str]:
        """Everybody to whom somebody else gave a seat of a product."""
        history = self._stage.books.history
        return frozenset(
            each.user
            for each in history
            if each.product == product and each.by_another and each.action == "assign"
        )

    def _declared(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for each in self._case.now:
            product = each.product.lower()
            found[product] = found.get(product, frozenset()) | each.declared
        return found

    def _check_secrets(self) -> None:
        secrets = self._stage.secrets()
        texts = {"what was said": "\n".join(self._runs.said)}
        for file in self._folder.rglob("*"):
            if file.is_file():
                name = str(file.relative_to(self._folder))
                texts[name] = file.read_text(encoding="utf-8", errors="replace")
        told = [name for name, text in texts.items() if any(each in text for each in secrets)]
        self._findings.unless(f"a secret is in {', '.join(told)}", true=not told)
        shutil.rmtree(self._temporary)
