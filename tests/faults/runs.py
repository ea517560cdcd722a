"""Running a case's program: in the rehearsal, or on the real engine."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any, Protocol

from pulumi_microsoft_seats.rehearsal import Rehearsal, RehearsalResult
from tests.end_to_end.runners import Engine, Outcome
from tests.support.processes import PLUGIN, descendants


class Runs(Protocol):
    """A project's program, and the ways to run it.

    Attributes:
        environment: may be changed between runs.
        said: everything that any run said, also what is not shown.
    """

    environment: dict[str, str]
    said: list[str]

    def update(self) -> Outcome:
        """Update without a preview."""

    def up(self) -> Outcome:
        """Preview, then update."""

    def refresh(self) -> Outcome:
        """Compare the state with reality."""

    def resources(self) -> list[dict[str, Any]]:
        """The resources in state."""


class Rehearsed:
    """The rehearsal, which masks nothing here."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self.environment = environment
        self.said: list[str] = []

    def update(self) -> Outcome:
        return self._outcome(self._rehearsal()._operate("up", "update"))

    def up(self) -> Outcome:
        return self._outcome(self._rehearsal().up())

    def refresh(self) -> Outcome:
        return self._outcome(self._rehearsal().refresh())

    def resources(self) -> list[dict[str, Any]]:
        file = self._folder / ".pulumi-rehearsal.json"
        if not file.exists():
            return []
        found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["resources"]
        return found

    def _rehearsal(self) -> Rehearsal:
        return Rehearsal(self._folder, environment=self.environment)

    def _outcome(self, result: RehearsalResult) -> Outcome:
        said = [*(result.planned.diagnostics if result.planned else ()), *result.diagnostics]
        self.said += [item.message for item in said]
        shown = [f"{item.severity}: {item.message}" for item in said if item.severity != "debug"]
        return Outcome("\n".join(shown), result.exit_code)


class OnTheEngine(Engine):
    """The Pulumi CLI on PATH."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.said: list[str] = []
        super().__init__(folder, environment)

    def run(self, *arguments: str) -> Outcome:
        outcome = super().run(*arguments)
        self.said.append(outcome.text)
        return outcome

    def update(self) -> Outcome:
        return self.run("up", "--yes", "--skip-preview")


def kill_plugin() -> bool:
    """Kill the plugin process that this process's run has started; False when there is none."""
    found = descendants(PLUGIN)
    for process in found:
        os.kill(process, signal.SIGKILL)
    return bool(found)
