"""When a report was made, of which preview, and by which pipeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from pulumi_microsoft_seats.review.html import html_of
from pulumi_microsoft_seats.review.markdown import markdown_of
from pulumi_microsoft_seats.review.origin import origin_of

from .samples import sample

COMMIT = "5d41402abc4b2a76b9719d911017c592aabbccdd"
GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SHA": COMMIT,
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "contoso/seats",
    "GITHUB_WORKFLOW": "Preview",
    "GITHUB_RUN_ID": "77",
    "GITHUB_RUN_NUMBER": "12",
}
AZURE = {
    "TF_BUILD": "True",
    "BUILD_SOURCEVERSION": COMMIT,
    "BUILD_DEFINITIONNAME": "Preview",
    "BUILD_BUILDNUMBER": "20261127.3",
    "BUILD_BUILDID": "77",
    "SYSTEM_COLLECTIONURI": "https://dev.azure.com/contoso/",
    "SYSTEM_TEAMPROJECT": "Our seats",
}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_COMMIT_SHA": COMMIT,
    "CI_PIPELINE_ID": "77",
    "CI_PIPELINE_URL": "https://gitlab.com/contoso/seats/-/pipelines/77",
}
# The digest of "{}".
MADE = "Made 2026-11-27 13:10:05 UTC from preview.json (SHA-256 44136fa355b3)"
AT = f"{MADE}, at commit 5d41402abc4b"
NOON = datetime(2026, 11, 27, 13, 10, 5, 999_999, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("variables", "sentence", "address"),
    [
        (
            GITHUB,
            f"{AT}, by GitHub, Preview #12",
            "https://github.com/contoso/seats/actions/runs/77",
        ),
        (
            AZURE,
            f"{AT}, by Azure DevOps, Preview 20261127.3",
            "https://dev.azure.com/contoso/Our%20seats/_build/results?buildId=77",
        ),
        (GITLAB, f"{AT}, by GitLab, pipeline 77", GITLAB["CI_PIPELINE_URL"]),
        ({}, MADE, ""),
        ({"GITHUB_SHA": COMMIT, "CI_COMMIT_SHA": COMMIT}, MADE, ""),
        (
            {**GITLAB, "CI_COMMIT_SHA": "<b>", "CI_PIPELINE_URL": "javascript:alert(1)"},
            f"{MADE}, by GitLab, pipeline 77",
            "",
        ),
    ],
    ids=["GitHub", "Azure DevOps", "GitLab", "nowhere", "no pipeline", "nonsense"],
)
def test_nothing_is_said_that_nobody_knows(
    variables: dict[str, str], sentence: str, address: str
) -> None:
    """The time to the second; a commit and a link only where they are one."""
    origin = origin_of(b"{}", "preview.json", NOON, variables)
    assert (origin.sentence(), origin.address) == (sentence, address)


def test_a_page_and_a_comment_link_to_the_run() -> None:
    report = replace(sample("first_create"), origin=origin_of(b"{}", "preview.json", NOON, GITHUB))
    assert '<a href="https://github.com/contoso/seats/actions/runs/77"' in html_of(report)
    text = markdown_of(report)
    assert "([run](https://github.com/contoso/seats/actions/runs/77))" in text
    assert "at commit `5d41402abc4b`" in text
