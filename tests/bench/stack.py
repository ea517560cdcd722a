"""A project in a folder of its own and its one stack, on the engine or in rehearsal."""

from __future__ import annotations

import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pulumi_microsoft_seats.rehearsal import Rehearsal, RehearsalResult
from tests.bench.errors import BenchError
from tests.bench.programs import Files
from tests.support.pulumi_cli import BACKEND, CLI, cli_environment

_PROJECT = "name: bench\nruntime: python\n"
_LAST_WORDS = 2_000


class Stack(ABC):
    """Runs one program against one store.

    Every operation raises `BenchError` when it fails.
    """

    def __init__(self, folder: Path, files: Files, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = dict(environment)
        folder.mkdir(parents=True)
        for name, text in {"Pulumi.yaml": _PROJECT, **files}.items():
            (folder / name).write_text(text, encoding="utf-8")

    @abstractmethod
    def up(self) -> float:
        """`pulumi up`, which previews first: seconds."""

    @abstractmethod
    def preview(self) -> float:
        """`pulumi preview`: seconds."""

    @abstractmethod
    def reset(self) -> None:
        """Forget the state: the next `up` is the first."""

    @contextmanager
    def variables(self, more: Mapping[str, str]) -> Iterator[None]:
        """Run with more in the environment."""
        kept, self.environment = self.environment, {**self.environment, **more}
        try:
            yield
        finally:
            self.environment = kept


class EngineStack(Stack):
    """The Pulumi CLI, with a backend of its own."""

    def __init__(self, folder: Path, files: Files, environment: Mapping[str, str]) -> None:
        super().__init__(folder, files, environment)
        self._backend = folder / BACKEND
        self._empty = folder / ".backend-at-first"
        self._backend.mkdir()
        self._run("stack", "init", "bench")
        shutil.copytree(self._backend, self._empty)

    def up(self) -> float:
        return self._run("up", "--yes")

    def preview(self) -> float:
        return self._run("preview")

    def reset(self) -> None:
        shutil.rmtree(self._backend)
        shutil.copytree(self._empty, self._backend)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the CLI; what it prints is on its `stdout`."""
        assert CLI is not None
        return subprocess.Popen(
            [CLI, *arguments, "--non-interactive", "--color", "never"],
            cwd=self.folder,
            env=cli_environment(self.folder, self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def _run(self, *arguments: str) -> float:
        started = time.perf_counter()
        with self.start(*arguments) as process:
            printed, _ = process.communicate()
        seconds = time.perf_counter() - started
        if process.returncode:
            raise BenchError(f"pulumi {arguments[0]} failed:\n{printed[-_LAST_WORDS:]}")
        return seconds


class RehearsedStack(Stack):
    """The rehearsal, with its state in the folder."""

    def up(self) -> float:
        return _seconds(self._rehearsal().up)

    def preview(self) -> float:
        return _seconds(self._rehearsal().preview)

    def reset(self) -> None:
        self._state_file.unlink(missing_ok=True)

    @property
    def _state_file(self) -> Path:
        return self.folder / "state.json"

    def _rehearsal(self) -> Rehearsal:
        return Rehearsal(self.folder, state_file=self._state_file, environment=self.environment)


def _seconds(operation: Callable[[], RehearsalResult]) -> float:
    started = time.perf_counter()
    result = operation()
    seconds = time.perf_counter() - started
    if not result.ok:
        raise BenchError(f"the rehearsal failed:\n{result.text[-_LAST_WORDS:]}")
    return seconds
