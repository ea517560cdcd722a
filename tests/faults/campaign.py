"""Playing a case in which things go wrong in one update, which the next one mends.

Everything promised of a step without trouble is promised here (`tests.drawn.compare`): nobody
gains or loses a seat but who may and was named; a run that says that all went well left everybody
with what was declared; any other has said why, and whoever it did not serve is a failure in state,
which claims no seat that does not exist and leaves out none that it gave. Besides:

- A reclaim that was carried out is not carried out again: a seat that somebody else gave anew
  meanwhile stays.
- A run whose process was killed does not say that all went well.
- If state claims seats that do not exist, one refresh mends that.
- The next update converges: the seats are as declared. The one after it writes nothing.
- No secret, token or client assertion is in a file of the run or in anything it said.

Who else moves seats stops doing so when the faulty update has ended. Where others hold the seats
that an assignment needs, they give them back: nobody could converge otherwise.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.drawn.done import Done
from tests.drawn.expected import NOBODY, Expected
from tests.drawn.outcome import Outcome, play_in_folder
from tests.drawn.player import Player
from tests.drawn.projects import Ran
from tests.drawn.stack import Stack
from tests.drawn.stage import Stage
from tests.drawn.values import Move, Step
from tests.faults.draw import FaultyCase
from tests.faults.script import Script
from tests.support.processes import PLUGIN, descendants
from tests.support.quick_python import quick_python

_LONGEST_END = 10.0
"""Seconds that a killed process is waited for."""

_TIMEOUT = "MICROSOFT_SEATS_TIMEOUT"


@dataclass(frozen=True)
class Played(Outcome):
    """What became of a case.

    Attributes:
        injected: how often each kind of trouble was put into effect.
        touched: how many seats the programs gave or took.
        failed: whether the update in which things went wrong failed.
    """

    injected: Counter[str] = field(default_factory=Counter)
    touched: int = 0
    failed: bool = False


def play(stage: Stage, script: Script, case: FaultyCase) -> Outcome:
    """Play a case."""
    try:
        return play_in_folder(
            case.case.seed, lambda folder: _FaultyPlayer(stage, script, case, folder).played()
        )
    finally:
        script.end()


class _FaultyPlayer(Player):
    """One case under way."""

    def __init__(self, stage: Stage, script: Script, case: FaultyCase, folder: Path) -> None:
        temporary = folder / "temporary"
        temporary.mkdir()
        environment = stage.environment(with_certificate=case.certificate) | {
            "MICROSOFT_SEATS_CONCURRENCY": str(case.concurrency),
            "TMPDIR": str(temporary),
        }
        super().__init__(stage, case.case, folder, environment)
        self._script = script
        self._faulty = case
        self._folder, self._temporary = folder, temporary
        self._pending = True
        self._failed = False

    def played(self) -> Played:
        """Play it."""
        self._script.injected.clear()
        played = super().played()
        self._check_secrets()
        history = self.stage.books.history
        return Played(
            played.seed,
            played.kinds,
            played.users,
            tuple(self.findings.violations),
            played.engine,
            Counter(self._script.injected),
            sum(not each.by_another for each in history),
            self._failed,
        )

    @property
    def _is_faulty(self) -> bool:
        return self._pending and self.number == self._faulty.faulty

    def _previewed(self, step: Step, stack: Stack, expected: Expected) -> Ran:
        preview = super()._previewed(step, stack, expected)
        if self._is_faulty and preview.ok and self._faulty.previewed:
            # Once more, and nobody knows what comes of it.
            self._begin(stack)
            again = stack.project.preview()
            self._check_said(again, stack, expected)
        return preview

    def _begin(self, stack: Stack) -> None:
        schedule = self._faulty.schedule
        declared: dict[str, frozenset[str]] = {}
        for each in stack.program:
            people = frozenset(map(self.stage.person, each.declared))
            declared[each.key] = declared.get(each.key, NOBODY) | people
        if schedule.timeout is not None:
            stack.project.environment[_TIMEOUT] = str(schedule.timeout)
        self._script.begin(schedule, self.stage.books, declared, _kill_plugin)

    def _update(self, step: Step, stack: Stack, expected: Expected, preview: Ran) -> None:
        if not self._is_faulty:
            super()._update(step, stack, expected, preview)
            return
        if not self._faulty.previewed:
            self._begin(stack)
        self._pending = False
        self._script.given_anew.clear()
        kills = self._kills
        done = self._run(stack, stack.project.update)
        killed = self._kills > kills
        done = replace(done, killed=killed, gone=bool(self.stage.books.vanished))
        self._script.end()
        self.stage.books.vanished.clear()
        stack.project.environment.pop(_TIMEOUT, None)
        self._failed = not done.ran.ok
        self.findings.unless("it was killed, and says ok", true=not (killed and done.ran.ok))
        self._check_given_anew(done)
        self._learn(step, stack, expected, done, preview.named)
        self._converge(step, stack)

    @property
    def _kills(self) -> int:
        injected = self._script.injected
        return injected["killed before"] + injected["killed after"]

    def _check_given_anew(self, done: Done) -> None:
        given: set[tuple[str, str]] = set()
        taken: set[str] = set()
        for each in done.history:
            key = (each.product, each.user)
            if each.by_another and each.action == "assign" and key in self._script.given_anew:
                given.add(key)
            elif not each.by_another and each.action == "reclaim" and key in given:
                taken.add(each.user)
        what = "given a seat anew by somebody else, and taken again"
        self.findings.nobody(frozenset(taken), what)

    def _converge(self, step: Step, stack: Stack) -> None:
        """Nothing goes wrong any more: one update does all that is left, the next nothing."""
        if self._made_up(stack) or self.case.seed % 5 == 0:
            self._refresh(replace(step, act="refresh"), stack)
            self.findings.nobody(self._made_up(stack), "refreshed, in state, and without a seat")
        self._give_back(stack)
        self.kinds["mended"] += 1
        self._up(step, stack)

    def _made_up(self, stack: Stack) -> frozenset[str]:
        """Whom the state claims to hold a seat, and who holds none."""
        world = self.stage.world(self.case)
        # What was replaced is deleted next, and no refresh looks at it.
        stored = stack.project.stored().items()
        there = [each for place, each in stored if not place.endswith(" (old)")]
        return NOBODY.union(
            *(
                each.claimed.difference(
                    world.served(each.product), world.listed.get(each.product, ())
                )
                for each in there
            )
        )

    def _give_back(self, stack: Stack) -> None:
        """Where an assignment lacks seats that others hold, they return them."""
        self.stage.books.give_back()
        world = self.stage.world(self.case)
        for each in stack.program:
            held, free = world.held(each.key), world.free(each.key)
            people = frozenset(map(self.stage.person, each.declared))
            if free is not None and len(people.difference(held)) > free:
                given = {m.user for m in self.stage.books.history if m.by_another}
                back = tuple(sorted((given & held.keys()) - people))
                self.stage.move(Move(each.product, taken=back))

    def _check_secrets(self) -> None:
        secrets = self.stage.secrets()
        said = [text for stack in self.stacks for text in stack.project.said]
        texts = {"what was said": "\n".join(said)}
        for file in self._folder.rglob("*"):
            if file.is_file():
                name = str(file.relative_to(self._folder))
                texts[name] = file.read_text(encoding="utf-8", errors="replace")
        told = [name for name, text in texts.items() if any(each in text for each in secrets)]
        self.findings.unless(f"a secret is in {', '.join(told)}", true=not told)
        shutil.rmtree(self._temporary)


def _kill_plugin() -> bool:
    """Kill the plugin process that this process's run has started; False when there is none."""
    # Its work may be done by a process that was forked for it, which ends a moment later.
    forked: list[int] = []
    for process in descendants(quick_python.__module__):
        with suppress(ProcessLookupError):
            forked.append(os.pidfd_open(process))
    found = descendants(PLUGIN)
    for process in found:
        os.kill(process, signal.SIGKILL)
    if found and forked:
        select.select(forked, [], [], _LONGEST_END)
    for ended in forked:
        os.close(ended)
    return bool(found)
