"""What jobs of both kinds of pipeline have in common: a machine, and the scripts that run on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PROGRAMS = ("bash", "curl", "jq")
MISSING = [name for name in PROGRAMS if shutil.which(name) is None]
NOT_HERE = f"the scripts need {', '.join(MISSING)}, not on PATH here"


@dataclass
class Outcome:
    """How a job ended, and everything that it said.

    Attributes:
        conclusion: success, failure or skipped.
        log: what its steps printed.
        ran: the names of the steps that ran.
        summary: what they put on the page of the run.
    """

    conclusion: str = "success"
    log: str = ""
    ran: list[str] = field(default_factory=list)
    summary: str = ""


@dataclass(frozen=True)
class Machine:
    """Where steps run.

    Attributes:
        folder: its home, its temporary files and its commands.
        variables: what leads the program to the emulator, and nothing that signs in.
    """

    folder: Path
    variables: Mapping[str, str]

    def environment(self) -> dict[str, str]:
        """What each process on it finds."""
        return {
            "PATH": os.pathsep.join(
                [str(self.folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PULUMI_HOME": str(self.folder / ".pulumi"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **self.variables,
        }

    def install(self, command: str, source: Path) -> None:
        """Put a Python program in place as a command."""
        target = self.folder / "bin" / command
        target.parent.mkdir(exist_ok=True)
        program = source.read_text(encoding="utf-8")
        target.write_text(f"#!{sys.executable}\n{program}", encoding="utf-8")
        target.chmod(0o755)

    def run(
        self, words: list[str], script: str, variables: Mapping[str, str], folder: Path
    ) -> subprocess.CompletedProcess[str]:
        """Run a script by a command that has the script's file for `{0}`."""
        file = self.folder / "step.sh"
        file.write_text(script, encoding="utf-8")
        return subprocess.run(
            [str(file) if word == "{0}" else word for word in words],
            cwd=folder,
            env=self.environment() | dict(variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )


def files_in(folder: Path) -> dict[str, bytes]:
    """The content of each file below a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def put_into(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
