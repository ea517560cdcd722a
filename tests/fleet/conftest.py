"""A small fleet on the engine, with its state in files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.fleet.estate import Estate
from tests.support.administrator import Administrator
from tests.support.gate import Gate
from tests.support.pulumi_cli import BACKEND, cli_environment

PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Ended:
    """How the runner ended."""

    exit_code: int
    said: str
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def outcomes(self) -> dict[str, str]:
        """How each stack ended, in the summary's order."""
        return {each["stack"]: each["outcome"] for each in self.summary["stacks"]}

    def reason(self, stack: str) -> str:
        """Why a stack did not end well."""
        (found,) = [each for each in self.summary["stacks"] if each["stack"] == stack]
        return str(found["reason"])


@dataclass(frozen=True)
class SmallFleet:
    """An estate, the emulator behind a gate, and the runner."""

    estate: Estate
    gate: Gate
    administrator: Administrator
    environment: Mapping[str, str]

    def run(self, *words: str) -> Ended:
        """Run a command of the runner to its end."""
        return self.ended(self.start(*words))

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start the runner in a session of its own, as in a terminal."""
        self._document.unlink(missing_ok=True)
        options = ("--file", str(self.estate.file), "--json", str(self._document))
        return subprocess.Popen(
            [sys.executable, "-m", "fleet", *words, *options],
            cwd=self.estate.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )

    def ended(self, process: subprocess.Popen[str]) -> Ended:
        """Wait for its end."""
        with process:
            said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        document = self._document
        summary = json.loads(document.read_text(encoding="utf-8")) if document.exists() else {}
        return Ended(process.returncode, said, summary)

    @property
    def _document(self) -> Path:
        return self.estate.folder / "summary.json"


@pytest.fixture(scope="module")
def small_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallFleet]:
    """Three stacks of three users; the store does not have the product of the second."""
    folder = tmp_path_factory.mktemp("fleet")
    estate = Estate(folder, stacks=3, users=3)
    estate.write()
    (folder / BACKEND).mkdir()
    gate, emulator = Gate(), Emulator()
    emulator._faults = gate
    with emulator:
        administrator = Administrator(emulator)
        first, _, third = estate.world()["inventory"]
        administrator.set_world({"inventory": [first, third]})
        variables = {**emulator.environment, "PATH": os.environ["PATH"]}
        yield SmallFleet(estate, gate, administrator, cli_environment(folder, variables))
