"""When a report was made, of which preview, and by which pipeline."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_DIGITS = 12
"""Of a commit or of a file's digest: enough to find it, short enough to read."""

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'`\\|]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a report comes from; what nobody says is empty.

    Attributes:
        at: when it was made, in UTC.
        preview: the name of the file, or standard input; empty where it may name somebody.
        digest: of its content, SHA-256.
        commit: that the pipeline checked out.
        run: of the pipeline, as its service calls it.
        address: of that run.
    """

    at: datetime
    preview: str
    digest: str
    commit: str = ""
    run: str = ""
    address: str = ""

    @property
    def short(self) -> tuple[str, str]:
        """The digest and the commit as the sentence has them."""
        return self.digest[:_DIGITS], self.commit[:_DIGITS]

    def sentence(self) -> str:
        """All of it but the address."""
        digest, known = self.short
        of = f"{self.preview or 'a preview'} (SHA-256 {digest})"
        commit = f", at commit {known}" if known else ""
        run = f", by {self.run}" if self.run else ""
        return f"Made {self.at:%Y-%m-%d %H:%M:%S} UTC from {of}{commit}{run}"


def origin_of(content: bytes, preview: str, at: datetime, environment: Mapping[str, str]) -> Origin:
    """Where a report comes from.

    Args:
        content: of the preview's file.
        preview: what to call it.
        at: the time, in UTC.
        environment: variables, of which those of GitHub, Azure DevOps and GitLab are read.
    """
    commit, run, said = _pipeline(environment)
    known, address = _COMMIT.fullmatch(commit), _ADDRESS.fullmatch(said)
    return Origin(
        at=at,
        preview=preview,
        digest=hashlib.sha256(content).hexdigest(),
        commit=known[0] if known else "",
        run=" ".join(run.split()),
        address=address[0] if address else "",
    )


def _pipeline(variables: Mapping[str, str]) -> tuple[str, str, str]:
    """The commit, the run and its address."""

    def said(name: str) -> str:
        return variables.get(name, "")

    if said("GITHUB_ACTIONS") == "true":
        path = f"{said('GITHUB_REPOSITORY')}/actions/runs/{said('GITHUB_RUN_ID')}"
        run = f"GitHub, {said('GITHUB_WORKFLOW')} #{said('GITHUB_RUN_NUMBER')}"
        return said("GITHUB_SHA"), run, f"{said('GITHUB_SERVER_URL')}/{path}"
    if said("TF_BUILD").lower() == "true":
        project = f"{said('SYSTEM_COLLECTIONURI')}{quote(said('SYSTEM_TEAMPROJECT'))}"
        run = f"Azure DevOps, {said('BUILD_DEFINITIONNAME')} {said('BUILD_BUILDNUMBER')}"
        address = f"{project}/_build/results?buildId={said('BUILD_BUILDID')}"
        return said("BUILD_SOURCEVERSION"), run, address
    if said("GITLAB_CI") == "true":
        run = f"GitLab, pipeline {said('CI_PIPELINE_ID')}"
        return said("CI_COMMIT_SHA"), run, said("CI_PIPELINE_URL")
    return "", "", ""
