"""The workflows of GitHub Actions, run step by step on the real engine, without any secret."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import needs_engine
from tests.end_to_end.programs import OFFICE
from tests.examples.pipelines.conftest import addresses
from tests.examples.pipelines.github_jobs import (
    INSTALLS,
    Event,
    GitHubRunner,
    pull_request,
    workflow,
)
from tests.examples.pipelines.github_service import BOT, REPOSITORY, GitHubService, Run
from tests.examples.pipelines.project import EVE, EXAMPLE, MALLORY, STACK, STAFF, Project, world
from tests.examples.pipelines.steps import MISSING, NOT_HERE, Machine, Outcome
from tests.support.administrator import Administrator

pytestmark = [
    needs_engine,
    pytest.mark.skipif(bool(MISSING), reason=NOT_HERE),
    pytest.mark.xdist_group("GitHub Actions"),  # one story, told once
]

SUBJECTS = ("pull_request", "environment:seats", "ref:refs/heads/main")
NIGHT = Event("schedule", "main-1")
_APPROVAL = re.compile(r"pulumi config set microsoft-seats:approve ([0-9a-f]+)")


@dataclass
class Place:
    """A repository, its store, and somebody who changes seats behind its back."""

    service: GitHubService
    runner: GitHubRunner
    project: Project
    configuration: dict[str, Any]
    administrator: Administrator
    outcomes: list[Outcome] = field(default_factory=list)

    def run(self, file: str, event: Event, job: str) -> Outcome:
        """Run a workflow of which one job is meant to run."""
        jobs = self.runner.run(file, event)
        ran = {name for name, outcome in jobs.items() if outcome.conclusion != "skipped"}
        assert ran == {job}
        self.outcomes.append(jobs[job])
        return jobs[job]

    def preview(self, number: int, commit: str, users: list[str], approve: str = "") -> Outcome:
        """Push a commit to a pull request."""
        self.runner.commits[commit] = self.project.commit(
            commit, users, self.configuration, approve
        )
        self.service.open_pull(number, commit)
        return self.run("preview.yml", pull_request(number, commit), "preview")

    def merge(self, number: int, head: str, commit: str) -> Outcome:
        """Squash a pull request, which makes another commit of it."""
        self.runner.commits[commit] = self.runner.commits[head]
        self.service.squash(number, commit)
        return self.apply(commit)

    def apply(self, commit: str) -> Outcome:
        """Run what a merge starts, for the first time or once more."""
        self.administrator.forget_requests()
        return self.run("apply.yml", Event("push", commit), "apply")

    def night(self) -> Outcome:
        """The check of one night."""
        return self.run("drift.yml", NIGHT, "drift")

    def written(self) -> set[tuple[str, str]]:
        """Whom the writes since the last merge assigned and reclaimed."""
        return {
            (write["body"]["seatAction"].lower(), user.lower())
            for write in self.administrator.writes()
            for user in write["body"]["usernames"]
        }


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, made_up: list[str]) -> Iterator[Place]:
    """A repository with a stack that holds nothing yet."""
    assert made_up == []
    folder = tmp_path_factory.mktemp("github")
    service = GitHubService()
    trusted = [service.issuer.trusted_for(f"repo:{REPOSITORY}:{it}") for it in SUBJECTS]
    with service, Emulator(federated_credentials=trusted) as emulator:
        machine = Machine(folder / "machine", addresses(emulator))
        machine.folder.mkdir()
        machine.install("gh", Path(__file__).with_name("gh.py"))
        project = Project(folder, EXAMPLE / "github")
        variables = {
            "PULUMI_STACK": STACK,
            "PULUMI_BACKEND_URL": project.backend,
            "ARM_TENANT_ID": emulator.environment["AZURE_TENANT_ID"],
            "ARM_CLIENT_ID": emulator.environment["AZURE_CLIENT_ID"],
        }
        administrator = Administrator(emulator)
        administrator.set_world(world(STAFF[0], MALLORY))
        runner = GitHubRunner(service, machine, variables)
        yield Place(service, runner, project, project.begin(machine), administrator)


@dataclass(frozen=True)
class Merged:
    """A pull request from its first push to its merge.

    Attributes:
        late: the first try to apply it, after somebody had changed a seat.
        moved: what that wrote.
        applied: the second try, after the change was undone.
        written: what that wrote.
    """

    refused: Outcome
    refusal: str
    approved: Outcome
    comments: list[dict[str, Any]]
    late: Outcome
    moved: set[tuple[str, str]]
    applied: Outcome
    written: set[tuple[str, str]]


def crowd(place: Place, preview: Run) -> None:
    """Put a page of others before all that leads to the plan, and plans that do not count."""
    kept, preview.artifacts = preview.artifacts, {f"other-{it}": {} for it in range(100)}
    preview.artifacts |= kept
    for number in range(1000, 1100):
        place.service.open_pull(number, "main-1")
        place.service.new_run("preview.yml", "push", preview.head_sha).conclusion = "success"
    for artifact, started in (("seats-8", ""), ("seats-7", "2026-11-21T10:00:00Z")):
        other = place.service.new_run("preview.yml", "pull_request", preview.head_sha)
        other.conclusion, other.started = "success", started
        other.artifacts[artifact] = {"pull-request.txt": b""}


@pytest.fixture(scope="module")
def merged(place: Place) -> Merged:
    """Pull request 7: refused at first, then approved by a second commit, then merged."""
    place.service.comment(7, "Mind <!-- microsoft-seats: preview of prod -->, please", "ada")
    refused = place.preview(7, "first", STAFF)
    refusal = str(place.service.comments[-1]["body"])
    (digest,) = _APPROVAL.findall(refusal)
    approved = place.preview(7, "second", STAFF, approve=digest)
    comments = [dict(comment) for comment in place.service.comments]
    crowd(place, place.service.runs[-1])
    place.administrator.assign(OFFICE, EVE)
    late, moved = place.merge(7, "second", "main-1"), place.written()
    place.administrator.reclaim(OFFICE, EVE)
    applied, written = place.apply("main-1"), place.written()
    return Merged(refused, refusal, approved, comments, late, moved, applied, written)


def test_a_refused_plan_fails_the_check_and_is_still_commented(merged: Merged) -> None:
    """The comment says who would lose a seat, and how to approve exactly that."""
    assert merged.refused.conclusion == "failure"
    assert "**Refused:**" in merged.refusal
    assert f"- {MALLORY}" in merged.refusal
    assert "[full report and plan](https://github.example/artifacts/1000)" in merged.refusal
    assert "Commit first" in merged.refusal
    assert "**refused**" in merged.refused.summary


def test_the_next_push_updates_the_one_comment(merged: Merged) -> None:
    """Somebody else's comment with the marker in it is left alone."""
    assert merged.approved.conclusion == "success", merged.approved.log
    theirs, ours = merged.comments
    assert theirs["body"] == "Mind <!-- microsoft-seats: preview of prod -->, please"
    assert ours["user"]["login"] == BOT
    assert "Refused" not in ours["body"]
    assert f"- {MALLORY}" in ours["body"]
    assert "Commit second" in ours["body"]


def test_the_merge_applies_exactly_what_was_reviewed(merged: Merged) -> None:
    """Whatever commit the merge made of it, however many share its head or stand before it."""
    assert merged.applied.conclusion == "success", merged.applied.log
    assert merged.written == {("reclaim", MALLORY)} | {("assign", user) for user in STAFF[1:]}


def test_seats_that_moved_since_the_review_are_not_touched(merged: Merged) -> None:
    """The apply fails, says what to do, and does not fall back to an update nobody reviewed."""
    assert merged.late.conclusion == "failure"
    assert merged.moved == set()
    assert (
        "::error::The plan of pull request 7 is too old: seats, program or configuration moved "
        "since it was reviewed. Open a pull request, with an empty commit" in merged.late.log
    )


@dataclass(frozen=True)
class Nights:
    """Three nights: drift, more of it, and the drift undone."""

    opened: tuple[Outcome, dict[str, Any]]
    updated: tuple[Outcome, dict[str, Any]]
    closed: tuple[Outcome, dict[str, Any]]
    issues: int


@pytest.fixture(scope="module")
def nights(place: Place, merged: Merged) -> Nights:
    """What the nightly check does after the merge."""
    assert merged.applied.conclusion == "success"
    place.service.open_issue("unrelated", None, "ada")
    place.administrator.assign(OFFICE, MALLORY)
    opened = place.night(), dict(place.service.issues[-1])
    place.administrator.reclaim(OFFICE, *STAFF[3:9])
    updated = place.night(), dict(place.service.issues[-1])
    place.administrator.reclaim(OFFICE, MALLORY)
    place.administrator.assign(OFFICE, *STAFF[3:9])
    closed = place.night(), dict(place.service.issues[-1])
    return Nights(opened, updated, closed, len(place.service.issues))


def test_drift_opens_an_issue(nights: Nights) -> None:
    """It names whom it concerns, and the check itself has worked."""
    outcome, issue = nights.opened
    assert outcome.conclusion == "success", outcome.log
    assert issue["title"] == "Seats of stack prod changed outside the program"
    assert issue["state"] == "open"
    assert f"- {MALLORY}" in issue["body"]


def test_the_next_night_updates_the_issue(nights: Nights) -> None:
    outcome, issue = nights.updated
    assert outcome.conclusion == "success", outcome.log
    assert issue["number"] == nights.opened[1]["number"]
    assert f"+ {STAFF[3]}" in issue["body"]
    assert nights.issues == 2


def test_the_issue_is_closed_when_the_drift_is_gone(place: Place, nights: Nights) -> None:
    outcome, issue = nights.closed
    assert outcome.conclusion == "success", outcome.log
    assert (issue["state"], issue["state_reason"]) == ("closed", "completed")
    assert place.service.comments[-1]["issue"] == issue["number"]
    assert place.service.comments[-1]["body"].startswith("The drift is gone")


@pytest.mark.usefixtures("merged", "nights")
def test_nothing_of_a_secret_is_told(place: Place, made_up: list[str]) -> None:
    """In no log, no summary, no comment, no issue and no artifact."""
    told = "".join(outcome.log + outcome.summary for outcome in place.outcomes)
    told += str(place.service.comments) + str(place.service.issues)
    told += str([run.artifacts for run in place.service.runs])
    assert "signing in to tenant" in told
    assert len(place.service.issued) >= 8
    used = [*place.service.issued, *place.service.permissions, *made_up]
    assert not [secret for secret in [*used, place.service.request_token] if secret in told]


@pytest.mark.parametrize(
    ("verdict", "drifted", "state", "conclusion", "said"),
    [
        ("changes", 1, "open", 0, ""),
        ("refused", 1, "open", 0, ""),
        ("broken", 1, "open", 1, "::error::The preview broke"),
        ("broken", 0, "open", 1, "::error::The preview broke"),
        ("refused", 0, "open", 1, "::error::The merged program is refused"),
        ("changes", 0, "closed", 0, "::warning::The merged program declares changes"),
        ("nothing", 0, "closed", 0, ""),
    ],
)
def test_only_drift_that_is_surely_gone_closes_the_issue(
    place: Place,
    tmp_path: Path,
    *,
    verdict: str,
    drifted: int,
    state: str,
    conclusion: int,
    said: str,
) -> None:
    """A preview that broke or is refused may not have got far enough to see it."""
    issue = place.service.open_issue("drift", "<!-- microsoft-seats: drift of prod -->", BOT)
    review = {"verdict": verdict, "totals": {"drifted": drifted}}
    (tmp_path / "review").mkdir()
    (tmp_path / "review/review.json").write_text(json.dumps(review), encoding="utf-8")
    (tmp_path / "review/review.md").write_text("the report", encoding="utf-8")
    variables = {
        "GH_TOKEN": place.service.token_for({"issues": "write"}),
        "GITHUB_API_URL": place.service.origin,
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_RUN_ID": "1",
        "RUNNER_TEMP": str(tmp_path),
        "PULUMI_STACK": STACK,
        "ARTIFACT_URL": "",
    }
    script = EXAMPLE / "github/.github/seats/issue.sh"
    finished = place.runner.machine.run(["bash", str(script)], "", variables, tmp_path)
    assert finished.returncode == conclusion, finished.stdout
    assert said in finished.stdout
    assert issue["state"] == state
    assert ("the report" in issue["body"]) == (drifted > 0)
    place.service.issues.remove(issue)


@pytest.mark.parametrize(
    "event",
    [
        pull_request(11, "fork", repository="mallory/seats"),
        pull_request(12, "bump", actor="dependabot[bot]"),
    ],
    ids=["fork", "Dependabot"],
)
def test_whoever_gets_no_token_is_told_why(place: Place, event: Event) -> None:
    """Nothing of it runs: the job that says so checks nothing out and may do nothing."""
    comments = len(place.service.comments)
    told = place.run("preview.yml", event, "not-previewed")
    assert told.conclusion == "success"
    assert told.ran == ["Say why"]
    assert "gets no token to sign in with" in told.summary
    assert len(place.service.comments) == comments
    assert place.service.permissions[list(place.service.permissions)[-1]] == {}


def test_a_push_without_a_pull_request_is_not_applied(place: Place) -> None:
    place.runner.commits["direct"] = place.project.commit("direct", STAFF, {})
    refused = place.run("apply.yml", Event("push", "direct"), "apply")
    assert refused.conclusion == "failure"
    assert "::error::Commit direct came into main without a pull request" in refused.log
    assert "Apply" not in refused.ran


OWN = "pull request 13 into main at late"
NONE = "No preview of pull request 13 succeeded for its last commit late"
OTHER = f"The plan that was found is not the one of {OWN}."


NOT_ITS_OWN = {
    "failed": ({"conclusion": "failure"}, "seats-13", OWN, NONE),
    "of a fork": ({"head_repository": "mallory/seats"}, "seats-13", OWN, NONE),
    "of another workflow": ({"workflow": "other.yml"}, "seats-13", OWN, NONE),
    "of a push": ({"event": "push"}, "seats-13", OWN, NONE),
    "of an older commit": ({"head_sha": "early"}, "seats-13", OWN, NONE),
    "of another one": ({}, "seats-14", "pull request 14 into main at late", NONE),
    "under a tampered name": ({}, "seats-13", "pull request 14 into main at late", OTHER),
    "for another base": ({}, "seats-13", "pull request 13 into release at late", OTHER),
    "for another head": ({}, "seats-13", "pull request 13 into main at early", OTHER),
    "of nobody": ({}, "seats-13", "", OTHER),
    "expired": ({"expired": True}, "seats-13", OWN, "The plan of pull request 13 is gone"),
}
"""What a run was and kept, and what its plan says of itself: none is pull request 13's."""


@pytest.mark.parametrize(
    ("facts", "artifact", "plan_of", "said"), NOT_ITS_OWN.values(), ids=NOT_ITS_OWN
)
def test_no_plan_but_its_own_is_applied(
    place: Place, facts: dict[str, Any], artifact: str, plan_of: str, said: str
) -> None:
    """Another pull request may have the same head, anybody's run the same name."""
    place.runner.commits["late"] = place.project.folder / "begin"
    place.service.open_pull(14, "late", "release")
    place.service.open_pull(13, "late")
    run = place.service.new_run("preview.yml", "pull_request", "late")
    vars(run).update({"conclusion": "success", **facts})
    run.artifacts[artifact] = {"plan.json": b"{}", "pull-request.txt": plan_of.encode()}
    try:
        refused = place.merge(13, "late", "main-late")
    finally:
        place.service.runs.remove(run)
    assert refused.conclusion == "failure"
    assert f"::error::{said}" in refused.log
    assert "Open a pull request, with an empty commit" in refused.log
    assert "Apply" not in refused.ran


@pytest.mark.parametrize(
    ("bases", "facts"),
    [
        ({15: "release"}, {}),
        ({15: "main", 16: "main"}, {}),
        ({15: "main"}, {"merged_at": None}),
        ({15: "main"}, {"merge_commit_sha": "another"}),
    ],
    ids=["merged into another branch", "two at once", "not merged", "merged as another commit"],
)
def test_only_the_one_pull_request_that_was_merged_lends_its_plan(
    place: Place, bases: dict[int, str], facts: dict[str, Any]
) -> None:
    place.runner.commits["lent"] = place.project.folder / "begin"
    for number, base in bases.items():
        place.service.open_pull(number, "lent", base)
        place.service.squash(number, "lent")
        place.service.pulls[0].update(facts)
    refused = place.apply("lent")
    del place.service.pulls[: len(bases)]
    assert refused.conclusion == "failure"
    assert "::error::Commit lent came into main without a pull request, or" in refused.log
    assert "Apply" not in refused.ran


def test_the_one_comment_is_found_on_any_page(place: Place) -> None:
    """A preview that could not begin is told in it as well."""
    place.service.open_pull(14, "long")
    place.runner.commits["long"] = place.project.commit("long", STAFF, {})
    for number in range(130):
        place.service.comment(14, f"{number}", "ada")
    place.service.comment(14, "<!-- microsoft-seats: preview of prod -->\nold", BOT)
    ours = place.service.comments[-1]
    place.runner.variables = {**place.runner.variables, "PULUMI_BACKEND_URL": "file:///nowhere"}
    broken = place.run("preview.yml", pull_request(14, "long"), "preview")
    assert broken.conclusion == "failure"
    assert "**Seats of stack prod could not be previewed.** The log says why." in ours["body"]
    assert len([c for c in place.service.comments if c["issue"] == 14]) == 131


def test_the_requirements_are_those_that_are_installed_here(place: Place) -> None:
    """Without a network: what the example asks for is this version."""
    steps = workflow("preview.yml")["jobs"]["preview"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("name") == INSTALLS)
    finished = place.runner.machine.run(
        ["bash", "-eu", "{0}"],
        script,
        {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        place.project.folder / "begin",
    )
    assert finished.returncode == 0, finished.stdout
    assert "Requirement already satisfied: pulumi-microsoft-seats[cli]~=0.1.0" in finished.stdout
