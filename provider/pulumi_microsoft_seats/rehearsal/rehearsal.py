"""Running a Pulumi program of Python dynamic resources without the Pulumi CLI."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .configuration import Configuration, load_configuration
from .errors import RehearsalError
from .job import Job
from .project import Project, load_project
from .report import Report
from .result import Diagnostic, RehearsalResult
from .state import DEFAULT_STATE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .job import Phase
    from .result import Operation

DEFAULT_STACK = "rehearsal"

# A module that the program misses is reported by the phase; one that the phase misses, like this.
_MISSING_MODULE = re.compile(r"No module named '(?P<name>\w+)")


class Rehearsal:
    """A project to be rehearsed: the same program, the SDK's stand-in engine, the real provider.

    No CLI, no login and no state backend take part; the state is a JSON file, by default
    `.pulumi-rehearsal.json` in the project's folder, which holds secrets marked but not encrypted
    and is readable by its owner only. Every phase runs in a process of its own, with the Python of
    the virtual environment that Pulumi.yaml names (this package has to be installed there), or else
    with the one that runs this. `config` and `environment` are added to the stack's configuration
    and to the environment, and win over them.

    Every operation raises `RehearsalError`, with one sentence, when the project, its configuration,
    the state file or a plan file cannot be used. Whatever fails later is in the result.
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
        self,
        *,
        save_plan: str | Path | None = None,
        targets: Iterable[str] = (),
        replace: Iterable[str] = (),
    ) -> RehearsalResult:
        """Show what an `up` would do; nothing is changed, not even the state.

        `save_plan` is a file to keep the plan in, for `up`; a preview that fails writes none. The
        file holds secrets marked but not encrypted, and is readable by its owner only.
        `targets` are URNs of the resources that alone are worked on, `replace` of those to be
        replaced, whatever their provider finds changed.
        """
        return self._operate(
            "preview", "preview", save_plan=save_plan, targets=targets, replace=replace
        )

    def up(
        self,
        *,
        plan: str | Path | None = None,
        targets: Iterable[str] = (),
        replace: Iterable[str] = (),
    ) -> RehearsalResult:
        """Preview, and when that succeeds, make it so.

        With the file of a saved `plan`, both are held to it: a resource whose checked inputs,
        options or step would be others than planned fails before anything is done to it.
        `targets` and `replace` are those of a preview.
        """
        targets, replace = tuple(targets), tuple(replace)
        planned = self._operate("preview", "preview", plan=plan, targets=targets, replace=replace)
        if not planned.ok:
            return dataclasses.replace(planned, operation="up", changes=(), planned=planned)
        done = self._operate("up", "update", plan=plan, targets=targets, replace=replace)
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
        plan: str | Path | None = None,
        save_plan: str | Path | None = None,
        targets: Iterable[str] = (),
        replace: Iterable[str] = (),
    ) -> RehearsalResult:
        project = load_project(self._directory)
        configuration = load_configuration(project, self._stack, self._config)
        with tempfile.TemporaryDirectory(prefix="pulumi-rehearsal-") as folder:
            report_file = Path(folder) / "report.json"
            job = dataclasses.replace(
                self._job(phase, project, configuration, report_file),
                plan_file=_absolute(plan),
                save_plan_file=_absolute(save_plan),
                targets=tuple(targets),
                replace=tuple(replace),
            )
            completed = self._run(job, project)
            report = _report(report_file, completed, project)
        if report.refused:
            raise RehearsalError(report.refused)
        return RehearsalResult(
            operation=operation,
            stack=self._stack,
            changes=report.changes,
            drift=report.drift,
            diagnostics=(*_printed(completed), *report.diagnostics),
            outputs=report.outputs,
            old_outputs=report.old_outputs,
            failed=report.failed,
            hidden=configuration.secrets,
        )

    def _job(
        self, phase: Phase, project: Project, configuration: Configuration, report_file: Path
    ) -> Job:
        return Job(
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


def _absolute(path: str | Path | None) -> str:
    """The path for a process that runs in another folder; empty when there is none."""
    return str(Path(path).resolve()) if path else ""


def _report(path: Path, completed: subprocess.CompletedProcess[str], project: Project) -> Report:
    if path.is_file():
        return Report.parse(path.read_text(encoding="utf-8"))
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
    return Report(diagnostics=(Diagnostic("error", message),), failed=True)


def _printed(completed: subprocess.CompletedProcess[str]) -> tuple[Diagnostic, ...]:
    lines = (completed.stdout + "\n" + completed.stderr).splitlines()
    return tuple(Diagnostic("info", line) for line in lines if line.strip())
