"""What was reviewed is what is applied: `preview --save-plan`, then `up --plan`, on the engine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.end_to_end.conftest import needs_engine, write_program
from tests.end_to_end.programs import (
    MINECRAFT,
    OFFICE,
    assignment,
    entry,
    known_later,
    people,
    program,
)
from tests.end_to_end.runners import Engine
from tests.support.administrator import Administrator

pytestmark = needs_engine

Start = Callable[..., Engine]


def reviewed(run: Engine) -> None:
    """Save the plan that a reviewer has seen."""
    saved = run.run("preview", "--save-plan", "plan.json")
    assert saved.ok, saved.text


def test_what_was_reviewed_is_applied_and_nothing_else(
    engine: Start, administrator: Administrator
) -> None:
    """Somebody else's assign changes what the update would do: refused, until it is undone."""
    administrator.set_world({"inventory": [entry()]})
    run = engine(program(assignment("office", people(10))))
    run.apply()
    write_program(run.folder, program(assignment("office", people(10, first=1))))
    reviewed(run)
    administrator.assign(OFFICE, "mallory@contoso.com")
    administrator.forget_requests()
    refused = run.run("up", "--yes", "--plan", "plan.json")
    assert refused.exit_code != 0
    assert "violates plan" in refused.text
    assert administrator.writes() == []

    administrator.reclaim(OFFICE, "mallory@contoso.com")
    applied = run.run("up", "--yes", "--plan", "plan.json")
    assert applied.ok, applied.text
    assert administrator.holders(OFFICE) == set(people(10, first=1))


@pytest.mark.release
def test_a_first_up_is_refused_when_somebody_got_a_seat_meanwhile(
    engine: Start, administrator: Administrator
) -> None:
    """A plan that creates is held to what was reviewed just as well."""
    administrator.set_world({"inventory": [entry()]})
    run = engine(program(assignment("office", people(10))))
    reviewed(run)
    administrator.assign(OFFICE, people(1)[0])
    administrator.forget_requests()
    refused = run.run("up", "--yes", "--plan", "plan.json")
    assert refused.exit_code != 0
    assert administrator.writes() == []


@pytest.mark.release
def test_seats_bought_since_the_review_change_nothing(
    engine: Start, administrator: Administrator
) -> None:
    """Only who gains and who loses is compared, not how many seats are free."""
    administrator.set_world({"inventory": [entry(seat_capacity=20)]})
    run = engine(program(assignment("office", people(10))))
    reviewed(run)
    administrator.set_world({"inventory": [entry(seat_capacity=40)]})
    applied = run.run("up", "--yes", "--plan", "plan.json")
    assert applied.ok, applied.text
    assert administrator.holders(OFFICE) == set(people(10))


@pytest.mark.release
def test_users_that_were_not_known_at_the_review_are_reviewed_first(
    engine: Start, administrator: Administrator
) -> None:
    """Nobody saw who they are: they are not assigned before a second review has shown them."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})
    late = assignment("minecraft", known_later("office", people(3)), product=MINECRAFT)
    run = engine(program(assignment("office", people(3)), late))
    reviewed(run)
    refused = run.run("up", "--yes", "--plan", "plan.json")
    assert refused.exit_code != 0
    assert "violates plan" in refused.text
    assert administrator.holders(OFFICE) == set(people(3))
    assert administrator.holders(MINECRAFT) == set()

    reviewed(run)
    applied = run.run("up", "--yes", "--plan", "plan.json")
    assert applied.ok, applied.text
    assert administrator.holders(MINECRAFT) == set(people(3))
