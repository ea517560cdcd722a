"""Whether there are seats enough is known before the first one is assigned."""

from __future__ import annotations

from tests.end_to_end.conftest import Start, write_program
from tests.end_to_end.programs import OFFICE, assignment, entry, people, program
from tests.support.administrator import Administrator


def test_seats_that_are_reclaimed_first_are_free(
    start: Start, administrator: Administrator
) -> None:
    """A full product can change hands one for one, and not one more."""
    administrator.set_world({"inventory": [entry(seat_capacity=10)]})
    run = start(program(assignment("office", people(10))))
    assert run.up().ok
    write_program(run.folder, program(assignment("office", people(10, first=2))))
    assert run.preview().ok
    write_program(run.folder, program(assignment("office", people(11, first=2))))
    refused = run.preview()
    assert refused.exit_code != 0
    assert "is 1 seat short, 1 user would go without: 3 users would gain one" in refused.text


def test_seats_assigned_without_limit_need_no_capacity(
    start: Start, administrator: Administrator
) -> None:
    """Under the open policy the number of seats bought is no limit."""
    administrator.set_world({"inventory": [entry(seat_capacity=1, distribution_policy="open")]})
    run = start(program(assignment("office", people(3))))
    done = run.up()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set(people(3))
