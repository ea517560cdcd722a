"""Azure DevOps, as far as the pipelines use it: its REST API and its tokens of a job."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.support.loopback import Answer, Received
from tests.support.pipelines import AzureDevOps

PROJECT = "22222222-3333-4444-5555-666666666666"
REPOSITORY = "33333333-4444-5555-6666-777777777777"
PREVIEW_PIPELINE = "4"
_PAGE = 3

Document = dict[str, Any]


@dataclass
class Build:
    """A run of a pipeline.

    Attributes:
        branch: refs/pull/7/merge, refs/heads/main.
        source: the head commit of its pull request.
        reason: why it began.
        repository: the one whose pull request it is.
        artifacts: by name, each the content of its files.
    """

    number: int
    pipeline: str
    branch: str
    source: str
    reason: str
    repository: str = REPOSITORY
    result: str = ""
    artifacts: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def document(self) -> Document:
        """As the API answers it."""
        parameters = {"system.pullRequest.sourceCommitId": self.source} if self.source else {}
        return {
            "id": self.number,
            "reason": self.reason,
            "result": self.result,
            "repository": {"id": self.repository},
            "parameters": json.dumps(parameters),
            "triggerInfo": {},
        }


class AzureDevOpsService(AzureDevOps):
    """One repository of one project.

    Attributes:
        threads: of comments, by pull request.
        pulls: the pull requests, by number.
        builds: oldest first.
        work_items: the fields of each, by id.
    """

    def __init__(self) -> None:
        super().__init__()
        self.threads: dict[int, list[Document]] = {}
        self.pulls: dict[int, Document] = {}
        self.builds: list[Build] = []
        self.work_items: dict[int, Document] = {}
        self._numbers = count(2000)

    @property
    def collection(self) -> str:
        """What a job finds in System.CollectionUri."""
        return f"{self.origin}/contoso/"

    def new_build(
        self, pipeline: str, branch: str, source: str = "", reason: str = "pullRequest"
    ) -> Build:
        """Begin a run."""
        self.builds.append(Build(next(self._numbers), pipeline, branch, source, reason))
        return self.builds[-1]

    def push(self, number: int, head: str) -> None:
        """Open a pull request, or push another commit to it."""
        self.pulls[number] = {
            "pullRequestId": number,
            "status": "active",
            "targetRefName": "refs/heads/main",
            "lastMergeSourceCommit": {"commitId": head},
            "lastMergeCommit": {"commitId": f"test merge of {head}"},
        }

    def squash(self, number: int, commit: str) -> None:
        """Complete a pull request as one new commit."""
        self.pulls[number].update(status="completed", lastMergeCommit={"commitId": commit})

    def answer(self, request: Received) -> Answer:
        if request.path.endswith("/oidctoken"):
            return super().answer(request)
        if request.headers.get("authorization") != f"Bearer {self.request_token}":
            assert request.headers.get("x-tfs-fedauthredirect") == "Suppress"
            return Answer(401, "")
        assert request.parameter("api-version") == "7.1"
        for method, path, kind, handler in self._routes():
            found = re.fullmatch(f"/contoso/{PROJECT}/_apis/{path}", request.path)
            if found and method == request.method:
                assert method == "GET" or request.headers["content-type"] == kind
                return handler(request, *found.groups())
        return Answer(404, {"message": "The controller for path was not found."})

    def _routes(self) -> list[tuple[str, str, str, Callable[..., Answer]]]:
        plain, patch = "application/json", "application/json-patch+json"
        pulls = f"git/repositories/{REPOSITORY}/pullRequests"
        return [
            ("GET", rf"{pulls}/(\d+)/threads", plain, self._list_threads),
            ("POST", rf"{pulls}/(\d+)/threads", plain, self._add_thread),
            ("PATCH", rf"{pulls}/(\d+)/threads/(\d+)/comments/(\d+)", plain, self._edit_comment),
            ("GET", rf"{pulls}/(\d+)", plain, self._pull),
            ("POST", f"git/repositories/{REPOSITORY}/pullrequestquery", plain, self._query_pulls),
            ("GET", "build/builds", plain, self._list_builds),
            ("GET", r"build/builds/(\d+)/artifacts", plain, self._artifacts),
            ("POST", "wit/wiql", plain, self._query_work_items),
            ("POST", r"wit/workitems/\$Issue", patch, self._add_work_item),
            ("PATCH", r"wit/workitems/(\d+)", patch, self._edit_work_item),
        ]

    def _list_threads(self, _: Received, pull: str) -> Answer:
        return Answer(200, {"value": self.threads.get(int(pull), [])})

    @staticmethod
    def _page(request: Received, everything: list[Document]) -> Answer:
        begin = int((request.parameter("continuationToken") or "after 0").removeprefix("after "))
        end = begin + _PAGE
        following = {"x-ms-continuationtoken": f"after {end}"} if end < len(everything) else {}
        return Answer(200, {"value": everything[begin:end]}, following)

    def _add_thread(self, request: Received, pull: str) -> Answer:
        sent = _sent(request)
        properties = {
            name: {"$type": "System.String", "$value": value}
            for name, value in sent.get("properties", {}).items()
        }
        comments = [{"id": number, **it} for number, it in enumerate(sent["comments"], 1)]
        threads = self.threads.setdefault(int(pull), [])
        status = sent["status"]
        threads.append(
            {"id": 70 + len(threads), "isDeleted": False, "status": status, "comments": comments}
            | {"properties": properties}
        )
        return Answer(200, threads[-1])

    def _edit_comment(self, request: Received, pull: str, thread: str, number: str) -> Answer:
        (found,) = (it for it in self.threads[int(pull)] if it["id"] == int(thread))
        (comment,) = (it for it in found["comments"] if it["id"] == int(number))
        comment.update(_sent(request))
        return Answer(200, comment)

    def _pull(self, _: Received, number: str) -> Answer:
        return Answer(200, self.pulls[int(number)])

    def _query_pulls(self, request: Received) -> Answer:
        (query,) = _sent(request)["queries"]
        assert query["type"] == "lastMergeCommit"
        results = {
            commit: [
                it for it in self.pulls.values() if it["lastMergeCommit"]["commitId"] == commit
            ]
            for commit in query["items"]
        }
        return Answer(200, {"results": [{k: v for k, v in results.items() if v}]})

    def _list_builds(self, request: Received) -> Answer:
        assert request.parameter("statusFilter") == "completed"
        assert request.parameter("queryOrder") == "finishTimeDescending"
        asked = (request.parameter("definitions"), request.parameter("branchName"))
        builds = [it for it in reversed(self.builds) if (it.pipeline, it.branch) == asked]
        return self._page(request, [it.document() for it in builds])

    def _artifacts(self, _: Received, number: str) -> Answer:
        (build,) = (it for it in self.builds if it.number == int(number))
        return Answer(200, {"value": [{"id": 1, "name": name} for name in build.artifacts]})

    def _query_work_items(self, request: Received) -> Answer:
        found = re.fullmatch(
            r"SELECT \[System.Id\] FROM WorkItems WHERE \[System.TeamProject\] = @project "
            r"AND \[System.Tags\] CONTAINS '(.+)' AND \[System.State\] <> '(.+)'",
            _sent(request)["query"],
        )
        assert found is not None
        ids = [
            {"id": number}
            for number, fields in self.work_items.items()
            if found[1] in fields["System.Tags"].split("; ") and fields["System.State"] != found[2]
        ]
        return Answer(200, {"queryType": "flat", "workItems": ids})

    def _add_work_item(self, request: Received) -> Answer:
        number = next(self._numbers)
        self.work_items[number] = {"System.State": "To Do", **_fields(request)}
        return Answer(200, {"id": number})

    def _edit_work_item(self, request: Received, number: str) -> Answer:
        self.work_items[int(number)].update(_fields(request))
        return Answer(200, {"id": int(number)})


def _sent(request: Received) -> Document:
    document: Document = json.loads(request.body)
    return document


def _fields(request: Received) -> Document:
    changes = json.loads(request.body)
    assert {change["op"] for change in changes} == {"add"}
    return {change["path"].removeprefix("/fields/"): change["value"] for change in changes}
