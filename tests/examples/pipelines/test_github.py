"""The scripts of the workflows, run as their steps run them, against literal answers of GitHub."""

from __future__ import annotations

import json

import pytest

from tests.examples.pipelines.conftest import ACTION, Agent, Document

PULL: Document = {
    "number": 13,
    "merged_at": "2026-11-22T19:00:00Z",
    "merge_commit_sha": "merge",
    "base": {"ref": "main"},
    "head": {"sha": "late", "ref": "add/dora", "label": "contoso:add/dora"},
}
RUN: Document = {
    "id": 1000,
    "event": "pull_request",
    "path": ".github/workflows/preview.yml@main",
    "head_repository": {"full_name": "contoso/seats"},
    "head_branch": "add/dora",
    "conclusion": "success",
    "created_at": "2026-11-22T10:00:00Z",
}
EARLIER: Document = {
    "number": 9,
    "created_at": "2026-11-01T10:00:00Z",
    "closed_at": "2026-11-02T08:00:00Z",
}
LATER: Document = {"number": 21, "created_at": "2026-11-24T10:00:00Z", "closed_at": None}
KEPT: Document = {"name": "seats-13", "expired": False}
BOT = "github-actions[bot]"
MARKER = "<!-- microsoft-seats: preview of prod -->"


def pages(*documents: object) -> list[object]:
    """The pages of a list as `gh` prints them."""
    return ["\n".join(map(json.dumps, documents))]


def test_the_plan_is_that_of_the_last_preview_of_the_merged_pull_request(github: Agent) -> None:
    """Another pull request of the same head had a later preview, and this one an earlier."""
    others = [{"id": 1001, "created_at": "2026-11-22T11:00:00Z"}]
    others += [{"id": 999, "created_at": "2026-11-21T10:00:00Z"}]
    github.service.pages = {
        "GET commits/merge/pulls": pages([{**PULL, "base": {"ref": "release"}}], [PULL]),
        "GET actions/runs": pages(
            {"workflow_runs": [RUN | other for other in others]}, {"workflow_runs": [RUN]}
        ),
        "GET actions/runs/1001/artifacts": pages({"artifacts": [KEPT | {"name": "seats-14"}]}),
        "GET actions/runs/1000/artifacts": pages({"artifacts": [KEPT]}),
        "GET pulls": pages([EARLIER, LATER], [PULL | {"created_at": "2026-11-22T09:00:00Z"}]),
        "GET issues/13/events": pages([{"event": "merged", "created_at": "2026-11-22T19:00:00Z"}]),
    }
    found = github.run("apply.yml", "Find the reviewed plan")
    assert found.returncode == 0, found.stdout
    assert (github.folder / "output").read_text("utf-8").splitlines() == [
        "run-id=1000",
        "pull-request=13",
        "plan-of=pull request 13 into main at late",
    ]
    _, runs, *_, siblings, _ = github.service.requests
    assert runs.parameter("head_sha") == "late"
    assert siblings.parameter("head") == "contoso:add/dora"
    assert siblings.parameter("state") == "all"


WITHOUT = "Commit merge came into main without a pull request, or with more than one"
NONE = "No preview of pull request 13 succeeded for its last commit late"
GONE = "The plan of pull request 13 is gone"


@pytest.mark.parametrize(
    ("pulls", "run", "kept", "said"),
    [
        pytest.param([{"base": {"ref": "release"}}], {}, {}, WITHOUT, id="into another branch"),
        pytest.param([{"merged_at": None}], {}, {}, WITHOUT, id="not merged"),
        pytest.param([{"merge_commit_sha": "other"}], {}, {}, WITHOUT, id="merged as another"),
        pytest.param([{}, {"number": 14}], {}, {}, WITHOUT, id="two at once"),
        pytest.param([{}], {"head_branch": "other"}, {}, NONE, id="of another branch"),
        pytest.param([{}], {"conclusion": "failure"}, {}, NONE, id="failed"),
        pytest.param([{}], {"event": "push"}, {}, NONE, id="of a push"),
        pytest.param([{}], {"path": ".github/workflows/o.yml"}, {}, NONE, id="other workflow"),
        pytest.param([{}], {"head_repository": {"full_name": "m/seats"}}, {}, NONE, id="a fork's"),
        pytest.param([{}], {}, {"name": "seats-14"}, NONE, id="of another pull request"),
        pytest.param([{}], {}, {"expired": True}, GONE, id="expired"),
    ],
)
def test_no_other_plan_is_taken(
    github: Agent, pulls: list[Document], run: Document, kept: Document, said: str
) -> None:
    """Anybody's run may have the same name, another pull request the same head."""
    github.service.pages = {
        "GET commits/merge/pulls": pages([PULL | pull for pull in pulls]),
        "GET actions/runs": pages({"workflow_runs": [RUN | run]}),
        "GET actions/runs/1000/artifacts": pages({"artifacts": [KEPT | kept]}),
    }
    refused = github.run("apply.yml", "Find the reviewed plan")
    assert refused.returncode == 1
    assert f"::error::{said}" in refused.stdout
    assert "Open a pull request, with an empty commit" in refused.stdout
    assert not (github.folder / "output").exists()


DOUBTFUL = "The preview of pull request 13 is perhaps of another one: its branch was in two"
MOVED = "2026-11-22T12:00:00Z"


@pytest.mark.parametrize(
    ("others", "events"),
    [
        ([EARLIER | {"closed_at": None}], []),
        ([EARLIER | {"closed_at": MOVED}], []),
        ([], [{"event": "base_ref_changed", "created_at": MOVED}]),
        ([], [{"event": "automatic_base_change_succeeded", "created_at": MOVED}]),
    ],
    ids=["open beside it", "closed since", "another base", "another base by itself"],
)
def test_a_plan_that_another_pull_request_may_have_written_is_not_taken(
    github: Agent, others: list[Document], events: list[Document]
) -> None:
    """The workflow of any base runs under this name, and may keep what it likes."""
    github.service.pages = {
        "GET commits/merge/pulls": pages([PULL]),
        "GET actions/runs": pages({"workflow_runs": [RUN]}),
        "GET actions/runs/1000/artifacts": pages({"artifacts": [KEPT]}),
        "GET pulls": pages(others),
        "GET issues/13/events": pages(events),
    }
    refused = github.run("apply.yml", "Find the reviewed plan")
    assert refused.returncode == 1
    assert f"::error::{DOUBTFUL}" in refused.stdout
    assert not (github.folder / "output").exists()


def test_a_preview_of_a_pull_request_keeps_its_plan_and_says_whose_it_is(github: Agent) -> None:
    stand_in = '#!/bin/sh\necho "$@" >> "$HOME/called"\necho {}\n'
    github.write("bin/pulumi", stand_in).chmod(0o755)
    assert github.run(ACTION, "Preview").returncode == 0
    assert (github.folder / "called").read_text("utf-8") == (
        "preview --stack prod --non-interactive --refresh --json --save-plan=review/plan.json\n"
    )
    assert (github.folder / "review/preview.json").read_text("utf-8") == "{}\n"
    kept = (github.folder / "review/pull-request.txt").read_text("utf-8")
    assert kept == "pull request 13 into main at late\n"


UNKNOWN = "**Seats of stack prod could not be previewed.** The log says why.\n"


@pytest.mark.parametrize(
    ("author", "text", "report", "write"),
    [
        (BOT, f"{MARKER}\nold", "3 gain a seat\n", "PATCH issues/comments/7"),
        (BOT, f"Mind {MARKER}", "3 gain a seat\n", "POST issues/13/comments"),
        ("ada", MARKER, "", "POST issues/13/comments"),
    ],
)
def test_a_pull_request_has_one_comment(
    github: Agent, author: str, text: str, report: str, write: str
) -> None:
    """The workflow's own, with the report, or that there is none; on whatever page it stands."""
    theirs = {"id": 6, "user": {"login": "ada"}, "body": "fine"}
    ours = {"id": 7, "user": {"login": author}, "body": text}
    github.service.pages = {"GET issues/13/comments": pages([theirs], [ours])}
    github.write("review/review.md", report)
    assert github.run("preview.yml", "Comment").returncode == 0
    assert github.service.writes() == {
        write: {
            "body": f"{MARKER}\n{report or UNKNOWN}\nCommit late · "
            "[full report and plan](https://github.example/artifacts/1) · "
            "[log](https://github.example/contoso/seats/actions/runs/1000)\n"
        }
    }
