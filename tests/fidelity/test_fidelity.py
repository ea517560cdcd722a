"""A dozen drawn worlds, chosen so that each kind of case is among them; `make fidelity` plays more.

That the campaign can fail is shown too: a preview that leaves somebody out is found.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.rehearsal import RehearsalResult, ResourceChange
from tests.fidelity.campaign import play
from tests.fidelity.checks import Run, compare
from tests.fidelity.naming import Named, named_in
from tests.fidelity.scene import Writes, scene
from tests.fidelity.world import Case, draw
from tests.support.administrator import Administrator
from tests.support.assignments import Assignment
from tests.support.changes import change
from tests.support.findings import Findings

KINDS = {
    8: "partial failure",
    10: "unknown held back by the saved plan",
    16: "replaced",
    18: "replaced",
    24: "approved",
    26: "unknown",
    31: "saved plan applied",
    32: "saved plan refused",
    36: "moved between",
    38: "created",
    49: "deleted",
    50: "drift",
    62: "refused",
}
"""A seed of each kind."""

PREVIEW = """\
Previewing (dev)

Drift found by the refresh:
  ~  pulumi-python:dynamic/microsoft-seats:SeatAssignment office (changed in reality)
      ~ seats:
          - drifted@contoso.com

Resources:
  ~  pulumi-python:dynamic/microsoft-seats:SeatAssignment office (update)
      + plan: "7b3544536d95"
      ~ seats:
            kept@contoso.com
          + dan@contoso.com
          + had@contoso.com
            ...
          - bob@contoso.com
          - gone@contoso.com
      A/1: not in the lines below, 2 users gain a seat: eve@contoso.com, fay@contoso.com
      A/1: not in the lines below, 1 user loses a seat: mallory@contoso.com
      A/1: of the + lines, 1 user holds a seat already: had@contoso.com
      A/1: of the - lines, 1 user holds none any more: gone@contoso.com
      warning: A/1: outside this program, 1 user lost a seat: drifted@contoso.com
  +  pulumi-python:dynamic/microsoft-seats:SeatAssignment late (create)
      + seats: [unknown]
  +  pulumi-python:dynamic/microsoft-seats:SeatAssignment greedy (create)
      + seats:
          + dan@contoso.com
      error: A/2 is 1 seat short: 1 user would gain one, 0 of 1 are free.

Outputs:
  + office: [unknown]
"""


@pytest.mark.parametrize(("seed", "kind"), KINDS.items())
def test_whom_a_preview_names_is_who_gains_and_loses(
    seed: int, kind: str, emulator: Emulator, administrator: Administrator
) -> None:
    """Exactly, through the real plugin process."""
    with scene(emulator, administrator) as opened:
        outcome = play(opened, draw(seed))
    assert outcome.violations == ()
    assert kind in outcome.kinds


def test_a_case_is_drawn_again_from_its_seed() -> None:
    """So that a violation can be looked at."""
    assert [draw(seed) for seed in range(50)] == [draw(seed) for seed in range(50)]


def test_a_preview_is_read_as_a_person_reads_it() -> None:
    """Lines, corrections of them, and nothing of what is only told."""
    read = named_in(PREVIEW)
    users = {user: f"{user}@contoso.com" for user in ("dan", "eve", "fay", "bob", "mallory")}
    assert read["office"].gaining("a/1") == {users["dan"], users["eve"], users["fay"]}
    assert read["office"].losing("a/1") == {users["bob"], users["mallory"]}
    assert read["late"] == Named("late", "create", unknown=True)
    assert read["greedy"].refused


def test_a_row_that_replaces_speaks_of_two_products() -> None:
    """Its + lines of the new one, its - lines of the old one, a list of the one it begins with."""
    ann, ben = frozenset({"ann@x.y"}), frozenset({"ben@x.y"})
    lost = {("old/1", "not in the lines below", "lose"): ben}
    row = Named("office", "replace", plus=ann, minus=ann, lists=lost)
    assert (row.gaining("new/1"), row.losing("new/1")) == (ann, NOBODY)
    assert row.gaining("old/1", declared=False) == NOBODY
    assert row.losing("old/1", declared=False) == ann | ben


def test_what_an_assignment_means() -> None:
    """Exclusive takes whatever is not declared, shared only what it declared before."""
    office = Assignment("office", "a/1", ("Ada@x.y", "bob@x.y"))
    held = frozenset({"bob@x.y", "cid@x.y", "dan@x.y"})
    assert change(office, NOBODY, held).gains == {"ada@x.y"}
    assert change(office, NOBODY, held).losses == {"cid@x.y", "dan@x.y"}
    shared = replace(office, ownership="shared")
    assert change(shared, NOBODY, held).losses == NOBODY
    assert change(shared, frozenset({"cid@x.y", "eve@x.y"}), held).losses == {"cid@x.y"}


CASE = Case(0, (), None, (), (Assignment("office", "a/1", ("ada@x.y",)),))
NOBODY = frozenset[str]()
ADA, BOB = frozenset({"ada@x.y"}), frozenset({"bob@x.y"})


@pytest.mark.parametrize(
    ("named", "writes", "after", "found"),
    [
        (Named("office", "update", plus=ADA), Writes(ADA, NOBODY), ADA, []),
        (Named("office", "update"), Writes(), NOBODY, []),
        (
            Named("office", "update", plus=ADA),
            Writes(ADA | BOB, NOBODY),
            ADA | BOB,
            [
                "assigned, and not named as gaining a seat: bob@x.y",
                "gained a seat, and was not named: bob@x.y",
            ],
        ),
        (
            Named("office", "update", plus=ADA, minus=BOB),
            Writes(ADA, NOBODY),
            ADA,
            [
                "named as losing a seat, and never asked for: bob@x.y",
                "named, lost none, no failure told: bob@x.y",
            ],
        ),
        (
            Named("office", "update", refused=True, plus=ADA),
            Writes(ADA, NOBODY),
            ADA,
            [
                "assigned, and not named as gaining a seat: ada@x.y",
                "gained a seat, and was not named: ada@x.y",
            ],
        ),
    ],
    ids=["as named", "nothing", "one more", "one less", "though refused"],
)
def test_whatever_differs_is_found(
    named: Named, writes: Writes, after: frozenset[str], found: list[str]
) -> None:
    """One user more or less is a violation."""
    result = RehearsalResult("up", "dev", failed=True)
    if not named.refused:
        result = _updated(result)
    run = Run({"office": named}, {}, {"a/1": NOBODY}, {"a/1": after}, {"a/1": writes}, result)
    findings = Findings()
    compare(CASE, run, findings)
    assert findings.violations == [f"a/1: {what}" for what in found]


def _updated(result: RehearsalResult) -> RehearsalResult:
    return replace(result, changes=(ResourceChange("update", "::office", "T", "office"),))
