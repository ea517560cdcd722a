"""What somebody else changed is told on the resource's own row, and undone."""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import PROJECT, WITH_REFRESH, Start, on_both
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


@pytest.mark.parametrize("refreshes", [True, False], ids=["refresh always", "without refresh"])
def test_ten_are_named_and_the_rest_is_counted(
    begin: Start, administrator: Administrator, *, refreshes: bool
) -> None:
    """One line for those who lost a seat, one for those who gained one; then nothing any more.

    With a refresh before it, a preview has each of them in its lines as well.
    """
    users, gained = people(40), [f"guest{number:02}@contoso.com" for number in range(12)]
    run = begin(
        program(assignment("office", users, more="reclaim_limit=1")),
        project=WITH_REFRESH if refreshes else PROJECT,
    )
    administrator.assign(OFFICE, *gained)
    administrator.reclaim(OFFICE, users[5])
    drifted = run.look()
    assert LOST.format("1 user", users[5]) in drifted.text
    assert GAINED.format("12 users", ", ".join(gained[:10]) + " and 2 more") in drifted.text
    for sign in "+-":
        assert sorted(drifted.changed_users(sign)) == ([*gained, users[5]] if refreshes else [])

    run.apply()
    assert administrator.holders(OFFICE) == set(users)
    assert "outside this program" not in run.look().text


def test_drift_is_told_while_the_users_are_not_known(
    begin: Start, administrator: Administrator
) -> None:
    """Users that depend on a resource still to be created: what drifted is known all the same."""
    run = begin(program(assignment("office", people(5))))
    administrator.reclaim(OFFICE, people(5)[2])
    drifted = run.look(
        program(
            assignment("minecraft", people(3), product=MINECRAFT),
            assignment("office", known_later("minecraft", people(3))),
        )
    )
    assert LOST.format("1 user", people(5)[2]) in drifted.text


@on_both
def test_a_product_that_vanished_is_gone(begin: Start, administrator: Administrator) -> None:
    """A refresh drops the resource; when the product is back, it is created again."""
    run = begin(program(assignment("office", people(3))))
    before = run.resource("office")
    administrator.assign(OFFICE, "mallory@contoso.com")
    assert run.refresh().ok
    found = run.resource("office")
    assert "mallory@contoso.com" in found["inputs"]["seats"]
    assert found["inputs"]["plan"] == before["inputs"]["plan"], "a refresh shows no -plan"
    administrator.set_world({"inventory": [entry(MINECRAFT)]})
    refreshed = run.refresh()
    assert refreshed.ok, refreshed.text
    assert not [r for r in run.resources() if r["urn"].endswith("::office")]
    assert "not in the organisation's inventory" in run.preview().text
    administrator.set_world({"inventory": [entry()]})
    run.apply()
    assert administrator.holders(OFFICE) == set(people(3))
