"""Each promise of the campaign, and a run that breaks it and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.drawn.books import Movement
from tests.drawn.findings import Findings
from tests.drawn.wire import Write
from tests.end_to_end.runners import Outcome
from tests.faults.checks import Run, check
from tests.support.assignments import Assignment

PRODUCT = "a/1"
ANN, BEN, CAT, EVE = "ann@x.y", "ben@x.y", "cat@x.y", "eve@x.y"
"""Ann goes, Ben stays, Cat comes; Eve's seat is nobody's business."""


def _state(seats: str, **failures: str) -> tuple[dict[str, Any], ...]:
    return (
        {
            "urn": "urn:pulumi:test::seats::dynamic:SeatAssignment::office",
            "inputs": {"seats": f"{BEN}\n{CAT}\n"},
            "outputs": {"seats": seats, "failures": {f"{user}@x.y": "no" for user in failures}},
        },
    )


def _moved(action: Any, user: str, *, by_another: bool = False) -> Movement:  # noqa: ANN401 - a literal
    return Movement(PRODUCT, action, user, by_another)


SOUND = Run(
    now=(Assignment("office", PRODUCT, (BEN, CAT), "shared"),),
    answered={"office": frozenset({ANN, BEN})},
    products={"office": PRODUCT},
    before={PRODUCT: frozenset({ANN, BEN, EVE})},
    after={PRODUCT: frozenset({BEN, CAT, EVE})},
    writes=(
        Write(PRODUCT, "reclaim", frozenset({ANN})),
        Write(PRODUCT, "assign", frozenset({CAT})),
    ),
    history=(_moved("reclaim", ANN), _moved("assign", CAT)),
    given={PRODUCT: frozenset()},
    given_anew=frozenset(),
    resources=_state(f"{BEN}\n{CAT}\n"),
    outcome=Outcome("all is well", 0),
)
FAILED = Outcome("error: 1 user was not served", 1)
CAT_HAS_NONE: dict[str, Any] = {
    "after": {PRODUCT: frozenset({BEN, EVE})},
    "history": SOUND.history[:1],
}


def _found(run: Run) -> str:
    findings = Findings()
    check(run, findings)
    return "; ".join(findings.violations)


def test_a_run_that_keeps_its_promises_is_passed() -> None:
    """So is one that fails for a user and says so."""
    assert _found(SOUND) == ""
    told = replace(SOUND, **CAT_HAS_NONE, resources=_state(f"{BEN}\n", cat="no"), outcome=FAILED)
    assert _found(told) == ""


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (
            {"writes": (Write(PRODUCT, "reclaim", frozenset({ANN, EVE})),)},
            f"a/1: in a call to reclaim, and not named: {EVE}",
        ),
        (
            {
                "given_anew": frozenset({(PRODUCT, ANN)}),
                "history": (
                    *SOUND.history,
                    _moved("assign", ANN, by_another=True),
                    _moved("reclaim", ANN),
                ),
            },
            f"given a seat anew by somebody else, and taken again: {ANN}",
        ),
        (
            CAT_HAS_NONE | {"resources": _state(f"{BEN}\n", cat="no")},
            (
                f"office: all is said to be well, and without a seat: {CAT}; "
                f"office: all is said to be well, and recorded as failed: {CAT}"
            ),
        ),
        (
            CAT_HAS_NONE | {"resources": _state(f"{BEN}\n"), "outcome": FAILED},
            f"office: not served, and no failure recorded: {CAT}",
        ),
        (
            CAT_HAS_NONE | {"resources": _state(f"{BEN}\n{CAT}\n", cat="no"), "outcome": FAILED},
            f"office: in state, and without a seat: {CAT}",
        ),
        ({"resources": _state(f"{BEN}\n")}, f"office: given a seat, and not in state: {CAT}"),
        ({"outcome": Outcome("", 1)}, "it failed, and said nothing"),
        ({"killed": True}, "it was killed, and says ok"),
    ],
)
def test_a_broken_promise_is_found(changed: dict[str, Any], found: str) -> None:
    """And named with the users it concerns."""
    assert _found(replace(SOUND, **changed)) == found


def test_a_traceback_of_ours_is_found() -> None:
    """One of Pulumi's own is none."""
    text = "error: it failed\nTraceback (most recent call last):\n  File {!r}, line 1"
    ours = Outcome(text.format("/x/pulumi_microsoft_seats/check.py"), 1)
    theirs = Outcome(text.format("/x/pulumi-language-python-exec"), 1)
    assert _found(replace(SOUND, outcome=ours)).startswith("a traceback: ")
    assert _found(replace(SOUND, outcome=theirs)) == ""
