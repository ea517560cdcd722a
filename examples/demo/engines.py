"""What runs the programs, the Pulumi CLI or the rehearsal, and why it is this one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LONGEST_INSTALLATION = 180
_LONGEST = 300
_INSTALL = "from pulumi.automation import PulumiCommand; print(PulumiCommand.install().command)"
_OURS = (sys.executable, "-m", "pulumi_microsoft_seats")
_PLAIN, _QUIET = ("--non-interactive", "--color", "never"), "--suppress-progress"
# Of a preview, what is said of people: changed lines, the names of a new resource, and sentences.
_OF_PEOPLE = re.compile(r"\s*([-+~] |seats +:|(warning|error|[A-Z0-9_/]+): )")
_NOISE = re.compile(
    r"pulumi:Stack|unhandled error|see above|~ seats *:| to (create|update)$|\[unknown\]"
    r"|\b(plan|ownership|reclaim_limit|product_id|sku|sku_id|disabled_plans) *:"
)
_COUNTS = re.compile(r"([-+~] +)?\d+ (created|updated|unchanged)")


@dataclass(frozen=True)
class Shown:
    """What a command printed, and its exit code."""

    command: str
    text: str
    exit_code: int

    @property
    def lines(self) -> list[str]:
        """What is shown of it: who it is about, and of an update that went well only its counts."""
        lines = [line.rstrip() for line in self.text.splitlines()]
        if " review " in self.command:
            return list(filter(None, lines))
        if " up" in self.command and not self.exit_code:
            return [line for line in lines if _COUNTS.fullmatch(line.strip())]
        return [line for line in lines if _OF_PEOPLE.match(line) and not _NOISE.search(line)]

    def changed(self, sign: str) -> set[str]:
        """The users on lines of the diff that begin with `+` or `-`."""
        lines = (line.split() for line in self.text.splitlines() if "@" in line)
        return {words[1] for words in lines if words[0] == sign}


@dataclass
class Engine:
    """Runs programs, with nothing of the user's own Pulumi home.

    Attributes:
        name: what the closing line calls it.
        reason: one sentence on why it is this one.
        pulumi: the CLI; None rehearses: the program and the provider are real, the engine is not.
    """

    name: str
    reason: str
    pulumi: Path | None = None
    _project: Path = field(init=False)
    _environment: dict[str, str] = field(init=False)

    def open(self, project: Path, environment: Mapping[str, str]) -> None:
        """Make a stack of a project, with the variables that its program needs."""
        # Pulumi.yaml asks for the Python on PATH; the CLI's own plugins lie beside it.
        programs = (Path(sys.executable), self.pulumi or Path(sys.executable))
        places = [*(str(program.parent) for program in programs), os.environ.get("PATH", "")]
        self._project = project
        self._environment = {
            **os.environ,
            **environment,
            "PATH": os.pathsep.join(places),
            "PULUMI_BACKEND_URL": (project / ".state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "made up for the demo",
            "PULUMI_HOME": str(project / ".home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        if self.pulumi:
            (project / ".state").mkdir()
            self._call("pulumi", "stack", "init", "demo").check_returncode()

    def preview(self) -> Shown:
        """Show what an up would do."""
        return self._shown("preview", "--diff", "--show-full-output", _QUIET)

    def up(self) -> Shown:
        """Make it so."""
        return self._shown("up", "--yes", "--skip-preview", _QUIET)

    def approve(self, digest: str) -> Shown:
        """Let the plan with this digest pass."""
        if self.pulumi:
            return self._shown("config", "set", "microsoft-seats:approve", digest)
        self._environment["MICROSOFT_SEATS_APPROVE"] = digest
        return Shown(f"export MICROSOFT_SEATS_APPROVE={digest}", "", 0)

    def review(self) -> Shown:
        """Show a preview as a reviewer reads it; a rehearsal has no such report."""
        if not self.pulumi:
            return self.preview()
        made = self._call("pulumi", "preview", "--json", errors=subprocess.DEVNULL)
        (self._project / "preview.json").write_text(made.stdout, encoding="utf-8")
        done = self._call("microsoft-seats", "review", "preview.json")
        command = "pulumi preview --json > preview.json; microsoft-seats review preview.json"
        return Shown(command, done.stdout, done.returncode)

    def _shown(self, operation: str, *options: str) -> Shown:
        if self.pulumi:
            command = ("pulumi", operation, *options)
        else:
            command = ("microsoft-seats", "rehearse", operation)
        done = self._call(*command)
        shown = " ".join(word for word in command if word != _QUIET)
        return Shown(shown, done.stdout, done.returncode)

    def _call(
        self, *command: str, errors: int = subprocess.STDOUT
    ) -> subprocess.CompletedProcess[str]:
        program = _OURS if command[0] == "microsoft-seats" else (str(self.pulumi), *_PLAIN)
        return subprocess.run(  # noqa: S603 - the CLI or our own command, with fixed arguments
            [*program, *command[1:]],
            cwd=self._project,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            errors="replace",
            timeout=_LONGEST,
            check=False,
        )


def choose(say: Callable[[str], None], *, rehearse: bool) -> Engine:
    """The CLI on PATH, else the one Pulumi's Automation API installs, else the rehearsal.

    Args:
        say: tells the user that something takes a while.
        rehearse: whether the rehearsal was asked for.
    """
    if rehearse:
        return _rehearsed("it was asked for")
    found, how = shutil.which("pulumi"), "found on PATH"
    if found is None:
        say(
            "There is no pulumi on PATH. Trying Pulumi's own installation under ~/.pulumi, for "
            f"{_LONGEST_INSTALLATION // 60} minutes at most ..."
        )
        found, how = _install()
    if found is None:
        return _rehearsed(f"there is no pulumi on PATH, and installing it failed: {how}")
    try:
        version = subprocess.check_output([found, "version"], encoding="utf-8", timeout=60)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        return _rehearsed(f"{found} does not run: {error}")
    name = f"Pulumi {version.strip()}"
    return Engine(f"on {name}", f"Engine: {name}, the real one, {how}.", Path(found))


def _rehearsed(why: str) -> Engine:
    reason = "Engine: none. Every step is rehearsed, with the real program and the real provider"
    return Engine("in rehearsal", f"{reason}, because {why.rstrip('.')}.")


def _install() -> tuple[str | None, str]:
    """The installed CLI, or None and why there is none."""
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
        return None, next(iter(errors.strip().splitlines()[::-1]), "it said nothing")
    return output.strip(), "installed by its Automation API"
