"""The evaluator that the tests of the pipelines rest on."""

from __future__ import annotations

import pytest

from tests.examples.pipelines.expressions import Scope, evaluate, filled_in, holds, same

SCOPE = Scope(
    {
        "github": {"repository": "contoso/seats", "event": {"pull_request": {"number": 7}}},
        "steps": {"reviewed": {"outputs": {"run-id": "12"}}},
        "variables": {"System.PullRequest.IsFork": "True"},
    },
    {
        "cancelled": lambda: False,
        "startsWith": lambda text, start: str(text).startswith(str(start)),
        "eq": same,
        "not": lambda value: not value,
    },
)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("github.event.pull_request.number", 7),
        ("steps.reviewed.outputs.run-id", "12"),
        ("steps.reviewed.outputs.nothing", ""),
        ("'it''s'", "it's"),
        ("github.repository == 'Contoso/Seats'", True),
        ("!cancelled() && steps.reviewed.outputs.run-id != ''", True),
        ("(cancelled() || 'a') && 'b'", "b"),
        ("startsWith(github.repository, 'contoso/')", True),
        ("eq(variables['System.PullRequest.IsFork'], 'true')", True),
        ("not(cancelled())", True),
        ("false || true", True),
    ],
)
def test_values(expression: str, value: object) -> None:
    assert evaluate(expression, SCOPE) == value


def test_texts_are_filled_in() -> None:
    assert filled_in("seats-${{ github.event.pull_request.number }}!", SCOPE) == "seats-7!"
    assert filled_in("${{ 'a' == 'b' }}", SCOPE) == "false"


def test_a_condition_may_stand_between_braces() -> None:
    assert holds("${{ !cancelled() }}", SCOPE)
    assert not holds("cancelled()", SCOPE)


@pytest.mark.parametrize(
    "expression", ["'open", "(cancelled()", "github.event github", "a ? b : c", "nothing"]
)
def test_what_is_not_understood_is_not_guessed(expression: str) -> None:
    with pytest.raises(ValueError, match=r"not understood|is missing"):
        evaluate(expression, SCOPE)
