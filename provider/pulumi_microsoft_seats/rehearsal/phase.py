"""The process of one phase: takes its job from standard input and writes its report to a file."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pulumi.runtime.rpc import is_rpc_secret

from .deployment import Deployment
from .engine_server import Diagnostics, EngineLog, EngineServer
from .job import Job
from .monitor import RehearsalMonitor
from .process import ProviderProcess
from .program import run_program
from .provider_calls import Plugin
from .refresh import record_unchanged, refresh
from .rehearsal_error import RehearsalError, StepError
from .removal import remove_everything, remove_undeclared
from .resource_steps import Lifecycle
from .stack_state import StateFile

if TYPE_CHECKING:
    from .property_values import Properties
    from .stack_state import StackState


def run_phase(job: Job) -> dict[str, object]:
    """Run one phase with a provider process of its own.

    Returns:
        Its report, to be read by whoever started the phase: the fields of a result, their
        properties as they are on the wire.

    Raises:
        RehearsalError: the state file cannot be used.
    """
    file = StateFile(Path(job.state_file))
    state = file.load(job.project, job.stack)
    old_outputs = state.outputs
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
            configuration=job.provider_configuration,
            preview=job.phase == "preview",
            targets=frozenset(job.targets),
            replace=frozenset(job.replace),
        )
        try:
            _work(job, deployment, log)
        finally:
            plugin.stop()
    return {
        "changes": deployment.changes(),
        "drift": deployment.drift,
        "diagnostics": diagnostics.collected(),
        "outputs": state.outputs,
        "old_outputs": old_outputs,
        "failed": deployment.stopped,
    }


def _last_configuration(job: Job, state: StackState) -> Properties:
    current = job.provider_configuration
    if state.configuration is None:
        return current
    secrets = {key: value for key, value in current.items() if is_rpc_secret(value)}
    return {**state.configuration, **secrets}


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
    failure = run_program(job, RehearsalMonitor(deployment, Lifecycle(deployment)), log)
    if failure:
        deployment.fail("", StepError(failure))
    if not deployment.stopped:
        remove_undeclared(deployment)
        deployment.demand(deployment.targets)


def main() -> None:
    """Run the phase that standard input tells of."""
    job = Job.parse(sys.stdin.read())
    if not getattr(sys.flags, "safe_path", False):
        # Python put the program's folder first for us; for a program the engine does not.
        sys.path.pop(0)
    try:
        report = run_phase(job)
    except RehearsalError as error:
        report = {"refused": str(error)}
    Path(job.report_file).write_text(json.dumps(report, default=vars), encoding="utf-8")
    sys.stdout.flush()
    sys.stderr.flush()
    # A program's own threads must not keep the phase, whose work is done, from ending.
    os._exit(0)


if __name__ == "__main__":
    main()
