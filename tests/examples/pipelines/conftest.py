"""The scripts of the example pipelines, run with the environment that their steps give them."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.loopback import Answer, LoopbackServer, Received

EXAMPLE = Path(__file__).parents[3] / "examples/pipelines"
GITHUB = EXAMPLE / "github/.github/workflows"
ACTION = "../seats/action.yml"
AZURE = EXAMPLE / "azure"
TOKEN = "made up for the scripts"
VARIABLES = ("PULUMI_STACK", "PULUMI_BACKEND_URL", "ARM_TENANT_ID", "ARM_CLIENT_ID")

Document = dict[str, Any]


def document_of(path: Path) -> Document:
    """A pipeline; the key `on`, which YAML 1.1 takes for a truth value, by its name."""
    text = path.read_text(encoding="utf-8").replace("\non:\n", '\n"on":\n')
    document: Document = yaml.safe_load(text)
    return document


def steps_of(path: Path) -> list[Document]:
    """The steps of all jobs of a pipeline, or of a composite action."""
    document = document_of(path)
    steps: list[Document] = document.get("runs", {}).get("steps", [])
    jobs = document.get("jobs", [])
    for job in jobs.values() if isinstance(jobs, dict) else jobs:
        nested = job.get("strategy", {}).get("runOnce", {}).get("deploy", {})
        steps = steps + (job.get("steps") or nested["steps"])
    return steps


def script_of(step: Document) -> str:
    """What a step gives a shell; empty where it has no script."""
    inline = step.get("inputs", {}).get("inlineScript", "")
    return str(step.get("run") or step.get("bash") or inline)


class Service(LoopbackServer):
    """Literal answers of a repository's API: `pages` by method and path; other writes are taken."""

    def __init__(self, root: str) -> None:
        if missing := [name for name in ("bash", "curl", "jq") if shutil.which(name) is None]:
            pytest.skip(f"the scripts need {', '.join(missing)}, not on PATH here")
        super().__init__()
        self.root = root
        self.pages: dict[str, list[Any]] = {}

    def answer(self, request: Received) -> Answer:
        pages = self.pages.get(self._key(request), None if request.method == "GET" else [{}])
        if pages is None or request.headers["authorization"].partition(" ")[2] != TOKEN:
            return Answer(404, {"message": "Not Found"})
        number = int(request.parameter("continuationToken") or 0)
        more = {"x-ms-continuationtoken": str(number + 1)} if number + 1 < len(pages) else {}
        return Answer(200, pages[number], more)

    def writes(self) -> dict[str, Any]:
        """What was sent to be kept, by method and path."""
        sent = {self._key(it): it.body for it in self.requests if it.method != "GET"}
        return {key: json.loads(body) for key, body in sent.items() if key not in self.pages}

    def _key(self, request: Received) -> str:
        return f"{request.method} {request.path.removeprefix(self.root)}"


@dataclass(frozen=True)
class Agent:
    """Runs steps for pull request 13, whose head commit is `late` and whose merge is `merge`."""

    folder: Path  # of the repository; temporary files and `bin` are there as well
    pipelines: Path  # the folder of the YAML
    service: Service
    given: Mapping[str, str]  # the value of each expression that the YAML puts into an environment
    found: Mapping[str, str]  # what a step finds there without it

    def run(self, file: str, name: str) -> subprocess.CompletedProcess[str]:
        """Run a step with the environment that the YAML gives it."""
        document, steps = document_of(self.pipelines / file), steps_of(self.pipelines / file)
        (step,) = (it for it in steps if name in {it.get("name"), it.get("displayName")})
        usual = document.get("defaults", {}).get("run", {}).get("shell", "bash {0}")
        shell = step.get("shell", usual)
        script = self.write("step.sh", script_of(step))
        # In Azure DevOps each of the pipeline's variables is in the environment.
        named = {it["name"]: it["value"] for it in document.get("variables", []) if "name" in it}
        # An action has the environment of the workflow that uses it.
        whole = document_of(self.pipelines / "preview.yml") if "runs" in document else document
        env = {**named, **whole.get("env", {}), **step.get("env", {})}
        own = {key: self.given[value] if "$" in value else value for key, value in env.items()}
        path = f"{self.folder}/bin{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            shlex.split(shell.format(script)),
            cwd=self.folder,
            env={"PATH": path, "HOME": str(self.folder), **self.found, **own},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )

    def write(self, name: str, text: str) -> Path:
        """Write a file below the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture(params=["github", "azure"])
def agent(request: pytest.FixtureRequest) -> Agent:
    """Either of them."""
    chosen: Agent = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def github(tmp_path: Path) -> Iterator[Agent]:
    """Runs steps of the workflows."""
    given = {
        "github.token": TOKEN,
        "github.event.pull_request.number": "13",
        "inputs.plan-of": "pull request 13 into main at late",
        "inputs.passphrase": "",
        "github.event.pull_request.head.sha": "late",
        "steps.preview.outputs.artifact-url": "https://github.example/artifacts/1",
        "steps.reviewed.outputs.pull-request": "13",
        "steps.reviewed.outputs.plan-of": "pull request 13 into main at late",
        "secrets.PULUMI_CONFIG_PASSPHRASE": "",
    } | {f"vars.{name}": "prod" for name in VARIABLES}
    found = f"""
        GITHUB_SERVER_URL=https://github.example GITHUB_REPOSITORY=contoso/seats GITHUB_SHA=merge
        GITHUB_REF_NAME=main GITHUB_RUN_ID=1000 GITHUB_WORKSPACE={tmp_path}
        GITHUB_OUTPUT={tmp_path}/output RUNNER_TEMP={tmp_path}"""
    with (service := Service("/repos/contoso/seats/")):
        expressions = {f"${{{{ {name} }}}}": value for name, value in given.items()}
        own = variables(f"{found} GITHUB_API_URL={service.origin}")
        agent = Agent(tmp_path, GITHUB, service, expressions, own)
        agent.write("bin/gh", Path(__file__).with_name("gh.sh").read_text("utf-8")).chmod(0o755)
        tmp_path.joinpath(".github").symlink_to(GITHUB.parent)
        yield agent


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[Agent]:
    """Runs steps of the pipelines of Azure DevOps."""
    found = f"""
        PULUMI_STACK=prod PREVIEW_PIPELINE_ID=4 SYSTEM_TEAMPROJECTID=project
        SYSTEM_PULLREQUEST_PULLREQUESTID=13 SYSTEM_PULLREQUEST_SOURCECOMMITID=late
        BUILD_REPOSITORY_ID=seats BUILD_BUILDID=1000 BUILD_SOURCEVERSION=merge
        BUILD_SOURCEBRANCH=refs/heads/main AGENT_TEMPDIRECTORY={tmp_path}
        PIPELINE_WORKSPACE={tmp_path} REVIEWED_PULL_REQUEST=13"""
    given = {"$(System.AccessToken)": TOKEN, "$(PULUMI_CONFIG_PASSPHRASE)": ""}
    with (service := Service("/contoso/project/_apis/")):
        own = variables(f"{found} SYSTEM_COLLECTIONURI={service.origin}/contoso/")
        own["PLAN_OF"] = "pull request 13 into refs/heads/main at late"
        tmp_path.joinpath("azure").symlink_to(AZURE)
        yield Agent(tmp_path, AZURE, service, given, own)
        for request in service.requests:
            assert request.parameter("api-version") == "7.1"
            assert request.headers["x-tfs-fedauthredirect"] == "Suppress"


def variables(text: str) -> dict[str, str]:
    """Variables of an environment, as a shell has them."""
    return dict(pair.split("=", 1) for pair in text.split())
