"""Virtual environments with nothing of this one in them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

_LONGEST = 600
_OF_THIS_ENVIRONMENT = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
# Whoever has no index waits for it a few seconds, rather than half a minute.
_PATIENCE = ("--retries", "2")


@dataclass(frozen=True)
class Environment:
    """A virtual environment in a folder."""

    folder: Path

    @classmethod
    def created(cls, folder: Path) -> Environment:
        """Make one that has pip and nothing else."""
        subprocess.run(
            [sys.executable, "-m", "venv", folder],
            check=True,
            capture_output=True,
            timeout=_LONGEST,
        )
        return cls(folder)

    def install(self, *requirements: str) -> None:
        """`pip install`, which skips the test where there is no package index to install from."""
        done = self.run("python", "-m", "pip", "install", *_PATIENCE, *requirements)
        if done.returncode and not self._has_an_index():
            pytest.skip(f"no package index to install from: {done.stderr.strip().splitlines()[-1]}")
        assert done.returncode == 0, done.stderr

    def run(
        self, *command: str, cwd: Path | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run one of its commands to the end, in a folder where there is nothing to import."""
        return subprocess.run(
            [self.command(command[0]), *command[1:]],
            cwd=cwd or self.folder,
            env=self.variables(variables),
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )

    def command(self, name: str) -> str:
        """The path of one of its commands."""
        return str(self._scripts / name)

    def variables(self, more: Mapping[str, str]) -> dict[str, str]:
        """The variables of a process in it: its commands first on PATH."""
        mine = {
            name: value for name, value in os.environ.items() if name not in _OF_THIS_ENVIRONMENT
        }
        return {**mine, "PATH": f"{self._scripts}{os.pathsep}{mine['PATH']}", **more}

    @property
    def _scripts(self) -> Path:
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    def _has_an_index(self) -> bool:
        """Whether the one package that nothing here works without can be had from anywhere.

        So that an installation that fails for another reason is not taken for a missing index.
        """
        download = ("download", *_PATIENCE, "--no-deps", "--dest", str(self.folder), "pulumi")
        return self.run("python", "-m", "pip", *download).returncode == 0
