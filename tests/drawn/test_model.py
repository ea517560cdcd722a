"""What the model says of the rows that people were hurt by, in the fewest words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.drawn.expected import NOBODY, Expected, Losses, Record, Verdict, World
from tests.drawn.model import Model
from tests.drawn.values import Assignment, Entry, Program

OFFICE, MINECRAFT = "9NBLGGH4R2R6/0016", "CFQ7TTC0K5DR/0002"
PEOPLE = tuple(f"user{number}@contoso.com" for number in range(10))
ALL = frozenset(PEOPLE)
HERE = Assignment("office", OFFICE, PEOPLE)


def _model(*applied: Assignment) -> Model:
    model = Model(refreshes=False)
    for each in applied:
        own = dict.fromkeys(each.declared, "then")
        model.records[each.place] = Record(each, own, inputs=each.declared)
    return model


def _world(*more: str, since: str = "then") -> World:
    held = dict.fromkeys((*PEOPLE, *more), since)
    entries = {each.lower(): Entry(each, 100) for each in (OFFICE, MINECRAFT)}
    return World(entries, {OFFICE.lower(): held, MINECRAFT.lower(): {}})


def _losses(expected: Expected) -> frozenset[str]:
    return expected.losses(OFFICE.lower())


@pytest.mark.parametrize(
    "now",
    [
        replace(HERE, name="staff"),
        replace(HERE, name="staff", alias="office"),
        replace(HERE, component="team"),
        replace(HERE, users=tuple(user.upper() for user in PEOPLE)),
        replace(HERE, product=OFFICE.lower()),
    ],
)
def test_another_name_or_spelling_takes_nobodys_seat(now: Assignment) -> None:
    """Nor does it need an approval."""
    expected = _model(HERE).up((now,), _world())
    assert _losses(expected) == NOBODY
    assert (expected.at_preview, expected.at_update) == (Verdict.NO, Verdict.NO)


def test_what_is_replaced_by_hand_takes_nobodys_seat() -> None:
    assert _losses(_model(HERE).up((HERE,), _world(), by_hand="office")) == NOBODY


@pytest.mark.parametrize(
    ("now", "at_preview", "at_update"),
    [
        ((replace(HERE, product=MINECRAFT),), Verdict.YES, Verdict.NO),
        ((replace(HERE, users=PEOPLE[:5]),), Verdict.YES, Verdict.NO),
        ((replace(HERE, users=PEOPLE[:9]),), Verdict.NO, Verdict.NO),
        ((), Verdict.NO, Verdict.YES),
        ((HERE, replace(HERE, name="staff")), Verdict.YES, Verdict.NO),
        ((HERE, replace(HERE, name="staff", ids="office")), Verdict.OPEN, Verdict.YES),
    ],
    ids=["another product", "half", "one", "removed", "split", "split by a late id"],
)
def test_what_takes_many_seats_is_refused(
    now: Program, at_preview: Verdict, at_update: Verdict
) -> None:
    """At the preview, but for a delete, of which no provider is asked then."""
    expected = _model(HERE).up(now, _world())
    assert (expected.at_preview, expected.at_update) == (at_preview, at_update)


def test_an_approval_is_of_these_very_seats() -> None:
    """The same people, hired again, are not approved."""
    model, half = _model(HERE), (replace(HERE, users=PEOPLE[:5]),)
    model.approved.add(model.up(half, _world()).rows[0].plan)
    assert model.up(half, _world()).at_preview is Verdict.NO
    assert model.up(half, _world(since="later")).at_preview is Verdict.YES


def test_a_strangers_seat_is_not_taken_by_a_delete() -> None:
    """And may be when it was given anew to somebody who is declared."""
    assert _model(HERE).destroy(_world("mallory@contoso.com")).takings[0].losses == Losses(ALL, ALL)
    anew = _model(HERE).destroy(_world(since="later")).takings[0].losses
    assert anew == Losses(NOBODY, ALL)


def test_who_is_declared_keeps_the_seat_when_another_assignment_goes() -> None:
    """Shared ownership: people who moved from one to the other."""
    shared = replace(HERE, ownership="shared")
    staff = replace(shared, name="staff", users=PEOPLE[:4])
    (taking,) = _model(shared).up((staff,), _world()).takings
    assert taking.losses == Losses(ALL - staff.declared, ALL - staff.declared)
