"""Somebody who follows a page from its top, block by block, in a folder of their own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from tests.docs.matching import ANYTHING, differences
from tests.docs.pages import REPOSITORY, Block, Step
from tests.support.quick_python import quick_python
from tests.testing.projects import WITHOUT_OTHER_PLUGINS

CLONED = ("Makefile", "Pulumi.yaml", "README.md", "docs", "examples", "provider", "pyproject.toml")
"""What a page may use of the repository."""

LONGEST = 300
"""Seconds that a command may take."""

READY = "ready"
"""What the first line says of a command that runs in the background."""

# A block begins where the one before it ended, with the variables it exported.
_CARRIED_OVER = """\
cd "$(cat {state}/directory)"
if [ -e {state}/variables ]; then . {state}/variables; fi
trap 'code=$?; declare -px > {state}/variables; pwd > {state}/directory; exit $code' EXIT
"""


# The quick Python has imported what pytest would look into, and says so.
_IMPORTED_BEFORE = ("-W", "ignore::pytest.PytestAssertRewriteWarning")

_LOGIN = "pulumi login --local"


class WrongPage(AssertionError):
    """A block does not do what the page says."""


class Reader:
    """Runs the blocks of a page. What runs in the background ends with it.

    It is somebody who has never logged in to Pulumi, and has no passphrase. Where a page logs in
    to the machine's own folder, the account's whatever HOME says, it is to one below `folder`.
    """

    def __init__(self, folder: Path) -> None:
        self._clone = folder / "clone"
        self._state = folder / "state"
        self._home = folder / "home"
        self._background: list[subprocess.Popen[str]] = []
        self._printed = ""

    def __enter__(self) -> Reader:  # noqa: PYI034 - typing.Self is newer than Python 3.10
        for path in (self._clone, self._state, self._home, self._home / "backend"):
            path.mkdir()
        for name in CLONED:
            _copy(REPOSITORY / name, self._clone / name)
        (self._clone / ".venv").mkdir()
        (self._clone / ".venv" / "bin").symlink_to(Path(sys.prefix) / "bin")
        (self._state / "directory").write_text(str(self._clone), encoding="utf-8")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for process in reversed(self._background):
            process.terminate()
            process.communicate(timeout=LONGEST)

    @property
    def directory(self) -> Path:
        """Where the last block left off."""
        return Path((self._state / "directory").read_text(encoding="utf-8").strip())

    def variable(self, name: str) -> str:
        """The value of a variable that the blocks so far exported."""
        return self._bash(f'printf %s "${name}"')[0]

    def follow(self, block: Block) -> None:
        """Do what a block says.

        Raises:
            WrongPage: a command ended or printed otherwise.
        """
        if "file" in block.options:
            self._write(block)
        elif "background" in block.options:
            self._start(block)
        elif block.language == "console":
            self._type(block)
        elif block.runs:
            self._run(block)

    def _write(self, block: Block) -> None:
        path = self.directory / block.options["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")

    def _start(self, block: Block) -> None:
        """Start a command and wait for its first line, which says that it is ready."""
        (step,) = block.steps or (Step(block.text.strip(), ()),)
        command = step.command
        process = subprocess.Popen(
            ["bash", "-c", self._script(f"exec {command}")],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self._background.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        if READY not in line:
            process.terminate()
            more = process.stdout.read()
            raise WrongPage(f"{block.place}: {command}\nis not ready:\n{line}{more}")
        wrong = step.printed and differences(step.printed, line)
        if wrong:
            raise WrongPage(f"{block.place}: {command}\nbegins otherwise:\n{wrong}")

    def _run(self, block: Block) -> None:
        text, code = self._bash(f"set -euo pipefail\n{block.text}")
        self._expect(block, block.text, code, text)

    def _type(self, block: Block) -> None:
        for number, step in enumerate(block.steps, start=1):
            text, code = self._bash(self._copied(step.command))
            self._printed = text or self._printed
            self._expect(block, step.command, code, text, last=number == len(block.steps))
            wrong = differences(step.printed, text)
            if wrong:
                raise WrongPage(f"{block.place}: {step.command}\nprinted otherwise:\n{wrong}")

    def _copied(self, command: str) -> str:
        """A command that ends with three dots goes on as it does in what was printed last."""
        if not command.endswith(ANYTHING):
            return command
        begun = command.removesuffix(ANYTHING)
        found = re.search(rf"{re.escape(begun.split()[-1])}\s*(\w+)", self._printed)
        return f"{begun}{found[1]}" if found else command

    def _expect(
        self, block: Block, command: str, code: int, text: str, *, last: bool = True
    ) -> None:
        expected = int(block.options.get("exit", "0")) if last else 0
        if code != expected:
            raise WrongPage(
                f"{block.place}: {command}\nended with {code}, not {expected}, and printed:\n{text}"
            )

    def _bash(self, script: str) -> tuple[str, int]:
        finished = subprocess.run(
            ["bash", "-c", self._script(script)],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )
        return finished.stdout, finished.returncode

    def _script(self, script: str) -> str:
        backend = f"pulumi login {(self._home / 'backend').as_uri()}"
        return _CARRIED_OVER.format(state=self._state) + script.replace(_LOGIN, backend)

    def _environment(self) -> dict[str, str]:
        path = [Path(quick_python()).parent, Path(sys.executable).parent, os.environ["PATH"]]
        return {
            **os.environ,
            "HOME": str(self._home),
            "PATH": os.pathsep.join(map(str, path)),
            "PYTHONUNBUFFERED": "1",
            "PULUMI_HOME": str(self._home / ".pulumi"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PYTEST_ADDOPTS": " ".join((*WITHOUT_OTHER_PLUGINS, *_IMPORTED_BEFORE)),
        }


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".pulumi*"))
    elif source.exists():
        shutil.copy(source, target)
