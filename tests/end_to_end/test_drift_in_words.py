"""Who lost and who gained a seat behind the program's back, in words on the resource's own row."""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import (
    PROJECT,
    WITH_REFRESH,
    Start,
    needs_engine,
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
from tests.end_to_end.runners import Engine, Rehearsed, Runner
from tests.support.administrator import Administrator

LOST = "outside this program, {} lost a seat: {}"
GAINED = "outside this program, {} gained a seat: {}"


@pytest.fixture(
    params=[
        pytest.param((Engine, WITH_REFRESH), marks=needs_engine, id="engine-refresh always"),
        pytest.param((Rehearsed, WITH_REFRESH), id="rehearsal-refresh always"),
        pytest.param((Rehearsed, PROJECT), id="rehearsal-without refresh"),
    ]
)
def both(request: pytest.FixtureRequest) -> tuple[type[Runner], str]:
    """Runners and kinds of project; the engine without refresh is in the tests of the program."""
    chosen: tuple[type[Runner], str] = request.param
    return chosen


@pytest.fixture
def runner_class(both: tuple[type[Runner], str]) -> type[Runner]:
    return both[0]


@pytest.fixture
def project(both: tuple[type[Runner], str]) -> str:
    return both[1]


def test_ten_are_named_and_the_rest_is_counted(
    start: Start, administrator: Administrator, project: str
) -> None:
    """One line for those who lost a seat, one for those who gained one; then nothing any more."""
    administrator.set_world({"inventory": [entry()]})
    users = people(40)
    run = start(program(assignment("office", users, more="reclaim_limit=1")), project=project)
    assert run.up().ok
    assert "outside this program" not in run.preview().text

    gained = [f"guest{number:02}@contoso.com" for number in range(12)]
    administrator.assign(OFFICE, *gained)
    administrator.reclaim(OFFICE, users[5])
    drifted = run.preview()
    assert LOST.format("1 user", users[5]) in drifted.text
    assert GAINED.format("12 users", ", ".join(gained[:10]) + " and 2 more") in drifted.text

    assert run.up().ok
    assert "outside this program" not in run.preview().text


def test_seats_of_others_are_no_drift_of_a_shared_product(
    start: Start, administrator: Administrator, project: str
) -> None:
    """Only its own users count: one who lost a seat is drift, somebody new is not."""
    administrator.set_world({"inventory": [entry()]})
    shared = assignment("office", people(5), more="ownership='shared'")
    run = start(program(shared), project=project)
    assert run.up().ok
    administrator.assign(OFFICE, "other@contoso.com")
    assert "outside this program" not in run.preview().text
    administrator.reclaim(OFFICE, people(5)[1])
    drifted = run.preview()
    assert LOST.format("1 user", people(5)[1]) in drifted.text
    assert "gained a seat" not in drifted.text


def test_drift_is_told_while_the_users_are_not_known(
    start: Start, administrator: Administrator, project: str
) -> None:
    """Users that depend on a resource still to be created: what drifted is known all the same."""
    administrator.set_world({"inventory": [entry(), entry(MINECRAFT)]})
    run = start(program(assignment("office", people(5))), project=project)
    assert run.up().ok
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
    assert run.up().ok
    administrator.reclaim(OFFICE, people(10)[0])
    write_program(run.folder, program(assignment("office", people(3))))
    refused = run.preview()
    assert refused.exit_code != 0
    assert LOST.format("1 user", people(10)[0]) in refused.text
    assert "more than its reclaim_limit" in refused.text
