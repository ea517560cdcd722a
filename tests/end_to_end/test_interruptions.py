"""A run that is interrupted on the real engine: what was done is known, and the next run goes on.

Each run is interrupted when the emulator has received a certain bulk call, whose answer waits until
the test lets it go.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import PROJECT, STORE, needs_engine
from tests.end_to_end.programs import OFFICE, assignment, people, program
from tests.end_to_end.runners import Engine
from tests.support.administrator import Administrator
from tests.support.gate import Gate
from tests.support.processes import PLUGIN, descendants

pytestmark = needs_engine

USERS = people(300)
BEFORE = USERS[:50]
CALL = 4
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """An `up` under way, with its gate still closed."""

    process: subprocess.Popen[str]
    gate: Gate
    printed: list[str] = field(default_factory=list)

    @property
    def plugin(self) -> int:
        """The id of its plugin process."""
        (found,) = descendants(PLUGIN, of=self.process.pid)
        return found

    def read_until(self, text: str) -> None:
        """Return when a line with a text in it was printed."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            if text in line:
                return
        raise AssertionError("".join(self.printed))

    def ended(self) -> str:
        """Open the gate, and return what was printed when the run has ended."""
        self.gate.open()
        text, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        return "".join(self.printed) + text


@dataclass(frozen=True)
class World:
    """An emulator behind a gate, an empty stack, and somebody who can look."""

    engine: Engine
    gate: Gate
    administrator: Administrator

    def prepare(self, kind: str) -> None:
        """Put the program in place; for an update, after an earlier one of it was applied."""
        if kind == "update":
            self.engine.apply(program(assignment("office", BEFORE)))
        self.engine.write(program(assignment("office", USERS)))

    @contextmanager
    def running(self, latency: float = 0.0) -> Iterator[Running]:
        """Run `up`, and go on when its fourth bulk call has come and waits."""
        self.administrator.forget_requests()
        self.gate.close_at(CALL, latency)
        # In a session of its own, as in a terminal: a signal to its group reaches all of it.
        process = subprocess.Popen(
            self.engine.command("up", "--yes", "--skip-preview"),
            cwd=self.engine.folder,
            env=self.engine.process_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        with process:
            try:
                self.gate.wait_until_reached()
                yield Running(process, self.gate)
            finally:
                self.gate.open()
                process.kill()

    def holders(self) -> set[str]:
        """Who holds a seat."""
        return self.administrator.holders(OFFICE)

    def asked_for(self) -> list[str]:
        """The users of all bulk calls since the run began, in order."""
        return [user for each in self.administrator.writes() for user in each["body"]["usernames"]]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """One call at a time, so that it is known what was done."""
    gate = Gate()
    emulator = Emulator()
    emulator._faults = gate
    with emulator:
        administrator = Administrator(emulator)
        administrator.set_world(dict(STORE))
        (tmp_path / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
        one_at_a_time = {"MICROSOFT_SEATS_CONCURRENCY": "1"}
        engine = Engine(tmp_path, emulator.environment | one_at_a_time)
        engine.quick = False
        yield World(engine, gate, administrator)


for_a_release = partial(pytest.param, marks=pytest.mark.release)


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        pytest.param("update", signal.SIGINT, id="update-Ctrl-C"),
        for_a_release("update", signal.SIGTERM, id="update-SIGTERM"),
        for_a_release("create", signal.SIGINT, id="create-Ctrl-C"),
    ],
)
def test_an_interrupted_run_stops_between_bulk_calls(
    world: World, kind: str, how: signal.Signals
) -> None:
    """What was done is in state, the next run does the rest, and nothing is to be repaired."""
    world.prepare(kind)
    # Each call takes a while, so that there is something left when the engine has told the plugin.
    with world.running(latency=0.1) as run:
        os.killpg(run.process.pid, how)
        run.read_until("received; cancelling")
        text = run.ended()
    assert run.process.returncode != 0
    outputs = world.engine.outputs_of("office")
    left = set(USERS) - world.holders()
    assert left, "everything was done before the interruption was heard"
    assert set(outputs["seats"].split()) == world.holders()
    assert set(outputs["failures"]) == left
    said = f"what was done is recorded, and {len(left)} users were not served; run again"
    assert said in text
    assert "pulumi_microsoft_seats" not in text

    world.administrator.forget_requests()
    assert "pending" not in world.engine.apply().text
    assert sorted(world.asked_for()) == sorted(left)
    assert world.holders() == set(USERS)


@pytest.mark.release
def test_a_killed_plugin_leaves_nothing_to_repair(world: World) -> None:
    """The old state stands; the next run adopts what was done, and does the rest.

    In rehearsal one is killed by `tests/faults`, in a few cases always.
    """
    world.prepare("create")
    with world.running() as run:
        os.kill(run.plugin, signal.SIGKILL)
        text = run.ended()
    assert run.process.returncode != 0
    assert "error reading from server: EOF" in text
    held = world.holders()
    assert len(held) < len(USERS)

    world.administrator.forget_requests()
    assert "pending" not in world.engine.apply().text
    assert sorted(world.asked_for()) == sorted(set(USERS) - held)
    assert world.engine.outputs_of("office")["assigned_count"] == len(USERS)


@pytest.mark.release
@pytest.mark.parametrize("kind", ["create", "update"])
def test_an_engine_that_was_killed_leaves_no_plugin_that_goes_on(world: World, kind: str) -> None:
    """Nobody would record what it did; after `pulumi cancel` the next run does it instead.

    That a plugin notices is held by `tests/plugin/test_interruption.py`.
    """
    world.prepare(kind)
    with world.running() as run:
        plugin = run.plugin
        # What else it had started may keep the other end of its output open: it is not read.
        run.process.kill()
        run.process.wait(PATIENCE_SECONDS)
        run.gate.open()
    try:
        assert world.engine.run("cancel", "--yes").ok
        world.engine.apply()
    finally:
        os.kill(plugin, signal.SIGKILL)  # the engine's own would stay, idle
    held_before = set(BEFORE) if kind == "update" else set()
    assert sorted(world.asked_for()) == sorted(set(USERS) - held_before)
    assert world.engine.outputs_of("office")["assigned_count"] == len(USERS)

    if kind == "create":
        cleared = world.engine.run("refresh", "--yes", "--clear-pending-creates")
        assert cleared.ok, cleared.text
    assert "pending operations" not in world.engine.apply().text
