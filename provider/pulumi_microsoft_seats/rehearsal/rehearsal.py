"""Running a Pulumi program of Python dynamic resources without the Pulumi CLI."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .change import Diagnostic, ResourceChange
from .configuration import load_configuration
from .job import Job
from .project import load_project
from .property_values import decoded_properties
from .rehearsal_error import RehearsalError
from .result import RehearsalResult
from .stack_state import DEFAULT_STATE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .job import Phase
    from .project import Project
    from .result import Operation

DEFAULT_STACK = "rehearsal"

# A module that the program misses is reported by the phase; one that the phase misses, like this.
_MISSING_MODULE = re.compile(r"No module named '(?P<name>\w+)")
_PROPERTIES = ("old_inputs", "new_inputs", "old_outputs", "outputs")


class Rehearsal:
    """A project to be rehearsed: the same program, the SDK's stand-in engine, the real provider.

    No CLI, no login and no state backend take part; the state is a JSON file, by default
    `.pulumi-rehearsal.json` in the project's folder, which holds secrets marked but not encrypted
    and is readable by its owner only. Every phase runs in a process of its own, with the Python of
    the virtual environment that Pulumi.yaml names (this package has to be installed there), or else
    with the one that runs this. `config` and `environment` are added to the stack's configuration
    and to the environment, and win over them.

    Every operation raises `RehearsalError`, with one sentence, when the project, its configuration
    or the state file cannot be used. Whatever fails later is in the result.
    """

    def __init__(
        self,
        project_dir: str | Path,
        stack: str = DEFAULT_STACK,
        state_file: str | Path | None = None,
        config: Mapping[str, object] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._directory = Path(project_dir)
        self._stack = stack
        self._state_file = Path(state_file) if state_file else self._directory / DEFAULT_STATE_FILE
        self._config = dict(config or {})
        self._environment = dict(environment or {})

    def preview(
        self, *, targets: Iterable[str] = (), replace: Iterable[str] = ()
    ) -> RehearsalResult:
        """Show what an `up` would do; nothing is changed, not even the state.

        `targets` are URNs of the resources that alone are worked on, `replace` of those to be
        replaced, whatever their provider finds changed.
        """
        return self._operate("preview", "preview", targets=targets, replace=replace)

    def up(self, *, targets: Iterable[str] = (), replace: Iterable[str] = ()) -> RehearsalResult:
        """Preview, and when that succeeds, make it so; the arguments are those of a preview."""
        targets, replace = tuple(targets), tuple(replace)
        planned = self._operate("preview", "preview", targets=targets, replace=replace)
        if not planned.ok:
            return dataclasses.replace(planned, operation="up", changes=(), planned=planned)
        done = self._operate("up", "update", targets=targets, replace=replace)
        return dataclasses.replace(done, planned=planned)

    def refresh(self, *, targets: Iterable[str] = ()) -> RehearsalResult:
        """Compare the state with reality and take reality over; the program is not run."""
        return self._operate("refresh", "refresh", targets=targets)

    def destroy(self, *, targets: Iterable[str] = ()) -> RehearsalResult:
        """Delete all that the state holds, or the targets; the program is not run."""
        return self._operate("destroy", "destroy", targets=targets)

    def _operate(
        self,
        operation: Operation,
        phase: Phase,
        *,
        targets: Iterable[str] = (),
        replace: Iterable[str] = (),
    ) -> RehearsalResult:
        project = load_project(self._directory)
        configuration = load_configuration(project, self._stack, self._config)
        with tempfile.TemporaryDirectory(prefix="pulumi-rehearsal-") as folder:
            report_file = Path(folder) / "report.json"
            job = Job(
                phase=phase,
                project=project.name,
                stack=self._stack,
                project_directory=str(project.directory),
                program=project.program,
                state_file=str(self._state_file.resolve()),
                report_file=str(report_file),
                refresh_first=project.refresh_always,
                configuration=configuration.values,
                secret_keys=configuration.secret_keys,
                targets=tuple(targets),
                replace=tuple(replace),
            )
            completed = self._run(job, project)
            report = _report(report_file, completed, project)
        told = (Diagnostic(**item) for item in report["diagnostics"])
        return RehearsalResult(
            operation=operation,
            stack=self._stack,
            changes=tuple(map(_change, report["changes"])),
            drift=tuple(map(_change, report["drift"])),
            diagnostics=(*_printed(completed), *told),
            outputs=decoded_properties(report["outputs"]),
            old_outputs=decoded_properties(report["old_outputs"]),
            failed=report["failed"],
            hidden=configuration.secrets,
        )

    def _run(self, job: Job, project: Project) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            **self._environment,
            "PULUMI_CONFIG": json.dumps(dict(job.configuration)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(job.secret_keys),
        }
        return subprocess.run(  # noqa: S603 - the project's own interpreter, a fixed module
            [project.interpreter, "-m", f"{__package__}.phase"],
            cwd=project.working_directory,
            env=environment,
            input=job.dump(),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )


def _report(
    path: Path, completed: subprocess.CompletedProcess[str], project: Project
) -> dict[str, Any]:
    """What the phase reports, or that it did not come to that."""
    if path.is_file():
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if "refused" in report:
            raise RehearsalError(report["refused"])
        return report
    missing = _MISSING_MODULE.search(completed.stderr)
    if missing:
        raise RehearsalError(
            f"{project.interpreter}, the Python of {project.directory}, has no module "
            f"{missing['name']}, which the rehearsal needs there."
        )
    message = (
        f"The program's process ended with exit code {completed.returncode} before its work: see "
        "what it printed."
    )
    return {
        "changes": [],
        "drift": [],
        "diagnostics": [vars(Diagnostic("error", message))],
        "outputs": {},
        "old_outputs": {},
        "failed": True,
    }


def _change(item: dict[str, Any]) -> ResourceChange:
    properties = {name: decoded_properties(item[name]) for name in _PROPERTIES}
    return ResourceChange(**{**item, **properties})


def _printed(completed: subprocess.CompletedProcess[str]) -> tuple[Diagnostic, ...]:
    lines = (completed.stdout + "\n" + completed.stderr).splitlines()
    return tuple(Diagnostic("info", line) for line in lines if line.strip())
