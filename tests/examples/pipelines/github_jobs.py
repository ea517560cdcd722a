"""Runs the jobs of a GitHub Actions workflow: the shell steps as they are, the actions played."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.examples.pipelines.expressions import Scope, filled_in, holds
from tests.examples.pipelines.github_service import REPOSITORY, GitHubService, Run
from tests.examples.pipelines.steps import Machine, Outcome, files_in, put_into

WORKFLOWS = Path(__file__).parents[3] / "examples/pipelines/github/.github/workflows"

INSTALLS = "Install the program's requirements"
"""A step that changes nothing here and takes a second; a test of its own runs it."""

_INSTALLED = ("actions/setup-python", "pulumi/actions", "azure/login")
_STATUS = ("success()", "always()", "cancelled()", "failure()")


def workflow(name: str) -> dict[str, Any]:
    """A workflow of the example, read as GitHub reads it."""
    # YAML 1.1 takes the key "on" for a truth value.
    text = (WORKFLOWS / name).read_text(encoding="utf-8").replace("\non:\n", '\n"on":\n')
    document: dict[str, Any] = yaml.safe_load(text)
    return document


@dataclass(frozen=True)
class Event:
    """What starts a workflow."""

    name: str
    sha: str
    ref: str = "refs/heads/main"
    actor: str = "ada"
    payload: Mapping[str, Any] = field(default_factory=dict)


def pull_request(
    number: int, head: str, *, repository: str = REPOSITORY, actor: str = "ada"
) -> Event:
    """A commit is pushed to a pull request, of this repository or of a fork."""
    payload = {"number": number, "head": {"sha": head, "repo": {"full_name": repository}}}
    payload |= {"base": {"ref": "main"}}
    return Event(
        "pull_request",
        f"test merge of {head}",
        f"refs/pull/{number}/merge",
        actor,
        {"pull_request": payload},
    )


class GitHubRunner:
    """Runs workflows for one repository on one machine.

    Attributes:
        commits: the folder with the files of each commit.
        variables: the repository's. It has no secrets.
    """

    def __init__(
        self, service: GitHubService, machine: Machine, variables: Mapping[str, str]
    ) -> None:
        self.service = service
        self.machine = machine
        self.variables = variables
        self.commits: dict[str, Path] = {}

    def run(self, file: str, event: Event) -> dict[str, Outcome]:
        """Run a workflow; its jobs by name."""
        document = workflow(file)
        head = event.payload.get("pull_request", {}).get("head", {}).get("sha", event.sha)
        run = self.service.new_run(file, event.name, head)
        jobs = {
            name: _Job(self, document, job, event, run).run()
            for name, job in document["jobs"].items()
        }
        failed = any(job.conclusion == "failure" for job in jobs.values())
        run.conclusion = "failure" if failed else "success"
        return jobs


class _Job:
    def __init__(
        self,
        runner: GitHubRunner,
        document: dict[str, Any],
        job: dict[str, Any],
        event: Event,
        run: Run,
    ) -> None:
        self._runner = runner
        self._job = job
        self._event = event
        self._run = run
        self._shell: str = document["defaults"]["run"]["shell"]
        self._permissions: dict[str, str] = job.get("permissions", document["permissions"])
        self._token = runner.service.token_for(self._permissions)
        self._steps: dict[str, dict[str, object]] = {}
        self._workspace = runner.machine.folder / "work"
        self._outcome = Outcome()
        self._environment = {
            name: filled_in(value, self._scope()) for name, value in document["env"].items()
        }

    def run(self) -> Outcome:
        if not holds(self._job.get("if", "success()"), self._scope()):
            return Outcome("skipped")
        shutil.rmtree(self._workspace, ignore_errors=True)
        self._workspace.mkdir()
        self._runner.service.subject = self._subject()
        for step in self._job["steps"]:
            self._step(step)
        summary = self._runner.machine.folder / "summary"
        self._outcome.summary = summary.read_text(encoding="utf-8") if summary.exists() else ""
        summary.unlink(missing_ok=True)
        return self._outcome

    def _step(self, step: dict[str, Any]) -> None:
        condition = str(step.get("if", "success()"))
        if not any(status in condition for status in _STATUS):
            condition = f"success() && ({condition})"
        outputs: dict[str, str] = {}
        outcome = "skipped"
        if holds(condition, self._scope()):
            succeeded = (
                self._action(step, outputs) if "uses" in step else self._script(step, outputs)
            )
            outcome = "success" if succeeded else "failure"
            self._outcome.ran.append(step.get("name", step.get("uses", "")))
        if outcome == "failure":
            self._outcome.conclusion = "failure"
        self._steps[step.get("id", "")] = {"outcome": outcome, "outputs": outputs}

    def _script(self, step: dict[str, Any], outputs: dict[str, str]) -> bool:
        if step.get("name") == INSTALLS:
            return True
        machine = self._runner.machine
        output = machine.folder / "output"
        output.write_text("", encoding="utf-8")
        # What is inserted into a script could be a command: values come by env alone.
        assert "${{" not in step["run"]
        own = {key: filled_in(it, self._scope()) for key, it in step.get("env", {}).items()}
        finished = machine.run(
            shlex.split(self._shell),
            step["run"],
            self._of_the_runner() | self._environment | own | {"GITHUB_OUTPUT": str(output)},
            self._workspace,
        )
        self._outcome.log += finished.stdout
        for line in output.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            outputs[name] = value
        return finished.returncode == 0

    def _action(self, step: dict[str, Any], outputs: dict[str, str]) -> bool:
        name = step["uses"].split("@")[0]
        given = {key: filled_in(it, self._scope()) for key, it in step.get("with", {}).items()}
        if name in _INSTALLED:
            return True
        actions: dict[str, Callable[[dict[str, str], dict[str, str]], bool]] = {
            "actions/checkout": self._checkout,
            "actions/upload-artifact": self._upload,
            "actions/download-artifact": self._download,
        }
        return actions[name](given, outputs)

    def _checkout(self, given: dict[str, str], _: dict[str, str]) -> bool:
        assert given["persist-credentials"] == "false"
        commit = self._event.sha.removeprefix("test merge of ")
        shutil.copytree(self._runner.commits[commit], self._workspace, dirs_exist_ok=True)
        return self._permissions.get("contents") in {"read", "write"}

    def _upload(self, given: dict[str, str], outputs: dict[str, str]) -> bool:
        self._run.artifacts[given["name"]] = files_in(self._workspace / given["path"])
        outputs["artifact-url"] = f"https://github.example/artifacts/{self._run.number}"
        return True

    def _download(self, given: dict[str, str], _: dict[str, str]) -> bool:
        assert given["github-token"] == self._token
        assert self._permissions["actions"] == "read"
        (run,) = (r for r in self._runner.service.runs if str(r.number) == given["run-id"])
        put_into(self._workspace / given["path"], run.artifacts[given["name"]])
        return True

    def _scope(self) -> Scope:
        event = self._event
        succeeded = self._outcome.conclusion == "success"
        return Scope(
            {
                "github": {
                    "repository": REPOSITORY,
                    "actor": event.actor,
                    "event": event.payload,
                    "ref": event.ref,
                    "sha": event.sha,
                    "token": self._token,
                },
                "vars": self._runner.variables,
                "secrets": {},
                "steps": self._steps,
            },
            {
                "success": lambda: succeeded,
                "cancelled": lambda: False,
                "startsWith": lambda text, start: str(text).startswith(str(start)),
            },
        )

    def _of_the_runner(self) -> dict[str, str]:
        """What GitHub sets for each step."""
        machine, service = self._runner.machine, self._runner.service
        found = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": service.origin,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_SHA": self._event.sha,
            "GITHUB_REF_NAME": self._event.ref.removeprefix("refs/heads/"),
            "GITHUB_RUN_ID": str(self._run.number),
            "GITHUB_WORKSPACE": str(self._workspace),
            "GITHUB_STEP_SUMMARY": str(machine.folder / "summary"),
            "RUNNER_TEMP": str(machine.folder),
        }
        if self._permissions.get("id-token") == "write":
            found |= service.environment
        return found

    def _subject(self) -> str:
        """Whom the tokens of this job are made out for."""
        if "environment" in self._job:
            return f"repo:{REPOSITORY}:environment:{self._job['environment']}"
        if self._event.name == "pull_request":
            return f"repo:{REPOSITORY}:pull_request"
        return f"repo:{REPOSITORY}:ref:{self._event.ref}"
