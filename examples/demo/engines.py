"""The two ways to run the program, behind one protocol: the Pulumi CLI, and the rehearsal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pulumi_microsoft_seats.rehearsal import Rehearsal, RehearsalResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STACK = "demo"
_LONGEST = 300
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_USER = re.compile(r"[\w.]+@[\w.]+")
# Left out of the commands shown: it says nothing about seats.
_QUIET = ("--suppress-progress",)
# A row of the CLI's progress: a mark, a type, a name, and what is happening to the resource.
_ROW = re.compile(r"^ (?:\+-|\+\+|[-+~ ])? *(?P<resource>pulumi\S+ \S+)(?: |$)")


@dataclass(frozen=True)
class Shown:
    """What a command printed, and its exit code."""

    command: str
    text: str
    exit_code: int

    @property
    def plain(self) -> str:
        """The text without colours."""
        return _COLOUR.sub("", self.text)

    @property
    def users(self) -> set[str]:
        """Every user who occurs."""
        # The CLI writes the line ends of a new text as \n.
        return set(_USER.findall(self.plain.replace("\\n", "\n")))

    def changed(self, sign: str) -> set[str]:
        """The users on lines of the diff that begin with `+` or `-`."""
        lines = (line.strip() for line in self.plain.splitlines())
        return {line[2:] for line in lines if line.startswith(f"{sign} ") and "@" in line}


class Engine(Protocol):
    """Runs one project."""

    def preview(self, *, full: bool = False) -> Shown:
        """Show what an up would do; `full` shows long texts to their end."""

    def up(self) -> Shown:
        """Make it so."""

    def destroy(self, *approved: str) -> Shown:
        """Delete what the program made, with these digests approved."""


@dataclass(frozen=True)
class CommandLine:
    """The Pulumi CLI, with its state in a folder and nothing of the user's own Pulumi home.

    Attributes:
        pulumi: the CLI.
        project: the folder of Pulumi.yaml.
        environment: what the program needs.
        colour: whether its output goes to a terminal.
    """

    pulumi: Path
    project: Path
    environment: Mapping[str, str]
    colour: bool

    def prepare(self) -> None:
        """Make the backend and the stack.

        Raises:
            RuntimeError: the CLI cannot.
        """
        self._backend.mkdir()
        made = self._run("stack", "init", STACK, quiet=())
        if made.exit_code:
            raise RuntimeError(f"The stack cannot be made: {made.plain.strip()}")

    def preview(self, *, full: bool = False) -> Shown:
        """`pulumi preview --diff`."""
        return self._run("preview", "--diff", *(["--show-full-output"] if full else []))

    def up(self) -> Shown:
        """`pulumi up`; the demo has shown the preview already."""
        return self._run("up", "--yes", "--skip-preview")

    def destroy(self, *approved: str) -> Shown:
        """`pulumi destroy`."""
        engine = replace(self, environment=_approving(self.environment, approved))
        return engine._run("destroy", "--yes", "--skip-preview", "--remove")  # noqa: SLF001 - its own

    @property
    def _colour(self) -> str:
        return "always" if self.colour else "never"

    @property
    def _backend(self) -> Path:
        return self.project / ".state"

    def _run(self, *arguments: str, quiet: tuple[str, ...] = _QUIET) -> Shown:
        finished = subprocess.run(  # noqa: S603 - the CLI, with fixed arguments
            [self.pulumi, *arguments, *quiet, "--non-interactive", "--color", self._colour],
            cwd=self.project,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=_LONGEST,
            check=False,
        )
        text = finished.stdout if finished.returncode else _settled(finished.stdout)
        return Shown(" ".join(("pulumi", *arguments)), text, finished.returncode)

    def _environment(self) -> dict[str, str]:
        # Pulumi.yaml asks for the Python on PATH; the CLI's own plugins lie beside it.
        places = (Path(sys.executable).parent, self.pulumi.parent, os.environ.get("PATH", ""))
        return {
            **os.environ,
            **self.environment,
            "PATH": os.pathsep.join(map(str, places)),
            "PULUMI_BACKEND_URL": self._backend.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "made up for the demo",
            "PULUMI_HOME": str(self.project / ".home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }


@dataclass(frozen=True)
class Rehearsed:
    """The rehearsal: the program and the provider are real, the engine is stood in for.

    Attributes:
        project: the folder of Pulumi.yaml.
        environment: what the program needs.
    """

    project: Path
    environment: Mapping[str, str]

    def preview(self, *, full: bool = False) -> Shown:
        """`microsoft-seats rehearse preview`, which cuts nothing short."""
        del full
        result = self._rehearsal.preview()
        return Shown("microsoft-seats rehearse preview", result.text, result.exit_code)

    def up(self) -> Shown:
        """`microsoft-seats rehearse up`."""
        return _ending(self._rehearsal.up())

    def destroy(self, *approved: str) -> Shown:
        """`microsoft-seats rehearse destroy`."""
        environment = _approving(self.environment, approved)
        return _ending(Rehearsal(self.project, environment=environment).destroy())

    @property
    def _rehearsal(self) -> Rehearsal:
        return Rehearsal(self.project, environment=self.environment)


def _approving(environment: Mapping[str, str], digests: Sequence[str]) -> dict[str, str]:
    return {**environment, "MICROSOFT_SEATS_APPROVE": ",".join(digests)}


def _settled(text: str) -> str:
    """Of the progress of each resource only the last row, which is what a terminal ends with."""
    lines = text.splitlines()
    resources = [_resource(line) for line in lines]
    return "\n".join(
        line
        for position, (line, resource) in enumerate(zip(lines, resources, strict=True))
        if resource is None or resource not in resources[position + 1 :]
    )


def _resource(line: str) -> str | None:
    row = _ROW.match(_COLOUR.sub("", line))
    return row["resource"] if row else None


def _ending(result: RehearsalResult) -> Shown:
    """What is new in the output, which lists the users of each changed resource once more."""
    text = result.text
    before, resources, rest = text.partition("\nResources:\n")
    _, outputs, end = rest.partition("\nOutputs:\n")
    if resources and outputs and result.ok:
        title = before.splitlines()[0]
        text = f"{title}\n\n[resources and users once more, left out here]\n{outputs}{end}"
    return Shown(f"microsoft-seats rehearse {result.operation}", text, result.exit_code)
