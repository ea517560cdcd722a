"""The scripts of Azure DevOps, run as their steps run them, against literal answers of its API."""

from __future__ import annotations

import json

import pytest

from tests.examples.pipelines.conftest import Agent, Document

PULLS = "git/repositories/seats/pullRequests/13"
PULL: Document = {
    "pullRequestId": 13,
    "status": "completed",
    "targetRefName": "refs/heads/main",
    "lastMergeSourceCommit": {"commitId": "late"},
}
BUILD: Document = {
    "id": 1000,
    "reason": "pullRequest",
    "result": "succeeded",
    "queueTime": "2026-11-22T10:00:00.1234567Z",
    "repository": {"id": "seats"},
    "parameters": '{"system.pullRequest.sourceCommitId": "late"}',
    "triggerInfo": {},
}


PUSHED: Document = {"reason": "push", "createdDate": "2026-11-22T12:00:00.5Z"}
RETARGETED: Document = {"reason": "retarget", "createdDate": "2026-11-22T12:00:00.5Z"}


def answers(
    pulls: list[Document], builds: list[Document], *artifacts: str, since: Document = PUSHED
) -> Document:
    """What leads from the commit of a merge to a plan; builds are each on a page of its own."""
    before = {"reason": "retarget", "createdDate": "2026-11-21T12:00:00.5Z"}
    return {
        f"GET {PULLS}/iterations": [{"value": [before, since]}],
        "POST git/repositories/seats/pullrequestquery": [{"results": [{"merge": pulls}]}],
        f"GET {PULLS}": [pulls[0]],
        "GET build/builds": [{"value": [build]} for build in builds],
        "GET build/builds/1000/artifacts": [{"value": [{"name": name} for name in artifacts]}],
    }


def test_the_plan_is_that_of_the_last_preview_of_the_merged_pull_request(azure: Agent) -> None:
    """Of its last attempt, the tenth here."""
    other = PULL | {"pullRequestId": 14, "targetRefName": "refs/heads/old"}
    builds = [BUILD | {"id": 1001, "result": "failed"}, BUILD]
    azure.service.pages = answers([PULL, other], builds, "seats-9", "seats-10", "other-11")
    found = azure.run("apply.yml", "Find the reviewed plan")
    assert found.returncode == 0, found.stdout
    assert found.stdout.splitlines()[1:] == [
        "##vso[task.setvariable variable=REVIEWED_RUN]1000",
        "##vso[task.setvariable variable=REVIEWED_ARTIFACT]seats-10",
        "##vso[task.setvariable variable=REVIEWED_PULL_REQUEST]13",
        "##vso[task.setvariable variable=PLAN_OF]pull request 13 into refs/heads/main at late",
    ]
    query, _, asked, *_ = azure.service.requests
    assert json.loads(query.body)["queries"] == [{"type": "lastMergeCommit", "items": ["merge"]}]
    assert dict(asked.query).items() >= {
        ("definitions", "4"),
        ("branchName", "refs/pull/13/merge"),
        ("queryOrder", "finishTimeDescending"),
    }


WITHOUT = "Commit merge came into refs/heads/main without a pull request, or with more than one"
FORK = "Pull request 13 is one of a fork"
NONE = "No preview of pull request 13 succeeded for its last commit late"
GONE = "The plan of pull request 13 is gone"


@pytest.mark.parametrize(
    ("pulls", "build", "artifact", "said"),
    [
        pytest.param([{"targetRefName": "refs/heads/old"}], {}, "seats-1", WITHOUT, id="elsewhere"),
        pytest.param([{"status": "abandoned"}], {}, "seats-1", WITHOUT, id="abandoned"),
        pytest.param([{}, {"pullRequestId": 14}], {}, "seats-1", WITHOUT, id="two at once"),
        pytest.param([{"forkSource": {"name": "main"}}], {}, "seats-1", FORK, id="of a fork"),
        pytest.param([{}], {"result": "failed"}, "seats-1", NONE, id="failed"),
        pytest.param([{}], {"parameters": "{}"}, "seats-1", NONE, id="of an older commit"),
        pytest.param([{}], {"reason": "manual"}, "seats-1", NONE, id="by hand"),
        pytest.param([{}], {"repository": {"id": "other"}}, "seats-1", NONE, id="of another"),
        pytest.param([{}], {}, "seats-1-of-13", GONE, id="gone"),
    ],
)
def test_no_other_plan_is_taken(
    azure: Agent, pulls: list[Document], build: Document, artifact: str, said: str
) -> None:
    azure.service.pages = answers([PULL | pull for pull in pulls], [BUILD | build], artifact)
    refused = azure.run("apply.yml", "Find the reviewed plan")
    assert refused.returncode == 1
    assert f"##vso[task.logissue type=error]{said}" in refused.stdout
    assert "Open a pull request, with an empty commit" in refused.stdout
    assert "setvariable" not in refused.stdout


def test_a_plan_is_not_taken_when_the_target_branch_was_changed_after_its_preview(
    azure: Agent,
) -> None:
    """The pipeline of any target branch runs as this one, and may publish what it likes."""
    azure.service.pages = answers([PULL], [BUILD], "seats-1", since=RETARGETED)
    refused = azure.run("apply.yml", "Find the reviewed plan")
    assert refused.returncode == 1
    assert "type=error]The preview of pull request 13 is perhaps of another one" in refused.stdout
    assert "setvariable" not in refused.stdout


UNKNOWN = "**Seats of stack prod could not be previewed.** The log says why.\n"


@pytest.mark.parametrize(
    ("thread", "report", "write"),
    [
        ({}, "3 gain a seat\n", f"PATCH {PULLS}/threads/70/comments/1"),
        ({"isDeleted": True}, "3 gain a seat\n", f"POST {PULLS}/threads"),
        ({"properties": {"microsoft-seats": {"$value": "test"}}}, "", f"POST {PULLS}/threads"),
        ({"properties": None}, "3 gain a seat\n", f"POST {PULLS}/threads"),
    ],
    ids=["its own", "deleted", "of another stack", "of a person"],
)
def test_a_pull_request_has_one_comment(
    azure: Agent, thread: Document, report: str, write: str
) -> None:
    """The report, or that there is none, in a thread that has the stack as a property."""
    own = {"id": 70, "properties": {"microsoft-seats": {"$value": "prod"}}, "comments": [{"id": 1}]}
    azure.service.pages = {f"GET {PULLS}/threads": [{"value": []}, {"value": [own | thread]}]}
    azure.write("review/review.md", report)
    assert azure.run("preview.yml", "Comment").returncode == 0
    run = f"{azure.service.origin}/contoso/project/_build/results?buildId=1000"
    page = f"[full report and plan]({run}&view=artifacts) · [log]({run})"
    comment = {"content": f"{report or UNKNOWN}\nCommit late · {page}\n"}
    first = {"parentCommentId": 0, "commentType": "text", **comment}
    made = {"status": "closed", "properties": {"microsoft-seats": "prod"}, "comments": [first]}
    assert azure.service.writes() == {write: comment if thread == {} else made}
