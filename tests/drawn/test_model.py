"""What the model says of the rows that people were hurt by, in the fewest words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.drawn.expected import NOBODY, Expected, Losses, Record, Verdict, View, World
from tests.drawn.model import Model
from tests.drawn.values import SKUS, Assignment, Entry, Program

OFFICE, MINECRAFT = "9NBLGGH4R2R6/0016", "CFQ7TTC0K5DR/0002"
PEOPLE = tuple(f"user{number}@contoso.com" for number in range(10))
ALL = frozenset(PEOPLE)
HERE = Assignment("office", OFFICE, PEOPLE)


def _model(*applied: Assignment) -> Model:
    model = Model(refreshes=False)
    for each in applied:
        own = dict.fromkeys(each.declared, "then")
        model.records[each.place] = Record(
            each, own, inputs=each.declared, people=each.declared, names=each.declared
        )
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
    plan = model.up(half, _world()).rows[0].plan
    assert plan
    model.approved.add(plan)
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


E3, ADA, BOB, EVE = SKUS["SPE_E3"], "ada@contoso.com", "bob@contoso.com", "eve@contoso.com"
LICENCE = Assignment("e3", "SPE_E3", (ADA, BOB))


TODAY = {name: name for name in (ADA, BOB, EVE)}


def _tenant(*held: str) -> World:
    """People who hold E3 directly, with all service plans on; nobody's answers are late."""
    return World(
        entries={E3: Entry("SPE_E3", 100)},
        seats={E3: dict.fromkeys(held, "then")},
        off={E3: dict.fromkeys(held, NOBODY)},
        listed={E3: dict.fromkeys(held, View(direct=True))},
        plans={E3: frozenset({"TEAMS1", "YAMMER"})},
        names=TODAY,
        people=TODAY,
    )


def test_what_a_group_gives_serves_and_stays() -> None:
    """Who is declared gains no direct licence, and nobody loses any other."""
    (row,) = _model().up((LICENCE,), replace(_tenant(), through={E3: frozenset({ADA, EVE})})).rows
    assert row.gains == {BOB}
    assert row.losses == Losses()


def test_another_name_means_the_same_person_where_state_remembers() -> None:
    """A new assignment knows nobody of that name."""
    new = f"new.{ADA}"
    names = {new: ADA, BOB: BOB, EVE: EVE}
    world = replace(_tenant(ADA, BOB), names=names, people={**TODAY, new: ADA})
    for users in ((ADA, BOB), (new, BOB)):
        (row,) = _model(LICENCE).up((replace(LICENCE, users=users),), world).rows
        assert row.declared == {ADA, BOB}
        assert (row.hindered, row.losses) == (NOBODY, Losses())
    (row,) = _model(LICENCE).up((LICENCE,), world, by_hand=LICENCE.place).rows
    assert row.hindered == {ADA}  # the engine checks it as if it were new
    (row,) = _model().up((LICENCE,), world).rows
    assert row.hindered == {ADA}
    assert row.losses == Losses(NOBODY, frozenset({ADA}))


@pytest.mark.parametrize(
    ("now", "changes", "refused"),
    [
        (LICENCE, NOBODY, Verdict.NO),
        (replace(LICENCE, disabled=()), NOBODY, Verdict.NO),
        (replace(LICENCE, disabled=("YAMMER",)), LICENCE.declared, Verdict.YES),
        (replace(LICENCE, enabled=("TEAMS1",)), LICENCE.declared, Verdict.YES),
        (replace(LICENCE, disabled=("FORMS",)), NOBODY, Verdict.YES),
    ],
)
def test_plans_are_switched_for_whoever_is_declared(
    now: Assignment, changes: frozenset[str], refused: Verdict
) -> None:
    """Off for more than the limit only with an approval; a plan that is none is refused."""
    (row,) = _model(LICENCE).up((now,), _tenant(ADA, BOB)).rows
    assert (row.changes, row.refused) == (changes, refused)


def test_a_stale_list_is_believed_of_nobody_whom_it_would_touch() -> None:
    """Only of whoever is declared and listed, and of strangers that it lacks."""
    listed = {E3: {ADA: View(direct=True)}}
    (row,) = _model(LICENCE).up((LICENCE,), replace(_tenant(BOB, EVE), listed=listed)).rows
    assert row.blind == {ADA, EVE}
    assert row.losses == Losses(NOBODY, frozenset({EVE}))


def test_who_cannot_be_served_makes_the_run_fail() -> None:
    """The others are served."""
    expected = _model().up((LICENCE,), replace(_tenant(), unplaced=frozenset({BOB})))
    assert expected.gains(E3) == {ADA}
    assert (expected.at_preview, expected.at_update) == (Verdict.NO, Verdict.YES)
