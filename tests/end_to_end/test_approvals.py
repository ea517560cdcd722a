"""An approval is of one plan for one reason, and is spent once it was used."""

from __future__ import annotations

from tests.end_to_end.conftest import Start, write_program
from tests.end_to_end.programs import OFFICE, assignment, entry, people, program
from tests.end_to_end.runners import Runner
from tests.support.administrator import Administrator

TEN = program(assignment("office", people(10)))
SIX = program(assignment("office", people(6)))


def refused_for_the_limit(run: Runner) -> str:
    """Ten hold a seat, six are declared: the digest that would approve it."""
    run.apply()
    write_program(run.folder, SIX)
    refused = run.preview()
    assert "more than its reclaim_limit of 30%" in refused.text
    return refused.approval


def test_taking_a_product_over_needs_an_approval_for_those_who_lose(
    start: Start, administrator: Administrator
) -> None:
    """The preview is refused, names users and digest, and goes through once it is approved."""
    administrator.set_world({"inventory": [entry(seats=["nora@contoso.com", "omar@contoso.com"])]})
    run = start(TEN)
    refused = run.up()
    assert refused.exit_code != 0
    assert "would reclaim 2 seats of 2 from users whom the program does not declare" in refused.text
    losing = "not in the + and - lines, 2 users lose a seat: nora@contoso.com, omar@contoso.com"
    assert losing in refused.text
    assert "Traceback" not in refused.text
    assert administrator.writes() == []

    run.environment["MICROSOFT_SEATS_APPROVE"] = f"{'0' * 32},{refused.approval}"
    run.apply()
    assert administrator.holders(OFFICE) == set(people(10))
