"""What was reviewed is what is applied: `preview --save-plan`, then `up --plan`, on the engine."""

from __future__ import annotations

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import OnTheEngine, needs_engine, on_the_engine_for_a_release
from tests.end_to_end.licences import licence, licences, tenant, written
from tests.end_to_end.programs import (
    MINECRAFT,
    OFFICE,
    assignment,
    entry,
    known_later,
    people,
    program,
)
from tests.end_to_end.runners import Engine, Outcome
from tests.support.administrator import Administrator


def reviewed(run: Engine) -> None:
    """Save the plan that a reviewer has seen."""
    saved = run.run("preview", "--save-plan", "plan.json")
    assert saved.ok, saved.text


def applied(run: Engine) -> Outcome:
    """What becomes of the plan that was saved."""
    return run.run("up", "--yes", "--plan", "plan.json")


@needs_engine
def test_what_was_reviewed_is_applied_and_nothing_else(
    engine: OnTheEngine, emulator: Emulator
) -> None:
    """Once somebody else moved a licence, or switched plans, it is void, until that is undone."""
    staff = people(4)
    run = engine(licences(licence("e3", staff[:3])), world=tenant([*staff, "nora@contoso.com"]))
    run.apply()
    off = "disabled_plans=['YAMMER_ENTERPRISE'], reclaim_limit=1"
    run.write(licences(licence("e3", staff, more=off)))
    reviewed(run)
    emulator.forget_requests()
    emulator.give_license("SPE_E3", "nora@contoso.com")
    moved = applied(run)
    emulator.take_license("SPE_E3", "nora@contoso.com")
    emulator.give_license("SPE_E3", staff[0], ["YAMMER_ENTERPRISE"])
    switched = applied(run)
    emulator.give_license("SPE_E3", staff[0])
    for stale in (moved, switched):
        assert stale.exit_code != 0
        assert "violates plan" in stale.text
    assert written(emulator) == []

    done = applied(run)
    assert done.ok, done.text
    for user in staff:
        assert emulator.plans_off("SPE_E3", user) == {"YAMMER_ENTERPRISE"}


@on_the_engine_for_a_release
def test_a_first_up_is_refused_when_somebody_got_a_seat_meanwhile(
    engine: OnTheEngine, administrator: Administrator
) -> None:
    """A plan that creates is held to what was reviewed just as well."""
    run = engine(program(assignment("office", people(10))))
    reviewed(run)
    administrator.assign(OFFICE, people(1)[0])
    administrator.forget_requests()
    assert applied(run).exit_code != 0
    assert administrator.writes() == []


@on_the_engine_for_a_release
def test_seats_bought_since_the_review_change_nothing(
    engine: OnTheEngine, administrator: Administrator
) -> None:
    """Only who gains and who loses is compared, not how many seats are free."""
    world = {"inventory": [entry(seat_capacity=20)]}
    run = engine(program(assignment("office", people(10))), world=world)
    reviewed(run)
    administrator.set_world({"inventory": [entry(seat_capacity=40)]})
    done = applied(run)
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set(people(10))


@on_the_engine_for_a_release
def test_users_that_were_not_known_at_the_review_are_reviewed_first(
    engine: OnTheEngine, administrator: Administrator
) -> None:
    """Nobody saw who they are: they are not assigned before a second review has shown them."""
    late = assignment("minecraft", known_later("office", people(3)), product=MINECRAFT)
    run = engine(program(assignment("office", people(3)), late))
    reviewed(run)
    refused = applied(run)
    assert refused.exit_code != 0
    assert "violates plan" in refused.text
    assert administrator.holders(OFFICE) == set(people(3))
    assert administrator.holders(MINECRAFT) == set()

    reviewed(run)
    done = applied(run)
    assert done.ok, done.text
    assert administrator.holders(MINECRAFT) == set(people(3))
