"""Which engine the demo runs on, and why."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .engines import CommandLine, Engine, Rehearsed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LONGEST_INSTALLATION = 180
_LONGEST_ANSWER = 60
_INSTALL = "from pulumi.automation import PulumiCommand; print(PulumiCommand.install().command)"


@dataclass(frozen=True)
class EngineChoice:
    """The engine of this run.

    Attributes:
        name: what the closing line calls it.
        reason: one sentence on why it is this one.
        pulumi: the CLI; None rehearses.
    """

    name: str
    reason: str
    pulumi: Path | None = None

    def open(self, project: Path, environment: Mapping[str, str], *, colour: bool) -> Engine:
        """The engine, ready to run a project."""
        if self.pulumi is None:
            return Rehearsed(project, environment)
        engine = CommandLine(self.pulumi, project, environment, colour)
        engine.prepare()
        return engine


def choose(say: Callable[[str], None], *, rehearse: bool) -> EngineChoice:
    """The CLI on PATH, else the one Pulumi's Automation API installs, else the rehearsal.

    Args:
        say: tells the user that something takes a while.
        rehearse: whether the rehearsal was asked for.
    """
    if rehearse:
        return _rehearsal("it was asked for")
    found = shutil.which("pulumi")
    if found is not None:
        return _command_line(Path(found), "found on PATH")
    say(
        "There is no pulumi on PATH. Trying Pulumi's own installation under ~/.pulumi, "
        f"for {_LONGEST_INSTALLATION // 60} minutes at most ..."
    )
    installed, trouble = _install()
    if installed is None:
        return _rehearsal(f"there is no pulumi on PATH, and installing it failed: {trouble}")
    return _command_line(installed, "installed by its Automation API")


def _rehearsal(why: str) -> EngineChoice:
    return EngineChoice(
        "in rehearsal",
        "Engine: none. Every step is rehearsed, with the real program and the real provider, "
        f"because {why.rstrip('.')}.",
    )


def _command_line(pulumi: Path, how: str) -> EngineChoice:
    try:
        version = subprocess.run(  # noqa: S603 - the CLI, with a fixed argument
            [pulumi, "version"],
            capture_output=True,
            encoding="utf-8",
            timeout=_LONGEST_ANSWER,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return _rehearsal(f"{pulumi} does not run: {error}")
    name = f"Pulumi {version.stdout.strip()}"
    return EngineChoice(f"on {name}", f"Engine: {name}, the real one, {how}.", pulumi)


def _install() -> tuple[Path | None, str]:
    """The installed CLI, or why there is none."""
    # The installation starts a shell script of its own: all of it is stopped when time is up.
    with subprocess.Popen(  # noqa: S603 - this Python, a fixed program
        [sys.executable, "-c", _INSTALL],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate(timeout=_LONGEST_INSTALLATION)
        except subprocess.TimeoutExpired:
            return None, f"it was not done after {_LONGEST_INSTALLATION} seconds"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode:
        return None, _last_line(errors)
    return Path(output.strip()), ""


def _last_line(text: str) -> str:
    return next(iter(text.strip().splitlines()[::-1]), "it said nothing")
