"""The process of one phase: takes its job from standard input and writes its report to a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .deployment import Deployment
from .engine_server import Diagnostics, EngineLog, EngineServer
from .errors import RehearsalError
from .failures import StepError
from .job import Job
from .lifecycle import Lifecycle
from .monitor import RehearsalMonitor
from .plan import Plan, PlanFile
from .planning import Planning
from .plugin import Plugin
from .process import ProviderProcess
from .program import run_program
from .refresh import record_unchanged, refresh
from .removal import remove_everything, remove_undeclared
from .report import Report
from .state import StateFile
from .values import decoded_properties, is_secret

if TYPE_CHECKING:
    from .state import StackState
    from .values import Properties


def run_phase(job: Job) -> Report:
    """Run one phase with a provider process of its own.

    Raises:
        RehearsalError: the state file or a plan file cannot be used.
    """
    file = StateFile(Path(job.state_file))
    state = file.load(job.project, job.stack)
    planning = _planning(job)
    old_outputs = decoded_properties(state.outputs)
    diagnostics = Diagnostics()
    log = EngineLog(diagnostics)
    with EngineServer(log) as address:
        process = ProviderProcess(address, job.project, lambda line: diagnostics.add("info", line))
        plugin = Plugin(process, _last_configuration(job, state))
        deployment = Deployment(
            state=state,
            file=file,
            plugin=plugin,
            diagnostics=diagnostics,
            planning=planning,
            configuration=job.provider_configuration,
            preview=job.phase == "preview",
            targets=frozenset(job.targets),
            replace=frozenset(job.replace),
        )
        try:
            _work(job, deployment, log)
        finally:
            plugin.stop()
    if job.save_plan_file and not deployment.stopped:
        PlanFile(Path(job.save_plan_file)).save(planning.plan())
    return Report(
        changes=deployment.changes(),
        drift=tuple(deployment.drift),
        diagnostics=diagnostics.collected(),
        outputs=decoded_properties(deployment.state.outputs),
        old_outputs=old_outputs,
        failed=deployment.stopped,
    )


def _last_configuration(job: Job, state: StackState) -> Properties:
    current = job.provider_configuration
    if state.configuration is None:
        return current
    secrets = {key: value for key, value in current.items() if is_secret(value)}
    return {**state.configuration, **secrets}


def _planning(job: Job) -> Planning:
    loaded = PlanFile(Path(job.plan_file)).load(job.project, job.stack) if job.plan_file else None
    return Planning(Plan(job.project, job.stack, configuration=job.provider_configuration), loaded)


def _work(job: Job, deployment: Deployment, log: EngineLog) -> None:
    if job.phase == "refresh" or job.refresh_first:
        refresh(deployment)
    if job.phase == "refresh":
        record_unchanged(deployment)
    elif deployment.stopped:
        return
    elif job.phase == "destroy":
        remove_everything(deployment)
        deployment.demand(deployment.targets)
    else:
        _bring_about(job, deployment, log)


def _bring_about(job: Job, deployment: Deployment, log: EngineLog) -> None:
    deployment.take_stock()
    deployment.demand(deployment.replace)
    if deployment.stopped:
        return
    try:
        deployment.planning.configure()
    except StepError as error:
        deployment.fail("", error)
        return
    failure = run_program(job, RehearsalMonitor(deployment, Lifecycle(deployment)), log)
    if failure:
        deployment.fail("", StepError(failure))
    if not deployment.stopped:
        remove_undeclared(deployment)
        deployment.demand(deployment.targets)
    if not deployment.stopped:
        for urn, missing in deployment.planning.missing(deployment.olds):
            deployment.fail(urn, missing)


def main() -> None:
    """Run the phase that standard input tells of."""
    job = Job.parse(sys.stdin.read())
    if not getattr(sys.flags, "safe_path", False):
        # Python put the program's folder first for us; for a program the engine does not.
        sys.path.pop(0)
    try:
        report = run_phase(job)
    except RehearsalError as error:
        report = Report(refused=str(error))
    Path(job.report_file).write_text(report.dump(), encoding="utf-8")
    sys.stdout.flush()
    sys.stderr.flush()
    # A program's own threads must not keep the phase, whose work is done, from ending.
    os._exit(0)


if __name__ == "__main__":
    main()
