"""Each promise that a run is held to, and a run that breaks it and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.drawn.compare import check_done, check_preview, check_said
from tests.drawn.done import Done
from tests.drawn.expected import NOBODY, Expected, Losses, Row, Taking, Verdict, World
from tests.drawn.findings import Findings
from tests.drawn.history import Action, Movement, Write
from tests.drawn.named import Named, named_in
from tests.drawn.projects import Ran
from tests.drawn.stored import Stored
from tests.drawn.values import SKUS, Assignment, Entry

OFFICE, URN = (
    "a/1",
    "urn:pulumi:test::school::pulumi-python:dynamic/microsoft-seats:SeatAssignment::",
)
ANN, BEN, CAT, EVE = "ann@x.y", "ben@x.y", "cat@x.y", "eve@x.y"
"""Ann goes, Ben stays, Cat comes; Eve's seat is nobody's business."""

HERE = Assignment("office", OFFICE, (BEN, CAT), "shared")
ANNS = Losses(frozenset({ANN}), frozenset({ANN}))
EXPECTED = Expected((Row(HERE, HERE.declared, gains=frozenset({CAT}), losses=ANNS, plan=("it",)),))
NAMED = {"office": Named("update", OFFICE, frozenset({CAT}), frozenset({ANN}))}


def _world(*held: str) -> World:
    return World({OFFICE: Entry(OFFICE, 9)}, {OFFICE: dict.fromkeys(held, "then")})


def _stored(*claimed: str, failed: tuple[str, ...] = ()) -> dict[str, Stored]:
    claims, failures = frozenset(claimed), frozenset(failed)
    return {
        "office": Stored(
            product=OFFICE,
            ownership="shared",
            limit=0.3,
            secret=False,
            retain=False,
            inputs=HERE.declared,
            claimed=claims,
            failures=failures,
        )
    }


def _moved(action: Action, user: str) -> Movement:
    return Movement(OFFICE, action, user, by_another=False)


SOUND = Done(
    ran=Ran(ok=True, shown="all is well"),
    before=_world(ANN, BEN, EVE),
    after=_world(BEN, CAT, EVE),
    writes=(
        Write(OFFICE, "reclaim", frozenset({ANN})),
        Write(OFFICE, "assign", frozenset({CAT})),
    ),
    history=(_moved("reclaim", ANN), _moved("assign", CAT)),
    was={"office": replace(_stored(ANN, BEN)["office"], inputs=frozenset({ANN, BEN}))},
    stored=_stored(BEN, CAT),
)
FAILED = Ran(ok=False, shown="error: 1 user was not served")
CAT_HAS_NONE: dict[str, Any] = {"after": _world(BEN, EVE), "history": SOUND.history[:1]}


def _found(done: Done, expected: Expected = EXPECTED) -> list[str]:
    findings = Findings()
    check_done(expected, NAMED, done, findings)
    return findings.violations


def test_a_run_that_keeps_its_promises_is_passed() -> None:
    """So is one that fails for a user and says so."""
    assert _found(SOUND) == []
    told = replace(SOUND, **CAT_HAS_NONE, stored=_stored(BEN, failed=(CAT,)), ran=FAILED)
    assert _found(told) == []


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (
            {"writes": (Write(OFFICE, "reclaim", frozenset({ANN, EVE})),)},
            [
                f"a/1: must not lose a seat: {EVE}",
                f"a/1: loses a seat, and was not named: {EVE}",
            ],
        ),
        (
            {"history": (*SOUND.history, _moved("assign", ANN))},
            [
                f"a/1: must not gain a seat: {ANN}",
                f"a/1: gains a seat, and was not named: {ANN}",
            ],
        ),
        (
            CAT_HAS_NONE | {"stored": _stored(BEN, failed=(CAT,))},
            [
                f"office: all is well, and without a seat: {CAT}",
                f"office: has a seat, and not in state: {CAT}",
                f"office: all is well, and recorded as failed: {CAT}",
            ],
        ),
        (
            CAT_HAS_NONE | {"stored": _stored(BEN), "ran": FAILED},
            [f"office: not served, and no failure told: {CAT}"],
        ),
        (
            CAT_HAS_NONE | {"stored": _stored(BEN, CAT), "ran": FAILED},
            [
                f"office: in state, and without a seat: {CAT}",
                f"office: not served, and no failure told: {CAT}",
            ],
        ),
        (
            {"stored": _stored(BEN), "ran": FAILED},
            [f"office: was given a seat, and not in state: {CAT}"],
        ),
        (
            {"stored": SOUND.was, "ran": FAILED},
            [f"office: moved, and the state is the old one: {ANN}, {CAT}"],
        ),
        ({"stored": {}, "ran": FAILED}, ["no more in state: office"]),
        ({"ran": Ran(ok=False, shown="")}, ["it failed, and said nothing"]),
    ],
)
def test_a_broken_promise_is_found(changed: dict[str, Any], found: list[str]) -> None:
    """And named with the users it concerns."""
    assert _found(replace(SOUND, **changed)) == found


E3 = SKUS["SPE_E3"]
LICENCE = Assignment("e3", "SPE_E3", (BEN, CAT), disabled=("TEAMS1",))
OFF = frozenset({"TEAMS1"})
SWITCHED = Row(
    LICENCE, LICENCE.declared, hindered=frozenset({CAT}), changes=frozenset({BEN}), off=OFF
)


def _licensed(off: frozenset[str]) -> World:
    return World({E3: Entry("SPE_E3", 9)}, {E3: {BEN: "then"}}, off={E3: {BEN: off}})


@pytest.mark.parametrize(
    ("off", "actions", "failed", "found"),
    [
        (OFF, ["change"], (CAT,), []),
        (OFF, ["change"], (), [f"e3: not served, and no failure told: {CAT}"]),
        (NOBODY, [], (CAT,), [f"e3: not served, and no failure told: {BEN}"]),
        (
            OFF,
            ["reclaim", "assign"],
            (CAT,),
            [f"{E3}: must not gain a seat: {BEN}", f"{E3}: must not lose a seat: {BEN}"],
        ),
    ],
    ids=["in place", "not told", "left out", "taken and given"],
)
def test_plans_are_switched_in_place_and_who_cannot_be_served_is_told(
    off: frozenset[str], actions: list[Action], failed: tuple[str, ...], found: list[str]
) -> None:
    """Or it is found."""
    stored = replace(
        _stored(BEN, failed=failed)["office"],
        product=E3,
        ownership="exclusive",
        plans=(OFF, None),
        inputs=LICENCE.declared,
    )
    done = replace(
        SOUND,
        ran=FAILED,
        before=_licensed(NOBODY),
        after=_licensed(off),
        writes=(),
        history=tuple(Movement(E3, action, BEN, by_another=False) for action in actions),
        was={},
        stored={"e3": stored},
    )
    findings = Findings()
    check_done(Expected((SWITCHED,)), None, done, findings)
    assert findings.violations == found


def test_what_goes_takes_its_own_seats() -> None:
    """Or it is not gone."""
    expected = Expected(takings=(Taking(HERE, ANNS),))
    gone = replace(SOUND, after=_world(ANN, BEN), history=(), writes=(), stored={})
    assert _found(gone, expected) == [f"office: is gone, and its seats are not: {ANN}"]


def test_a_preview_names_whom_the_model_names() -> None:
    """Nobody more, nobody less; with a plan that nobody can forge; on a row that is there."""
    row = replace(NAMED["office"], gains=frozenset({EVE}), plan="7b3544536d95")
    preview = Ran(ok=True, shown="", named={"office": row}, about=frozenset({"urn"}))
    findings = Findings()
    check_preview(EXPECTED, preview, findings)
    assert findings.violations == [
        "office: a plan of other than 32 hexadecimal digits: 7b3544536d95",
        f"office: named as gaining a seat, and will not: {EVE}",
        f"office: gains a seat, and is not named: {CAT}",
        "said of a row that is not there: ['urn']",
    ]


def test_what_must_be_refused_is_not_passed() -> None:
    """And is refused in words that say why."""
    row = replace(EXPECTED.rows[0], refused=Verdict.YES, words=("reclaim_limit",))
    findings = Findings()
    for ok in (True, False):
        check_preview(Expected((row,)), Ran(ok=ok, shown="no", named=NAMED), findings)
    assert findings.violations == [
        "the preview must be refused, and passes",
        "office is refused without a word of ['reclaim_limit']: no",
    ]


def test_secret_users_and_tracebacks_are_found() -> None:
    """A traceback of Pulumi's own is none of ours."""
    findings = Findings()
    text = "Traceback (most recent call last)\n  File {}, line 1"
    check_said(
        Ran(ok=True, shown=text.format("pulumi-language-python-exec")), frozenset({ANN}), findings
    )
    assert findings.violations == []
    check_said(Ran(ok=True, shown=f"{ANN.upper()} loses a seat"), frozenset({ANN}), findings)
    check_said(
        Ran(ok=True, shown=text.format("pulumi_microsoft_seats/check.py")), frozenset(), findings
    )
    assert findings.violations[0] == f"of a secret roster, and named: {ANN}"
    assert findings.violations[1].startswith("a traceback: ")


def test_a_row_is_read_as_data() -> None:
    """The lines, but for whom a hidden input names; and who loses what is replaced."""
    old = {"product_id": "A", "sku_id": "1", "seats": f"{ANN}\n{BEN}\n"}
    new = old | {"seats": f"{BEN}\n{CAT}\n"}
    other = new | {"product_id": "B", "__replaced": f"{ANN}\n"}
    rows = named_in(
        [
            ("update", f"{URN}lines", old, new),
            ("update", f"{URN}hidden", old, new | {"__gains": "", "__losses": f"{EVE}\n"}),
            ("replace", f"{URN}other", old, other),
            ("delete", f"{URN}gone", old, None),
            ("create", f"{URN}late", None, new | {"seats": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}),
        ]
    )
    assert rows["lines"] == Named("update", OFFICE, frozenset({CAT}), frozenset({ANN}))
    assert not rows["hidden"].gains
    assert rows["hidden"].losses == {EVE}
    assert rows["other"].gains == {BEN, CAT}
    assert rows["other"].losing(OFFICE) == {ANN}
    assert rows["gone"].losing(OFFICE) == {ANN, BEN}
    assert rows["late"].is_open
