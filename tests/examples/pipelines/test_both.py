"""What a merge and a night do in either pipeline, with a stand-in for the CLI and the service."""

from __future__ import annotations

import json

import pytest

from tests.examples.pipelines.conftest import GITHUB, Agent


def test_a_plan_says_itself_whose_it_is(agent: Agent) -> None:
    """A base branch may have changed since, and an artifact may have been made by anybody."""
    own = agent.found.get("PLAN_OF", "pull request 13 into main at late")
    others = [own.replace("13", "14"), own.replace("main", "old"), own.replace("late", "early"), ""]
    for text in (own, *others):
        agent.write("reviewed/pull-request.txt", text)
        checked = agent.run("apply.yml", "Check whose plan it is")
        refused = f"The plan that was found is not the one of {own}." in checked.stdout
        assert (checked.returncode, refused) == (text != own, text != own)


@pytest.mark.parametrize(
    ("code", "said", "old"),
    [
        (0, "Resources: 1 changed", False),
        (255, "error: resource urn violates plan: properties changed: ~~plan", True),
        (255, "error: expected resource operations for urn but none were seen", True),
        (255, "error: the stack is currently locked", False),
    ],
)
def test_apply_carries_out_the_reviewed_plan_and_says_when_it_is_too_old(
    agent: Agent, code: int, said: str, *, old: bool
) -> None:
    """And never anything else, whatever came of it."""
    stand_in = f'#!/bin/sh\necho "$@" >> "$HOME/called"\necho "{said}"\nexit {code}\n'
    agent.write("bin/pulumi", stand_in).chmod(0o755)
    applied = agent.run("apply.yml", "Apply")
    assert applied.returncode == (code != 0)
    assert said in applied.stdout
    assert ("The plan of pull request 13 is too old: seats, program or" in applied.stdout) == old
    plan = agent.folder / "reviewed/plan.json"
    called = f"up --stack prod --non-interactive --color never --yes --refresh --plan {plan}\n"
    assert (agent.folder / "called").read_text("utf-8") == called


MARKER = "<!-- microsoft-seats: drift of prod -->"
BOT = {"login": "github-actions[bot]"}
OTHERS = [{"number": 5, "user": BOT, "body": None}]
OTHERS += [{"number": 6, "user": {"login": "ada"}, "body": MARKER}]
OURS = [{"number": 7, "user": BOT, "body": MARKER}]

ISSUES = {"opened": ["POST issues"], "updated": ["PATCH issues/7"], "left": []}
ISSUES["closed"] = ["POST issues/7/comments", "PATCH issues/7"]
WORK_ITEMS = {"opened": ["POST wit/workitems/$Issue"], "left": []}
WORK_ITEMS["updated"] = WORK_ITEMS["closed"] = ["PATCH wit/workitems/77"]


NIGHTS = [
    ("changes", 1, False, "opened", 0, ""),
    ("refused", 1, True, "updated", 0, ""),
    ("broken", 1, True, "updated", 1, "The preview broke"),
    ("changes", None, True, "updated", 0, ""),  # of secret users nobody knows it
    ("broken", 0, True, "left", 1, "The preview broke"),  # perhaps before it saw the drift
    ("refused", 0, True, "left", 1, "The merged program is refused"),
    ("changes", 0, True, "closed", 0, "The merged program declares changes"),
    ("nothing", 0, True, "closed", 0, ""),
    ("nothing", 0, False, "left", 0, ""),
]


@pytest.mark.parametrize("night", NIGHTS)
def test_one_issue_or_work_item_is_open_while_there_is_drift(
    agent: Agent, night: tuple[str, int | None, bool, str, int, str]
) -> None:
    """Only drift that is surely gone closes it; a report is text, and becomes no markup."""
    verdict, drifted, is_open, outcome, code, said = night
    issues = [f"{json.dumps(OTHERS)}\n{json.dumps(OURS if is_open else [])}"]
    items = [{"workItems": [{"id": 77}] if is_open else []}]
    agent.service.pages = {"GET issues": issues, "POST wit/wiql": items}
    review = {"verdict": verdict, "totals": {"drifted": drifted}}
    agent.write("review/review.json", json.dumps(review))
    for name in ("review.md", "review.txt"):
        agent.write(f"review/{name}", "<b>report</b>")
    on_github = agent.pipelines == GITHUB
    step = "Open, update or close the " + ("issue" if on_github else "work item")
    finished = agent.run("drift.yml", step)
    assert (finished.returncode, said in finished.stdout) == (code, True)
    writes = agent.service.writes()
    assert list(writes) == (ISSUES if on_github else WORK_ITEMS)[outcome]
    told = json.dumps(writes)
    if not on_github:
        assert json.loads(agent.service.requests[0].body)["query"].endswith(
            "[System.Tags] CONTAINS 'microsoft-seats drift of prod' AND [System.State] <> 'Done'"
        )
    if outcome in {"opened", "updated"}:
        assert (f"{MARKER}\\n" if on_github else "microsoft-seats drift of prod") in told
        assert ("<b>report" if on_github else "&lt;b&gt;report") in told
    if outcome == "closed":
        assert ("completed" if on_github else '"value": "Done"') in told
