"""Whoever the provider's plan concerns is in the report, whatever the lists are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.drift import Drift, drift_between
from pulumi_microsoft_seats.review import markdown
from pulumi_microsoft_seats.review.json_format import json_of
from pulumi_microsoft_seats.review.markdown import markdown_of

from .samples import one, people, report_from, update, urn_of

users = st.frozensets(st.integers(0, 30).map(lambda number: f"u{number:02}@contoso.com"))


@given(before=users, after=users, held=users)
def test_the_live_seats_count_and_not_what_was_declared(
    before: frozenset[str], after: frozenset[str], held: frozenset[str]
) -> None:
    """Without a refresh: the inputs name who is on no line of the engine's."""
    (found,) = json.loads(json_of(report_from(update(before, after, held=held))))["assignments"]
    assert found["gains"] == sorted(after - held)
    assert found["losses"] == sorted(held - after)
    assert found["exact"] is True


@given(before=users, after=users, held=users)
def test_each_user_and_all_drift_is_in_one_list(
    before: frozenset[str], after: frozenset[str], held: frozenset[str]
) -> None:
    """However many; the warning of drift is told by that, and any other one stays."""
    document = _with_warnings(before, after, held)
    document["diagnostics"].append(
        {"urn": urn_of("office"), "severity": "warning", "message": "warning: something else"}
    )
    review = one(report_from(document))
    listed = [user for names in review.lists for user in names.users]
    assert sorted(listed) == sorted({*(after ^ held), *(before ^ held)})
    lost, gained = tuple(sorted(before - held)), tuple(sorted(held - before))
    assert review.drift == Drift(lost=lost, gained=gained)
    assert review.warnings == ("something else",)


def _with_warnings(
    before: frozenset[str], after: frozenset[str], held: frozenset[str]
) -> dict[str, Any]:
    document = update(before, after, held=held)
    drift = drift_between("exclusive", recorded=before, held=held)
    document["diagnostics"] += [
        {"urn": urn_of("office"), "severity": "warning", "message": f"warning: P/1: {line}\n"}
        for line in drift.sentences()
    ]
    return document


def test_thousands_of_users_fit_into_a_comment_that_says_what_it_cut() -> None:
    many = [f"user{number:05}@contoso.com" for number in range(4_000)]
    text = markdown_of(report_from(update(many[:40], many[20:])))
    assert len(text) <= markdown.LIMIT
    shown = sum(line.startswith(("+ user", "- user")) for line in text.splitlines())
    assert shown > 2_000
    cut = 3_980 - shown
    assert f"{cut:,} of 3,980 names are not shown here" in text
    assert text.count(f"… and {cut:,} more, not shown here") == 1
    assert "- user00019@contoso.com" in text, "the short list is whole"


def test_of_very_many_assignments_the_first_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a comment that may be shorter here, so that a hundred are very many."""
    monkeypatch.setattr(markdown, "_ROOM", 6_400)
    parts = [update([], people("ada", "bob"), name=f"office-{number:03}") for number in range(100)]
    whole = {key: [one for part in parts for one in part[key]] for key in parts[0]}
    text = markdown_of(report_from(whole))
    assert len(text) <= 6_400
    rows = sum(line.startswith("| **office-") for line in text.splitlines())
    assert 10 < rows < 100
    assert f"and {100 - rows} of 100 assignments are not shown here" in text


def test_an_endless_error_is_cut() -> None:
    errors = [{"severity": "error", "message": f"{n} {'x' * 10_000}"} for n in range(12)]
    text = markdown_of(report_from({"diagnostics": errors}))
    assert len(text) <= markdown.LIMIT
    assert "… (cut)" in text
    assert "and 2 more errors" in text
