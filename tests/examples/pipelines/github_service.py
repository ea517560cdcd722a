"""GitHub, as far as the workflows use it: its REST API and its tokens of a job."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

from tests.support.loopback import Answer, Received
from tests.support.pipelines import GitHub

REPOSITORY = "contoso/seats"
BOT = "github-actions[bot]"
_PAGE = 30

Document = dict[str, Any]


@dataclass
class Run:
    """A run of a workflow.

    Attributes:
        workflow: the name of its file.
        started: when its last attempt began.
        head_repository: where the commits come from: a fork has another name.
        artifacts: by name, each the content of its files.
    """

    number: int
    workflow: str
    event: str
    head_sha: str
    conclusion: str = ""
    head_repository: str = REPOSITORY
    artifacts: dict[str, dict[str, bytes]] = field(default_factory=dict)
    expired: bool = False
    started: str = ""

    def document(self) -> Document:
        """As the API answers it."""
        return {
            "id": self.number,
            "event": self.event,
            "path": f".github/workflows/{self.workflow}@main",
            "head_sha": self.head_sha,
            "head_repository": {"full_name": self.head_repository},
            "conclusion": self.conclusion,
            "run_started_at": self.started or f"2026-11-22T10:00:00.{self.number}Z",
        }


class GitHubService(GitHub):
    """One repository.

    Attributes:
        permissions: of each token that was given to a job.
        comments: of issues and pull requests.
        issues: pull requests are among them, as they are in the API.
        pulls: pull requests, newest first.
        runs: of workflows, oldest first.
    """

    def __init__(self) -> None:
        super().__init__()
        self.permissions: dict[str, Mapping[str, str]] = {}
        self.comments: list[Document] = []
        self.issues: list[Document] = []
        self.pulls: list[Document] = []
        self.runs: list[Run] = []
        self._numbers = count(1000)

    def token_for(self, permissions: Mapping[str, str]) -> str:
        """A token that a job with these permissions gets."""
        token = f"ghs_made_up_{len(self.permissions)}"
        self.permissions[token] = permissions
        return token

    def new_run(self, workflow: str, event: str, head_sha: str) -> Run:
        """Begin a run."""
        self.runs.append(Run(next(self._numbers), workflow, event, head_sha))
        return self.runs[-1]

    def open_pull(self, number: int, head: str, base: str = "main") -> None:
        """Open a pull request, or push another commit to it."""
        self.pulls = [pull for pull in self.pulls if pull["number"] != number]
        pull = {"number": number, "head": {"sha": head}, "base": {"ref": base}}
        pull |= {"merged_at": None, "merge_commit_sha": f"test merge of {head}"}
        self.pulls.insert(0, pull)

    def squash(self, number: int, commit: str) -> None:
        """Merge a pull request as one new commit."""
        (pull,) = (pull for pull in self.pulls if pull["number"] == number)
        pull.update(merged_at="2026-11-22T19:00:00Z", merge_commit_sha=commit)

    def comment(self, issue: int, body: str, user: str) -> None:
        """Somebody writes a comment."""
        number = 500 + len(self.comments)
        self.comments.append({"id": number, "issue": issue, "body": body, "user": {"login": user}})

    def open_issue(self, title: str, body: str | None, user: str) -> Document:
        """Somebody opens an issue."""
        issue = {"number": 100 + len(self.issues), "title": title, "body": body, "state": "open"}
        self.issues.append(issue | {"user": {"login": user}})
        return self.issues[-1]

    def answer(self, request: Received) -> Answer:
        if request.path.startswith("/12/idtoken/"):
            return super().answer(request)
        token = request.headers.get("authorization", "").partition(" ")[2]
        if token not in self.permissions:
            return Answer(401, {"message": "Bad credentials"})
        for method, path, needed, handler in self._routes():
            found = re.fullmatch(f"/repos/{REPOSITORY}/{path}", request.path)
            if found and method == request.method:
                granted = self.permissions[token]
                if not any(granted.get(name) in {level, "write"} for name, level in needed):
                    return Answer(403, {"message": "Resource not accessible by integration"})
                return handler(request, *found.groups())
        return Answer(404, {"message": "Not Found"})

    def _routes(
        self,
    ) -> list[tuple[str, str, list[tuple[str, str]], Callable[..., Answer]]]:
        discussion = [("issues", "write"), ("pull-requests", "write")]
        return [
            ("GET", r"issues/(\d+)/comments", _reading(discussion), self._list_comments),
            ("POST", r"issues/(\d+)/comments", discussion, self._add_comment),
            ("PATCH", r"issues/comments/(\d+)", discussion, self._edit_comment),
            ("GET", "issues", [("issues", "read")], self._list_issues),
            ("POST", "issues", [("issues", "write")], self._add_issue),
            ("PATCH", r"issues/(\d+)", [("issues", "write")], self._edit_issue),
            ("GET", r"commits/(.+)/pulls", [("pull-requests", "read")], self._pulls_of),
            ("GET", "actions/runs", [("actions", "read")], self._list_runs),
            ("GET", r"actions/runs/(\d+)/artifacts", [("actions", "read")], self._artifacts),
        ]

    def _list_comments(self, request: Received, issue: str) -> Answer:
        return self._page(request, [c for c in self.comments if c["issue"] == int(issue)])

    def _add_comment(self, request: Received, issue: str) -> Answer:
        self.comment(int(issue), _sent(request)["body"], BOT)
        return Answer(201, self.comments[-1])

    def _edit_comment(self, request: Received, number: str) -> Answer:
        (comment,) = (c for c in self.comments if c["id"] == int(number))
        comment["body"] = _sent(request)["body"]
        return Answer(200, comment)

    def _list_issues(self, request: Received) -> Answer:
        state = request.parameter("state")
        return self._page(request, [issue for issue in self.issues if issue["state"] == state])

    def _add_issue(self, request: Received) -> Answer:
        sent = _sent(request)
        return Answer(201, self.open_issue(sent["title"], sent["body"], BOT))

    def _edit_issue(self, request: Received, number: str) -> Answer:
        (issue,) = (issue for issue in self.issues if issue["number"] == int(number))
        issue.update(_sent(request))
        return Answer(200, issue)

    def _pulls_of(self, request: Received, commit: str) -> Answer:
        known = [p for p in self.pulls if commit in {p["merge_commit_sha"], p["head"]["sha"]}]
        return self._page(request, known)

    def _list_runs(self, request: Received) -> Answer:
        head = request.parameter("head_sha")
        found = [run.document() for run in reversed(self.runs) if run.head_sha == head]
        return self._page(request, found, "workflow_runs")

    def _artifacts(self, request: Received, number: str) -> Answer:
        (run,) = (run for run in self.runs if run.number == int(number))
        found = [{"name": name, "expired": run.expired} for name in run.artifacts]
        return self._page(request, found, "artifacts")

    def _page(self, request: Received, everything: list[Document], key: str = "") -> Answer:
        size = int(request.parameter("per_page") or _PAGE)
        number = int(request.parameter("page") or 1)
        query = urlencode({**dict(request.query), "page": number + 1})
        links = {"Link": f'<{self.origin}{request.path}?{query}>; rel="next"'}
        page = everything[(number - 1) * size : number * size]
        more = number * size < len(everything)
        return Answer(200, {key: page} if key else page, links if more else {})


def _reading(needed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, "read") for name, _ in needed]


def _sent(request: Received) -> Document:
    document: Document = json.loads(request.body)
    return document
