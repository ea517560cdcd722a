"""What the YAML of the example pipelines says, and what actionlint and shellcheck say of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.examples.pipelines.conftest import (
    ACTION,
    AZURE,
    EXAMPLE,
    GITHUB,
    document_of,
    script_of,
    steps_of,
)

WORKFLOWS = {path.name: document_of(path) for path in sorted(GITHUB.glob("*.yml"))}
PIPELINES = {path.name: document_of(path) for path in sorted(AZURE.glob("*.yml"))}
ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
NEWER = 'unexpected key "queue" for "concurrency" section'  # than this actionlint

both = pytest.mark.parametrize("folder", [GITHUB, AZURE], ids=["github", "azure"])


def run(words: list[str], text: str = "") -> str:
    """What a linter complains of."""
    linted = subprocess.run(
        words, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return linted.stdout if linted.returncode else ""


@pytest.fixture(scope="module")
def shellcheck() -> str:
    """The one that the extra `test` installs beside Python."""
    found = shutil.which("shellcheck", path=str(Path(sys.executable).parent))
    return found or shutil.which("shellcheck") or pytest.skip("shellcheck is not installed")


def test_the_workflows_pass_actionlint(shellcheck: str) -> None:
    """This project's own too, each step with shellcheck; by the actionlint on PATH, else Go's."""
    command = ["actionlint"] if shutil.which("actionlint") else ["go", "run", ACTIONLINT]
    if shutil.which(command[0]) is None:
        pytest.skip("neither actionlint nor go is on PATH")
    if unavailable := run([*command, "-version"]):
        pytest.skip(f"go cannot fetch actionlint: {unavailable.strip().splitlines()[-1]}")
    own = (EXAMPLE.parents[1] / ".github/workflows").glob("*.yml")
    files = [str(path) for path in [*(GITHUB / name for name in WORKFLOWS), *own]]
    assert not run([*command, "-shellcheck", shellcheck, "-ignore", NEWER, *files])


def test_every_script_passes_shellcheck(shellcheck: str) -> None:
    """Those in the steps of Azure DevOps as well, for which there is no linter."""
    scripts = [*map(str, EXAMPLE.rglob("*.sh")), str(Path(__file__).with_name("gh.sh"))]
    assert not run([shellcheck, "--external-sources", *scripts])
    files = [GITHUB / ACTION, *(AZURE / name for name in PIPELINES)]
    for step in (step for path in files for step in steps_of(path)):
        assert not run([shellcheck, "--shell=bash", "-"], script_of(step))


@both
def test_scripts_get_values_by_their_environment_alone(folder: Path) -> None:
    """What is put into a script could be a command; a checkout leaves no token behind."""
    files = [*folder.glob("*.yml"), *(folder.parent / "seats").glob("*.yml")]
    for step in (step for path in files for step in steps_of(path)):
        assert not re.search(r"\$\{\{|\$\([\w.]+\)", script_of(step))
        if "checkout" in str(step.get("uses")):
            assert step["with"]["persist-credentials"] is False
        if step.get("checkout") == "self":
            assert step["persistCredentials"] is False


@both
def test_no_token_is_an_argument(folder: Path) -> None:
    """Other processes see arguments: `gh` reads its token itself, `curl` a file of the shell's."""
    scripts = (folder if folder == AZURE else folder.parent / "seats").glob("*.sh")
    lines = [line for path in scripts for line in path.read_text("utf-8").splitlines()]
    used = [it.strip() for it in lines if re.search(r"\$\{?(SYSTEM_ACCESS|GH_)TOKEN", it)]
    header = r"""--header @<(printf 'Authorization: Bearer %s\n' "$SYSTEM_ACCESSTOKEN") \ """[:-1]
    assert used == ([header] if folder == AZURE else [])


def test_the_page_has_every_reason_why_nothing_is_applied() -> None:
    """Whatever a script or an apply gives for one; `…` stands for what varies."""
    told = EXAMPLE.parents[1].joinpath("docs/pipelines.md").read_text(encoding="utf-8")
    files = [*EXAMPLE.rglob("reviewed-plan.sh"), *EXAMPLE.rglob("apply.yml")]
    texts = "".join(path.read_text(encoding="utf-8") for path in files)
    reasons = re.findall(r'(?:fail "|::error::|type=error\])([A-Z].+?)(?:[,:.] |\.")', texts)
    assert len(reasons) == 13
    shown = {re.sub(r"\$\w+", "…", reason) for reason in reasons}
    assert [reason for reason in sorted(shown) if f"`{reason}" not in told] == []


def test_every_action_is_pinned_to_one_commit() -> None:
    """A tag can be moved; the comment says which version the commit is."""
    text = "".join((GITHUB / name).read_text(encoding="utf-8") for name in [*WORKFLOWS, ACTION])
    pins = set(re.findall(r"uses: ([^.].*)", text))
    assert len({pin.split("@")[0] for pin in pins}) == len(pins) == 6
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", pin) for pin in pins)


def test_a_job_may_do_only_what_it_needs() -> None:
    """And nothing that it is not given by name; each that signs in gets a token to do it."""
    jobs = [it for workflow in WORKFLOWS.values() for it in workflow["jobs"].items()]
    assert [workflow["permissions"] for workflow in WORKFLOWS.values()] == [{}, {}, {}]
    own = {"contents": "read", "id-token": "write"}
    assert {name: job.get("permissions") for name, job in jobs} == {
        "preview": own | {"pull-requests": "write"},
        "not-previewed": None,
        "apply": own | {"pull-requests": "read", "actions": "read"},
        "drift": own | {"issues": "write"},
    }


def test_each_starts_when_it_should_and_on_the_main_branch() -> None:
    """A fork's preview is none, and an apply waits for the approvals of its environment."""
    preview, apply, drift = (WORKFLOWS[f"{it}.yml"] for it in ("preview", "apply", "drift"))
    assert preview["on"] == {"pull_request": {"branches": ["main"]}}
    own = "github.event.pull_request.head.repo.full_name == github.repository"
    assert preview["jobs"]["preview"]["if"].startswith(own)
    assert apply["on"] == {"push": {"branches": ["main"]}}
    assert apply["jobs"]["apply"]["environment"] == "seats"
    assert drift["on"] == {"schedule": [{"cron": "17 3 * * *"}], "workflow_dispatch": None}
    assert drift["jobs"]["drift"]["if"] == "github.ref == 'refs/heads/main'"


def test_the_pipelines_of_azure_devops_start_likewise() -> None:
    preview, apply, drift = (PIPELINES[f"{it}.yml"] for it in ("preview", "apply", "drift"))
    fork = "variables['System.PullRequest.IsFork'], 'True'"
    assert [job["condition"] for job in preview["jobs"]] == [f"ne({fork})", f"eq({fork})"]
    assert apply["trigger"] == {"branches": {"include": ["main"]}}
    assert apply["jobs"][0]["environment"] == "seats"
    assert (preview["trigger"], drift["trigger"], drift["pr"]) == ("none", "none", "none")
    assert drift["schedules"][0]["branches"] == {"include": ["main"]}


def test_apply_and_drift_never_meet_on_a_stack() -> None:
    """And one that waits is not cancelled by the next."""
    group = {"group": "seats-${{ vars.PULUMI_STACK }}", "cancel-in-progress": False, "queue": "max"}
    assert WORKFLOWS["apply.yml"]["concurrency"] == WORKFLOWS["drift.yml"]["concurrency"] == group
    assert {it["lockBehavior"] for it in PIPELINES.values()} == {"sequential"}


@both
def test_a_preview_that_failed_is_reviewed_and_told(folder: Path) -> None:
    """A refusal stands in the report."""
    action = steps_of(folder / ACTION) if folder == GITHUB else []
    all_steps = [*steps_of(folder / "preview.yml"), *action]
    steps = {it.get("name", it.get("displayName")): it for it in all_steps}
    for name in ("Review", "Keep the plan and the report", "Comment"):
        assert re.search(r"!cancelled\(\)|not\(canceled\(\)\)", str(steps[name]))


def test_nothing_is_installed_until_it_is_said_where_this_package_is() -> None:
    """What a name gets from an index may be a stranger's; pip names the line to change."""
    file = EXAMPLE / "requirements.txt"
    pip = [sys.executable, "-m", "pip", "--isolated", "install", "--dry-run", "--no-index"]
    refused = subprocess.run(
        [*pip, "--requirement", str(file)], capture_output=True, encoding="utf-8", check=False
    )
    assert refused.returncode == 1
    assert "No such file or directory: '/SAY-WHERE-IT-IS/" in refused.stderr
    (line,) = (it for it in file.read_text("utf-8").splitlines() if not it.startswith("#"))
    required = Requirement(line)
    assert required.extras == {"cli"}
    wheel = str(required.url).rpartition("/")[2]
    assert wheel.startswith(f"pulumi_microsoft_seats-{version(required.name)}-")
