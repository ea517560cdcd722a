"""Runs the jobs of an Azure pipeline: the shell steps as they are, the tasks played."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.examples.pipelines.azure_service import (
    PREVIEW_PIPELINE,
    PROJECT,
    REPOSITORY,
    AzureDevOpsService,
    Build,
)
from tests.examples.pipelines.expressions import Scope, as_text, holds, same
from tests.examples.pipelines.github_jobs import INSTALLS
from tests.examples.pipelines.steps import Machine, Outcome, files_in, put_into
from tests.support.pipelines import CONNECTION

PIPELINES = Path(__file__).parents[3] / "examples/pipelines/azure"
NUMBERS = {"preview.yml": PREVIEW_PIPELINE, "apply.yml": "5", "drift.yml": "6"}

_INSTALLED = ("UsePythonVersion@0", "Pulumi@1")
_MACRO = re.compile(r"\$\(([\w.]+)\)")
_COMMAND = re.compile(
    r"^##vso\[task\.(?P<name>\w+)(?: variable=(?P<variable>\w+))?.*?\](?P<rest>.*)$"
)


def pull_request(number: int, head: str, *, fork: bool = False) -> dict[str, str]:
    """The variables of a run that validates a pull request."""
    return {
        "Build.Reason": "PullRequest",
        "Build.SourceBranch": f"refs/pull/{number}/merge",
        "Build.SourceVersion": f"test merge of {head}",
        "System.PullRequest.PullRequestId": str(number),
        "System.PullRequest.SourceCommitId": head,
        "System.PullRequest.TargetBranch": "refs/heads/main",
        "System.PullRequest.IsFork": str(fork),
    }


def on_main(reason: str, commit: str) -> dict[str, str]:
    """The variables of a run for a commit of the main branch."""
    return {
        "Build.Reason": reason,
        "Build.SourceBranch": "refs/heads/main",
        "Build.SourceVersion": commit,
    }


class AzureRunner:
    """Runs pipelines for one repository on one machine.

    Attributes:
        commits: the folder with the files of each commit.
        group: the variables of the group `microsoft-seats`.
    """

    def __init__(
        self, service: AzureDevOpsService, machine: Machine, group: Mapping[str, str]
    ) -> None:
        self.service = service
        self.machine = machine
        self.group = group
        self.commits: dict[str, Path] = {}

    def run(self, file: str, event: Mapping[str, str]) -> dict[str, Outcome]:
        """Run a pipeline; its jobs by name."""
        document = yaml.safe_load((PIPELINES / file).read_text(encoding="utf-8"))
        head = event.get("System.PullRequest.SourceCommitId", "")
        reason = event["Build.Reason"]
        build = self.service.new_build(
            NUMBERS[file], event["Build.SourceBranch"], head, reason[0].lower() + reason[1:]
        )
        outcomes = {}
        for job in document["jobs"]:
            variables = dict(event)
            for variable in document["variables"]:
                variables |= (
                    self.group if "group" in variable else {variable["name"]: variable["value"]}
                )
            name = job.get("job") or job["deployment"]
            outcomes[name] = _Job(self, job, variables, build).run()
        failed = any(job.conclusion == "failure" for job in outcomes.values())
        build.result = "failed" if failed else "succeeded"
        return outcomes


class _Job:
    def __init__(
        self, runner: AzureRunner, job: dict[str, Any], variables: dict[str, str], build: Build
    ) -> None:
        self._runner = runner
        self._job = job
        self._build = build
        self._outcome = Outcome()
        workspace = runner.machine.folder / "work"
        self._source = workspace / "s"
        self._variables = variables | {
            "System.CollectionUri": runner.service.collection,
            "System.TeamProjectId": PROJECT,
            "System.OidcRequestUri": runner.service.request_url,
            "System.JobAttempt": "1",
            "Build.Repository.ID": REPOSITORY,
            "Build.BuildId": str(build.number),
            "Pipeline.Workspace": str(workspace),
            "Agent.TempDirectory": str(runner.machine.folder),
        }

    def run(self) -> Outcome:
        if not holds(self._job.get("condition", "succeeded()"), self._scope()):
            return Outcome("skipped")
        shutil.rmtree(self._source.parent, ignore_errors=True)
        self._source.mkdir(parents=True)
        deploying = "strategy" in self._job
        steps = (
            self._job["strategy"]["runOnce"]["deploy"]["steps"] if deploying else self._job["steps"]
        )
        for step in steps:
            if holds(step.get("condition", "succeeded()"), self._scope()):
                self._outcome.ran.append(step.get("displayName", ""))
                if not self._step(step):
                    self._outcome.conclusion = "failure"
        return self._outcome

    def _step(self, step: dict[str, Any]) -> bool:
        inputs = {key: self._filled_in(it) for key, it in step.get("inputs", {}).items()}
        if "checkout" in step:
            if step["checkout"] == "self":
                commit = self._variables["Build.SourceVersion"].removeprefix("test merge of ")
                shutil.copytree(self._runner.commits[commit], self._source, dirs_exist_ok=True)
            return True
        if "bash" in step:
            skipped = step.get("displayName") == INSTALLS
            return skipped or self._script(step["bash"], step.get("env", {}))
        task = step["task"]
        if task == "AzureCLI@2":
            signed_in = {"AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": CONNECTION}
            return self._script(inputs["inlineScript"], signed_in | step["env"])
        if task == "PublishPipelineArtifact@1":
            folder = self._source / inputs["targetPath"]
            self._build.artifacts[inputs["artifact"]] = files_in(folder)
            return folder.exists()
        if task == "DownloadPipelineArtifact@2":
            numbers = (inputs["pipeline"], inputs["runId"])
            builds = self._runner.service.builds
            (found,) = (it for it in builds if (it.pipeline, str(it.number)) == numbers)
            put_into(Path(inputs["path"]), found.artifacts[inputs["artifact"]])
            return True
        return task in _INSTALLED

    def _script(self, script: str, env: Mapping[str, object]) -> bool:
        own = {name: self._filled_in(value) for name, value in env.items()}
        given = {name.upper().replace(".", "_"): it for name, it in self._variables.items()}
        finished = self._runner.machine.run(
            ["bash", "--noprofile", "--norc", "{0}"], script, given | own, self._source
        )
        for line in finished.stdout.splitlines():
            command = _COMMAND.match(line)
            if command and command["name"] == "setvariable":
                self._variables[command["variable"]] = command["rest"]
            elif command and command["name"] == "uploadsummary":
                self._outcome.summary += Path(command["rest"]).read_text(encoding="utf-8")
        self._outcome.log += finished.stdout
        return finished.returncode == 0

    def _filled_in(self, value: object) -> str:
        """Macros replaced, as the agent does it: one that is not known stays as it is."""
        known = self._variables | {"System.AccessToken": self._runner.service.request_token}
        return _MACRO.sub(lambda found: known.get(found[1], found[0]), as_text(value))

    def _scope(self) -> Scope:
        succeeded = self._outcome.conclusion == "success"
        return Scope(
            {"variables": self._variables},
            {
                "eq": same,
                "ne": lambda one, other: not same(one, other),
                "not": lambda value: not value,
                "succeeded": lambda: succeeded,
                "canceled": lambda: False,
            },
        )
