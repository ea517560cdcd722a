"""The example pipelines, held against what checks such files: actionlint, shellcheck, keys."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.examples.pipelines.github_jobs import workflow

EXAMPLE = Path(__file__).parents[3] / "examples/pipelines"
GITHUB = sorted((EXAMPLE / "github/.github/workflows").glob("*.yml"))
AZURE = sorted((EXAMPLE / "azure").glob("*.yml"))
SCRIPTS = sorted(EXAMPLE.rglob("*.sh"))

ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
# `queue` is newer than this actionlint.
NEWER = 'unexpected key "queue" for "concurrency" section'

_COMMIT = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
_MACRO = re.compile(r"\$\([\w.]+\)")


def named(path: Path) -> str:
    """How a test calls a file."""
    return str(path.relative_to(EXAMPLE))


@pytest.fixture(scope="module")
def actionlint() -> list[str]:
    """The command: the one on PATH, else the one that Go fetches."""
    if shutil.which("actionlint"):
        return ["actionlint"]
    if shutil.which("go") is None:
        pytest.skip("neither actionlint nor go is on PATH")
    command = ["go", "run", ACTIONLINT]
    tried = subprocess.run([*command, "-version"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"go cannot fetch actionlint: {tried.stderr.strip().splitlines()[-1]}")
    return command


@pytest.fixture(scope="module")
def shellcheck() -> str:
    """The one that the extra `test` installs beside Python."""
    beside = Path(sys.executable).with_name("shellcheck")
    found = str(beside) if beside.exists() else shutil.which("shellcheck")
    if found is None:
        pytest.skip("shellcheck is not installed")
    return found


def test_the_workflows_pass_actionlint(actionlint: list[str], shellcheck: str) -> None:
    """With shellcheck looking into every step."""
    linted = subprocess.run(
        [*actionlint, "-shellcheck", shellcheck, "-ignore", NEWER, *map(str, GITHUB)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=named)
def test_the_scripts_pass_shellcheck(script: Path, shellcheck: str) -> None:
    linted = subprocess.run(
        [shellcheck, "--external-sources", str(script)], capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout


def test_the_page_has_every_reason_why_nothing_is_applied() -> None:
    """Whatever a script or an apply gives for one; `…` stands for what varies."""
    told = EXAMPLE.parents[1].joinpath("docs/pipelines.md").read_text(encoding="utf-8")
    files = [*EXAMPLE.rglob("reviewed-plan.sh"), *EXAMPLE.rglob("apply.yml")]
    texts = "".join(path.read_text(encoding="utf-8") for path in files)
    reasons = re.findall(r'(?:fail "|::error::|type=error\])([A-Z].+?)(?:[,:.] |\.")', texts)
    assert len(reasons) == 11
    shown = {re.sub(r"\$\w+", "…", reason) for reason in reasons}
    assert [reason for reason in sorted(shown) if f"`{reason}" not in told] == []


@pytest.mark.parametrize("path", GITHUB, ids=named)
def test_every_action_is_pinned_to_a_commit(path: Path) -> None:
    """A tag can be moved; the comment says which version the commit is."""
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    assert [use for use in used if not _COMMIT.fullmatch(use)] == []


def test_the_workflows_pin_the_same_versions() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in GITHUB)
    pins = set(re.findall(r"uses: (.*)", text))
    assert len({pin.split("@")[0] for pin in pins}) == len(pins)


@pytest.mark.parametrize(
    ("file", "job", "permissions"),
    [
        ("preview.yml", "preview", {"contents": "read", "pull-requests": "write"}),
        ("preview.yml", "not-previewed", None),
        ("apply.yml", "apply", {"contents": "read", "pull-requests": "read", "actions": "read"}),
        ("drift.yml", "drift", {"contents": "read", "issues": "write"}),
    ],
)
def test_a_job_may_do_only_what_it_needs(
    file: str, job: str, permissions: dict[str, str] | None
) -> None:
    """And nothing that it is not given by name; each that signs in gets a token to do it."""
    document = workflow(file)
    assert document["permissions"] == {}
    granted = document["jobs"][job].get("permissions")
    assert granted == (permissions and {**permissions, "id-token": "write"})
    assert document["jobs"][job]["timeout-minutes"] <= 60


def test_apply_and_drift_never_meet_on_a_stack() -> None:
    """And one that waits is not cancelled by the next."""
    groups = [workflow(file)["concurrency"] for file in ("apply.yml", "drift.yml")]
    assert groups[0] == groups[1]
    assert groups[0]["group"] == "seats-${{ vars.PULUMI_STACK }}"
    assert groups[0]["cancel-in-progress"] is False
    assert groups[0]["queue"] == "max"


def jobs_of(path: Path) -> list[dict[str, Any]]:
    """The jobs of a pipeline of Azure DevOps."""
    jobs: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return jobs


def steps_of(path: Path) -> Iterator[dict[str, Any]]:
    """All steps of a pipeline of Azure DevOps."""
    for job in jobs_of(path):
        yield from (
            job["strategy"]["runOnce"]["deploy"]["steps"] if "strategy" in job else job["steps"]
        )


INPUTS = {
    "UsePythonVersion@0": {"versionSpec"},
    "Pulumi@1": {"versionSpec"},
    "AzureCLI@2": {"azureSubscription", "scriptType", "scriptLocation", "inlineScript"},
    "PublishPipelineArtifact@1": {"targetPath", "artifact"},
    "DownloadPipelineArtifact@2": {
        *("source", "project", "pipeline", "runVersion", "runId", "artifact", "path")
    },
}
"""The tasks, and the inputs that they are given."""

PIPELINE = {"trigger", "pr", "schedules", "lockBehavior", "variables", "pool", "jobs"}
JOB = {"job", "deployment", "environment", "condition", "timeoutInMinutes", "steps", "strategy"}
STEP = {
    "checkout": {"persistCredentials"},
    "bash": {"displayName", "condition", "env"},
    "task": {"displayName", "condition", "env", "inputs"},
}


@pytest.mark.parametrize("path", AZURE, ids=named)
def test_azure_pipelines_use_known_keys(path: Path) -> None:
    """There is no linter for them without a network: each key is one of the schema's."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(document) <= PIPELINE
    assert document["lockBehavior"] == "sequential"
    for job in jobs_of(path):
        assert set(job) <= JOB
        assert job["timeoutInMinutes"] <= 60
    for step in steps_of(path):
        kind = next(iter(step))
        assert set(step) - {kind} <= STEP[kind]
        if kind == "task":
            assert set(step["inputs"]) == INPUTS[step["task"]]


@pytest.mark.parametrize("path", AZURE, ids=named)
def test_azure_steps_pass_shellcheck_and_take_values_from_the_environment(
    path: Path, shellcheck: str
) -> None:
    """A macro in a script is put there before the shell reads it: it could be a command."""
    for step in steps_of(path):
        script = step.get("bash") or step.get("inputs", {}).get("inlineScript")
        if not script:
            continue
        assert not _MACRO.search(script)
        linted = subprocess.run(
            [shellcheck, "--shell=bash", "-"],
            input=script,
            capture_output=True,
            text=True,
            check=False,
        )
        assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("path", AZURE, ids=named)
def test_azure_checks_out_without_leaving_its_token(path: Path) -> None:
    for step in steps_of(path):
        if step.get("checkout") == "self":
            assert step["persistCredentials"] is False
