"""What could not be done is said in words, recorded, and done by the next run."""

from __future__ import annotations

from tests.end_to_end.conftest import Start, on_both
from tests.end_to_end.programs import OFFICE, assignment, entry, people, program
from tests.support.administrator import Administrator


@on_both
def test_half_success_is_recorded_and_only_the_rest_is_retried(
    start: Start, administrator: Administrator
) -> None:
    """2 of 60 refused: one line names both, 58 are held and in state, one call makes it whole."""
    users = people(60)
    unknown = {users[10], users[45]}
    known = [user for user in users if user not in unknown]
    run = start(
        program(assignment("office", users)), world={"inventory": [entry()], "users": known}
    )
    failed = run.fail()
    assert (
        f"2 users were not served: User not found ({users[10]}, {users[45]}); correct the cause "
        "and run again"
    ) in failed.text
    assert administrator.holders(OFFICE) == set(known)
    outputs = run.outputs_of("office")
    assert outputs["seats"].split("\n")[:-1] == known
    assert outputs["assigned_count"] == 58
    assert outputs["failures"] == dict.fromkeys(unknown, "User not found")

    administrator.set_world({**administrator.world(), "users": users})
    administrator.forget_requests()
    run.apply()
    (only,) = administrator.writes()
    assert set(only["body"]["usernames"]) == unknown
    assert administrator.holders(OFFICE) == set(users)
    assert run.outputs_of("office")["failures"] == {}


@on_both
def test_a_wrong_address_makes_nothing_gone(begin: Start, administrator: Administrator) -> None:
    """A gateway that answers 404 to everything: state stays, and a destroy does not succeed."""
    run = begin(program(assignment("office", people(3), more="reclaim_limit=1")))
    before = run.resources()
    right = run.environment["MICROSOFT_SEATS_BASE_URL"]
    run.environment["MICROSOFT_SEATS_BASE_URL"] = right.replace("/V1", "/V2")
    for outcome in (run.refresh(), run.destroy()):
        assert outcome.exit_code != 0
        assert "There is no such service: 404 when reading the inventory" in outcome.text
        assert "baseUrl" in outcome.text
        assert "Traceback" not in outcome.text
    assert run.resources() == before
    run.environment["MICROSOFT_SEATS_BASE_URL"] = right
    done = run.destroy()
    assert done.ok, done.text
    assert administrator.holders(OFFICE) == set()
