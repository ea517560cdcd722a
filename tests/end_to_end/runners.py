"""The two ways to run a program: the Pulumi CLI, and the rehearsal."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from pulumi_microsoft_seats.program.seat_assignment import TYPE
from pulumi_microsoft_seats.rehearsal import Rehearsal, RehearsalResult
from tests.support.pulumi_cli import BACKEND, CLI, QUICK_PIP, cli_environment
from tests.support.quick_python import quick_python


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and its exit code."""

    text: str
    exit_code: int

    @property
    def ok(self) -> bool:
        """Whether it exited with 0."""
        return self.exit_code == 0

    def changed_users(self, sign: str) -> list[str]:
        """The users on lines of the diff that begin with `+` or `-`, in order."""
        lines = (line.strip() for line in self.text.splitlines())
        return [line[2:] for line in lines if line.startswith(f"{sign} ") and "@" in line]

    @property
    def approval(self) -> str:
        """The digest that the refusal names."""
        ways = r"(?:microsoft-seats:approve |MICROSOFT_SEATS_APPROVE=)([0-9a-f]{32})"
        found = set(re.findall(ways, self.text))
        assert len(found) == 1, self.text
        return str(found.pop())


class Runner(ABC):
    """Runs the program of one folder against one emulator."""

    stack = "test"

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment

    @abstractmethod
    def preview(self) -> Outcome:
        """`pulumi preview --diff`."""

    @abstractmethod
    def up(self, *, targets: Sequence[str] = (), replace: Sequence[str] = ()) -> Outcome:
        """`pulumi up --yes`, which previews first; both are URNs."""

    @abstractmethod
    def update(self) -> Outcome:
        """`pulumi up --yes --skip-preview`."""

    def write(self, text: str) -> None:
        """Put another program in the place of the last."""
        (self.folder / "__main__.py").write_text(text, encoding="utf-8")

    def apply(self, text: str | None = None) -> Outcome:
        """An update that has to succeed, of another program where one is given."""
        return self._succeeded(self.update, text)

    def look(self, text: str | None = None) -> Outcome:
        """A preview that has to succeed, of another program where one is given."""
        return self._succeeded(self.preview, text)

    def _succeeded(self, command: Callable[[], Outcome], text: str | None) -> Outcome:
        if text is not None:
            self.write(text)
        done = command()
        assert done.ok, done.text
        return done

    def fail(self, text: str | None = None) -> Outcome:
        """An `up` that has to fail, without a traceback of ours, of another program where given."""
        if text is not None:
            self.write(text)
        failed = self.up()
        assert failed.exit_code != 0, failed.text
        assert "/pulumi_microsoft_seats/" not in failed.text, failed.text
        return failed

    @abstractmethod
    def refresh(self) -> Outcome:
        """`pulumi refresh --yes`."""

    @abstractmethod
    def destroy(self) -> Outcome:
        """`pulumi destroy --yes`."""

    @abstractmethod
    def resources(self) -> list[dict[str, Any]]:
        """The resources in state: `urn`, `inputs` and `outputs` of each."""

    @abstractmethod
    def state_text(self) -> str:
        """Everything that was stored."""

    @abstractmethod
    def messages(self) -> set[tuple[str, str]]:
        """What a preview says, each with the name of the resource on whose row it stands."""

    def urn(self, name: str) -> str:
        """The URN of an assignment that is in no component."""
        return f"urn:pulumi:{self.stack}::seats::{TYPE}::{name}"

    def resource(self, name: str) -> dict[str, Any]:
        """The resource with this name, in state."""
        (found,) = [r for r in self.resources() if r["urn"].endswith(f"::{name}")]
        return found

    def outputs_of(self, name: str) -> dict[str, Any]:
        """Its outputs."""
        outputs: dict[str, Any] = self.resource(name)["outputs"]
        return outputs


class Engine(Runner):
    """The Pulumi CLI on PATH, with a file backend of its own.

    Attributes:
        quick: whether it starts its Python processes in the quick way, apart from its group.
    """

    quick = True

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        super().__init__(folder, environment)
        self._backend = folder / BACKEND
        self._backend.mkdir()
        created = self.run("stack", "init", self.stack)
        assert created.ok, created.text

    def preview(self) -> Outcome:
        return self.run("preview", "--diff")

    def up(self, *, targets: Sequence[str] = (), replace: Sequence[str] = ()) -> Outcome:
        chosen = [f"--target={urn}" for urn in targets] + [f"--replace={urn}" for urn in replace]
        return self.run("up", "--yes", "--diff", *chosen)

    def update(self) -> Outcome:
        return self.run("up", "--yes", "--skip-preview")

    def refresh(self) -> Outcome:
        return self.run("refresh", "--yes", "--diff")

    def destroy(self) -> Outcome:
        return self.run("destroy", "--yes", "--diff")

    def resources(self) -> list[dict[str, Any]]:
        # As `pulumi stack export` has it, without a process of half a second.
        (file,) = self._backend.glob(f".pulumi/stacks/*/{self.stack}.json")
        latest = json.loads(file.read_text(encoding="utf-8"))["checkpoint"]["latest"] or {}
        found: list[dict[str, Any]] = latest.get("resources", [])
        return found

    def messages(self) -> set[tuple[str, str]]:
        # A preview that fails has a line of text behind its JSON.
        shown, _ = json.JSONDecoder().raw_decode(self.run("preview", "--json").text)
        return {(_name_in(d.get("urn", "")), d["message"].strip()) for d in shown["diagnostics"]}

    def state_text(self) -> str:
        files = (file for file in self._backend.rglob("*") if file.is_file())
        return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)

    def run(self, *arguments: str) -> Outcome:
        """Run the CLI with any arguments."""
        finished = subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.process_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return Outcome(finished.stdout, finished.returncode)

    def command(self, *arguments: str) -> list[str]:
        """The words of a command, for whoever starts it in another way."""
        assert CLI is not None
        return [CLI, *arguments, "--non-interactive", "--color", "never"]

    def process_environment(self) -> dict[str, str]:
        """All the variables that a command is started with."""
        given = {"PYTHONPATH": str(QUICK_PIP), **self.environment}
        found = cli_environment(self.folder, given)
        if self.quick:
            found["PATH"] = os.pathsep.join([str(Path(quick_python()).parent), found["PATH"]])
        return found


class Rehearsed(Runner):
    """The rehearsal, with its state file in the folder."""

    def preview(self) -> Outcome:
        return _outcome(self._quick(Rehearsal.preview))

    def up(self, *, targets: Sequence[str] = (), replace: Sequence[str] = ()) -> Outcome:
        return _outcome(self._quick(partial(Rehearsal.up, targets=targets, replace=replace)))

    def update(self) -> Outcome:
        return _outcome(self._quick(lambda rehearsal: rehearsal._operate("up", "update")))

    def refresh(self) -> Outcome:
        return _outcome(self._quick(Rehearsal.refresh))

    def destroy(self) -> Outcome:
        return _outcome(self._quick(Rehearsal.destroy))

    def resources(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.state_text())["resources"]
        return found

    def messages(self) -> set[tuple[str, str]]:
        result = self._quick(Rehearsal.preview)
        return {(_name_in(item.urn), item.message.strip()) for item in result.diagnostics}

    def state_text(self) -> str:
        return (self.folder / ".pulumi-rehearsal.json").read_text(encoding="utf-8")

    def _quick(self, operation: Callable[[Rehearsal], RehearsalResult]) -> RehearsalResult:
        with mock.patch.object(sys, "executable", quick_python()):
            return operation(Rehearsal(self.folder, self.stack, environment=self.environment))


def _name_in(urn: str) -> str:
    return urn.rpartition("::")[2]


def _outcome(result: RehearsalResult) -> Outcome:
    return Outcome(result.text, result.exit_code)
