"""Who lost and who gained a seat behind the program's back, in words on the resource's own row."""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import (
    PROJECT,
    WITH_REFRESH,
    Start,
    write_program,
)
from tests.end_to_end.programs import (
    MINECRAFT,
    OFFICE,
    assignment,
    entry,
    known_later,
    people,
    program,
)
from tests.support.administrator import Administrator

LOST = "outside this program, {} lost a seat: {}"
GAINED = "outside this program, {} gained a seat: {}"


@pytest.fixture(params=[WITH_REFRESH, PROJECT], ids=["refresh always", "without refresh"])
def project(request: pytest.FixtureRequest) -> str:
    """Both kinds of project."""
    return str(request.param)


def test_ten_are_named_and_the_rest_is_counted(
    start: Start, administrator: Administrator, project: str
) -> None:
    """One line for those who lost a seat, one for those who gained one; then nothing any more."""
    administrator.set_world({"inventory": [entry()]})
    users = people(40)
    run = start(program(assignment("office", users, more="reclaim_limit=1")), project=project)
    run.apply()
    assert "outside this program" not in run.preview().text

    gained = [f"guest{number:02}@contoso.com" for number in range(12)]
    administrator.assign(OFFICE, *gained)
    administrator.reclaim(OFFICE, users[5])
    drifted = run.preview()
    assert LOST.format("1 user", users[5]) in drifted.text
    assert GAINED.format("12 users", ", ".join(gained[:10]) + " and 2 more") in drifted.text

    run.apply()
    assert "outside this program" not in run.preview().text


def test_drift_is_told_while_the_users_are_not_known(
    start: Start, administrator: Administrator, project: str
) -> None:
    """Users that depend on a resource still to be created: what drifted is known all the same."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})
    run = start(program(assignment("office", people(5))), project=project)
    run.apply()
    administrator.reclaim(OFFICE, people(5)[2])
    write_program(
        run.folder,
        program(
            assignment("minecraft", people(3), product=MINECRAFT),
            assignment("office", known_later("minecraft", people(3))),
        ),
    )
    drifted = run.preview()
    assert drifted.ok, drifted.text
    assert LOST.format("1 user", people(5)[2]) in drifted.text


def test_drift_is_told_beside_a_refusal(
    start: Start, administrator: Administrator, project: str
) -> None:
    """A preview that the guard refuses says who drifted as well."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(10))), project=project)
    run.apply()
    administrator.reclaim(OFFICE, people(10)[0])
    write_program(run.folder, program(assignment("office", people(3))))
    refused = run.preview()
    assert refused.exit_code != 0
    assert LOST.format("1 user", people(10)[0]) in refused.text
    assert "more than its reclaim_limit" in refused.text
