"""The pipelines of Azure DevOps, run step by step on the real engine, without any secret."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import needs_engine
from tests.end_to_end.programs import OFFICE
from tests.examples.pipelines.azure_jobs import AzureRunner, on_main, pull_request
from tests.examples.pipelines.azure_service import (
    PREVIEW_PIPELINE,
    PROJECT,
    AzureDevOpsService,
)
from tests.examples.pipelines.conftest import addresses
from tests.examples.pipelines.project import (
    EVE,
    EXAMPLE,
    MALLORY,
    STACK,
    STAFF,
    Project,
    world,
)
from tests.examples.pipelines.steps import MISSING, NOT_HERE, Machine, Outcome
from tests.support.administrator import Administrator
from tests.support.pipelines import CONNECTION_SUBJECT

pytestmark = [
    needs_engine,
    pytest.mark.skipif(bool(MISSING), reason=NOT_HERE),
    pytest.mark.xdist_group("Azure Pipelines"),  # one story, told once
]

_APPROVAL = re.compile(r"pulumi config set microsoft-seats:approve ([0-9a-f]+)")


@dataclass
class Place:
    """A repository, its store, and somebody who changes seats behind its back."""

    service: AzureDevOpsService
    runner: AzureRunner
    project: Project
    configuration: dict[str, Any]
    administrator: Administrator
    outcomes: list[Outcome] = field(default_factory=list)

    def run(self, file: str, event: Mapping[str, str], job: str) -> Outcome:
        """Run a pipeline of which one job is meant to run."""
        jobs = self.runner.run(file, event)
        ran = {name for name, outcome in jobs.items() if outcome.conclusion != "skipped"}
        assert ran == {job}
        self.outcomes.append(jobs[job])
        return jobs[job]

    def preview(self, number: int, commit: str, approve: str = "") -> Outcome:
        """Push a commit to a pull request."""
        self.runner.commits[commit] = self.project.commit(
            commit, STAFF, self.configuration, approve
        )
        self.service.push(number, commit)
        return self.run("preview.yml", pull_request(number, commit), "preview")

    def apply(self, commit: str) -> Outcome:
        """Run what a merge starts, for the first time or once more."""
        self.administrator.forget_requests()
        return self.run("apply.yml", on_main("IndividualCI", commit), "apply")

    def night(self) -> Outcome:
        """The check of one night."""
        return self.run("drift.yml", on_main("Schedule", "main-1"), "drift")

    def comments(self, number: int) -> list[str]:
        """What stands below a pull request."""
        threads = self.service.threads.get(number, [])
        return [comment["content"] for thread in threads for comment in thread["comments"]]

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
    folder = tmp_path_factory.mktemp("azure")
    service = AzureDevOpsService()
    trusted = [service.issuer.trusted_for(CONNECTION_SUBJECT)]
    with service, Emulator(federated_credentials=trusted) as emulator:
        machine = Machine(folder / "machine", addresses(emulator))
        machine.folder.mkdir()
        pipelines = folder / "pipelines"
        pipelines.mkdir()
        (pipelines / "azure").symlink_to(EXAMPLE / "azure")
        project = Project(folder, pipelines)
        group = {
            "PULUMI_STACK": STACK,
            "PULUMI_BACKEND_URL": project.backend,
            "PULUMI_CONFIG_PASSPHRASE": "",
            "ARM_TENANT_ID": emulator.environment["AZURE_TENANT_ID"],
            "ARM_CLIENT_ID": emulator.environment["AZURE_CLIENT_ID"],
            "PREVIEW_PIPELINE_ID": PREVIEW_PIPELINE,
        }
        administrator = Administrator(emulator)
        administrator.set_world(world(STAFF[0], MALLORY))
        runner = AzureRunner(service, machine, group)
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
    refusal: list[str]
    approved: Outcome
    comments: list[str]
    late: Outcome
    moved: set[tuple[str, str]]
    applied: Outcome
    written: set[tuple[str, str]]


@pytest.fixture(scope="module")
def merged(place: Place) -> Merged:
    """Pull request 7: refused at first, then approved by a second commit, then merged."""
    refused = place.preview(7, "first")
    refusal = place.comments(7)
    (digest,) = _APPROVAL.findall(refusal[0])
    approved = place.preview(7, "second", approve=digest)
    comments = place.comments(7)
    for _ in range(4):  # more than a page of previews, the reviewed one on the second
        place.service.new_build(PREVIEW_PIPELINE, "refs/pull/7/merge", "second", "manual")
    place.runner.commits["main-1"] = place.runner.commits["second"]
    place.service.squash(7, "main-1")
    place.administrator.assign(OFFICE, EVE)
    late, moved = place.apply("main-1"), place.written()
    place.administrator.reclaim(OFFICE, EVE)
    applied, written = place.apply("main-1"), place.written()
    return Merged(refused, refusal, approved, comments, late, moved, applied, written)


def test_a_refused_plan_fails_the_check_and_is_still_commented(merged: Merged) -> None:
    """The comment says who would lose a seat, and how to approve exactly that."""
    assert merged.refused.conclusion == "failure"
    (comment,) = merged.refusal
    assert "**Refused:**" in comment
    assert f"- {MALLORY}" in comment
    assert "Commit first" in comment
    assert "_build/results?buildId=2000&view=artifacts)" in comment
    assert "**refused**" in merged.refused.summary


def test_the_next_push_updates_the_one_comment(merged: Merged) -> None:
    assert merged.approved.conclusion == "success", merged.approved.log
    (comment,) = merged.comments
    assert "Refused" not in comment
    assert f"- {MALLORY}" in comment
    assert "Commit second" in comment


def test_the_merge_applies_exactly_what_was_reviewed(merged: Merged) -> None:
    """Whatever commit the merge made of it."""
    assert merged.applied.conclusion == "success", merged.applied.log
    assert merged.written == {("reclaim", MALLORY)} | {("assign", user) for user in STAFF[1:]}


def test_seats_that_moved_since_the_review_are_not_touched(merged: Merged) -> None:
    """The apply fails, says what to do, and does not fall back to an update nobody reviewed."""
    assert merged.late.conclusion == "failure"
    assert merged.moved == set()
    assert (
        "##vso[task.logissue type=error]The plan of pull request 7 is too old: seats, program or "
        "configuration moved since it was reviewed. Open a pull request, with an empty commit"
    ) in merged.late.log


@dataclass(frozen=True)
class Nights:
    """Two nights: drift, and the drift undone."""

    opened: tuple[Outcome, dict[str, Any]]
    closed: tuple[Outcome, dict[str, Any]]


@pytest.fixture(scope="module")
def nights(place: Place, merged: Merged) -> Nights:
    """What the nightly check does after the merge."""
    assert merged.applied.conclusion == "success"
    place.administrator.assign(OFFICE, MALLORY)
    opened = place.night()
    (item,) = place.service.work_items.values()
    first = dict(item)
    place.administrator.reclaim(OFFICE, MALLORY)
    return Nights((opened, first), (place.night(), item))


def test_drift_opens_a_work_item(nights: Nights) -> None:
    """It names whom it concerns, and the check itself has worked."""
    outcome, item = nights.opened
    assert outcome.conclusion == "success", outcome.log
    assert item["System.Title"] == "Seats of stack prod changed outside the program"
    assert item["System.State"] == "To Do"
    assert f"- {MALLORY}" in item["System.Description"]


def test_the_work_item_is_closed_when_the_drift_is_gone(place: Place, nights: Nights) -> None:
    outcome, item = nights.closed
    assert outcome.conclusion == "success", outcome.log
    assert item["System.State"] == "Done"
    assert item["System.History"] == "The drift is gone."
    assert len(place.service.work_items) == 1


@pytest.mark.usefixtures("merged", "nights")
def test_nothing_of_a_secret_is_told(place: Place, made_up: list[str]) -> None:
    """In no log, no summary, no comment, no work item and no artifact."""
    told = "".join(outcome.log + outcome.summary for outcome in place.outcomes)
    told += str(place.service.threads) + str(place.service.work_items)
    told += str([build.artifacts for build in place.service.builds])
    assert "signing in to tenant" in told
    assert len(place.service.issued) >= 6
    used = [*place.service.issued, *made_up, place.service.request_token]
    assert not [secret for secret in used if secret in told]


def test_a_pull_request_of_a_fork_is_told_why(place: Place) -> None:
    """Nothing of it runs: the job that says so checks nothing out."""
    told = place.run("preview.yml", pull_request(11, "fork", fork=True), "not_previewed")
    assert told.conclusion == "success"
    assert "##vso[task.logissue type=warning]Seats are not previewed" in told.log
    assert place.comments(11) == []


def test_a_push_without_a_pull_request_is_not_applied(place: Place) -> None:
    place.runner.commits["direct"] = place.project.folder / "begin"
    refused = place.apply("direct")
    assert refused.conclusion == "failure"
    assert "type=error]Commit direct came into refs/heads/main without a pull" in refused.log
    assert "Apply" not in refused.ran


OWN = "pull request 13 into refs/heads/main at late"
NONE = "No preview of pull request 13 succeeded for its last commit late"
GONE = "The plan of pull request 13 is gone"
OTHER = f"The plan that was found is not the one of {OWN}."


NOT_ITS_OWN: dict[str, tuple[dict[str, str], str, str, str]] = {
    "failed": ({"result": "failed"}, "seats-1", OWN, NONE),
    "of an older commit": ({"source": "early"}, "seats-1", OWN, NONE),
    "by hand": ({"reason": "manual"}, "seats-1", OWN, NONE),
    "of another pipeline": ({"pipeline": "9"}, "seats-1", OWN, NONE),
    "of another repository": ({"repository": PROJECT}, "seats-1", OWN, NONE),
    "of another one": ({"branch": "refs/pull/14/merge"}, "seats-1", OWN, NONE),
    "gone": ({}, "other", OWN, GONE),
    "under a tampered name": ({}, "seats-1-of-13", OWN, GONE),
    "made for another": ({}, "seats-1", "pull request 14 into refs/heads/main at late", OTHER),
    "for another base": ({}, "seats-1", "pull request 13 into refs/heads/old at late", OTHER),
    "for another head": ({}, "seats-1", "pull request 13 into refs/heads/main at early", OTHER),
    "of nobody": ({}, "seats-1", "", OTHER),
}
"""What a run was and kept, and what its plan says of itself: none is pull request 13's."""


@pytest.mark.parametrize(
    ("facts", "artifact", "plan_of", "said"), NOT_ITS_OWN.values(), ids=NOT_ITS_OWN
)
def test_no_plan_but_its_own_is_applied(
    place: Place, facts: dict[str, str], artifact: str, plan_of: str, said: str
) -> None:
    """Another pull request may have the same head, anybody's run the same name."""
    place.runner.commits["main-late"] = place.project.folder / "begin"
    place.service.push(13, "late")
    place.service.squash(13, "main-late")
    build = place.service.new_build(PREVIEW_PIPELINE, "refs/pull/13/merge", "late")
    vars(build).update({"result": "succeeded", **facts})
    build.artifacts[artifact] = {"plan.json": b"{}", "pull-request.txt": plan_of.encode()}
    try:
        refused = place.apply("main-late")
    finally:
        place.service.builds.remove(build)
    assert refused.conclusion == "failure"
    assert f"##vso[task.logissue type=error]{said}" in refused.log
    assert "Open a pull request, with an empty commit" in refused.log
    assert "Apply" not in refused.ran


COMMIT = "Commit main-lent came into refs/heads/main without a pull request, or with more than one"


@pytest.mark.parametrize(
    ("numbers", "facts", "said"),
    [
        ((15,), {"targetRefName": "refs/heads/release"}, COMMIT),
        ((15,), {"status": "abandoned"}, COMMIT),
        ((15, 16), {}, COMMIT),
        ((15,), {"forkSource": {"name": "refs/heads/main"}}, "Pull request 15 is one of a fork"),
    ],
    ids=["merged into another branch", "abandoned", "two at once", "of a fork"],
)
def test_only_the_one_pull_request_that_was_merged_lends_its_plan(
    place: Place, numbers: tuple[int, ...], facts: dict[str, Any], said: str
) -> None:
    place.runner.commits["main-lent"] = place.project.folder / "begin"
    for number in numbers:
        place.service.push(number, "lent")
        place.service.squash(number, "main-lent")
        place.service.pulls[number].update(facts)
    refused = place.apply("main-lent")
    for number in numbers:
        del place.service.pulls[number]
    assert refused.conclusion == "failure"
    assert f"##vso[task.logissue type=error]{said}" in refused.log
    assert "Open a pull request, with an empty commit" in refused.log
    assert "Apply" not in refused.ran


@pytest.mark.parametrize(
    ("verdict", "drifted", "state", "conclusion", "said"),
    [
        ("changes", 1, "To Do", 0, ""),
        ("refused", 1, "To Do", 0, ""),
        ("broken", 1, "To Do", 1, "type=error]The preview broke"),
        ("broken", 0, "To Do", 1, "type=error]The preview broke"),
        ("refused", 0, "To Do", 1, "type=error]The merged program is refused"),
        ("changes", 0, "Done", 0, "type=warning]The merged program declares changes"),
        ("nothing", 0, "Done", 0, ""),
    ],
)
def test_only_drift_that_is_surely_gone_closes_the_work_item(
    place: Place,
    tmp_path: Path,
    *,
    verdict: str,
    drifted: int,
    state: str,
    conclusion: int,
    said: str,
) -> None:
    """A preview that broke or is refused may not have got far enough to see it.

    What the report says is text: nothing of it becomes markup.
    """
    tags = "other; microsoft-seats drift of prod"
    item = {"System.Tags": tags, "System.State": "To Do", "System.Description": ""}
    place.service.work_items[77] = item
    review = {"verdict": verdict, "totals": {"drifted": drifted}}
    (tmp_path / "review").mkdir()
    (tmp_path / "review/review.json").write_text(json.dumps(review), encoding="utf-8")
    (tmp_path / "review/review.txt").write_text("<b>the report</b>", encoding="utf-8")
    variables = {
        "SYSTEM_ACCESSTOKEN": place.service.request_token,
        "SYSTEM_COLLECTIONURI": place.service.collection,
        "SYSTEM_TEAMPROJECTID": PROJECT,
        "BUILD_BUILDID": "1",
        "PULUMI_STACK": STACK,
        "WORK_ITEM_TYPE": "Issue",
        "WORK_ITEM_CLOSED": "Done",
    }
    script = EXAMPLE / "azure/work-item.sh"
    finished = place.runner.machine.run(["bash", str(script)], "", variables, tmp_path)
    del place.service.work_items[77]
    assert finished.returncode == conclusion, finished.stdout
    assert said in finished.stdout
    assert item["System.State"] == state
    reported = "&lt;b&gt;the report&lt;/b&gt;" in item["System.Description"]
    assert reported == (drifted > 0)
