"""Stacks that earlier versions wrote, taken over by this one, on the engine and in rehearsal."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import needs_engine
from tests.end_to_end.runners import Engine, Rehearsed, Runner
from tests.support.administrator import Administrator
from tests.upgrades.stored import Stored, destroyed, stored_by, take_over, taken_over
from tests.upgrades.test_stored_names import VERSIONS
from tests.upgrades.write_state import MINECRAFT, OFFICE, PLANNER, TEAMS, VISIO

ADA, BOB, EVE = "ada@contoso.com", "bob@contoso.com", "eve@contoso.com"
DORA, GHOST, ZOE = "dora@contoso.com", "ghost@contoso.com", "zoe@contoso.com"
MALLORY = "mallory@contoso.com"


@pytest.fixture(params=VERSIONS)
def stored(request: pytest.FixtureRequest) -> Stored:
    """The state of each version in turn."""
    return stored_by(request.param)


@pytest.fixture
def stack(runner_class: type[Runner], tmp_path: Path, emulator: Emulator, stored: Stored) -> Runner:
    """A stack with that state."""
    return taken_over(runner_class, tmp_path, emulator, stored)


def folded(administrator: Administrator, product: str) -> set[str]:
    """Who holds a seat, in lower case."""
    return {user.lower() for user in administrator.holders(product)}


def test_a_preview_names_what_was_left_undone(stack: Runner, administrator: Administrator) -> None:
    """Who failed is retried, whose reclaim is pending loses the seat, and so does a stranger."""
    outcome = stack.preview()
    assert outcome.ok, outcome.text
    assert administrator.writes() == []
    for user in (ADA, BOB, DORA, ZOE):
        assert user not in outcome.changed_users("-") + outcome.changed_users("+")
    assert MALLORY in outcome.changed_users("-")
    assert "replace" not in outcome.text
    assert "delete" not in outcome.text


@pytest.mark.parametrize("runner_class", [Rehearsed, pytest.param(Engine, marks=needs_engine)])
def test_an_update_does_it(stack: Runner, administrator: Administrator) -> None:
    """And takes nothing from anybody else; after it nothing is left to do."""
    done = stack.up()
    assert done.ok, done.text
    assert folded(administrator, OFFICE) == {ADA, BOB, EVE}
    assert folded(administrator, MINECRAFT) == {ADA, BOB, ZOE}
    assert folded(administrator, VISIO) == {ADA, GHOST}
    assert folded(administrator, PLANNER) == {DORA}
    assert folded(administrator, TEAMS) == {ADA}
    asked = {(w["path"].split("/")[3], w["body"]["seatAction"]) for w in administrator.writes()}
    assert asked == {
        ("CFQ7TTC0K5DR", "reclaim"),
        ("9VISIO000001", "assign"),
        ("9TEAMS000001", "reclaim"),
    }
    assert stack.outputs_of("visio")["failures"] == {}
    administrator.forget_requests()
    again = stack.up()
    assert again.ok, again.text
    assert administrator.writes() == []


def test_a_refresh_finds_the_seats_as_they_were_left(
    stack: Runner, administrator: Administrator
) -> None:
    """Nobody is taken for drift; what is pending and who is a stranger stays known."""
    outcome = stack.refresh()
    assert outcome.ok, outcome.text
    assert administrator.writes() == []
    assert "outside this program" not in outcome.text
    assert stack.outputs_of("office")["seats"].split() == [ADA, BOB, EVE]
    assert stack.outputs_of("minecraft")["seats"].split() == [ADA, BOB, EVE]
    assert stack.outputs_of("minecraft")["__reclaiming"].keys() == {EVE}
    assert stack.outputs_of("visio")["failures"] == {GHOST: "User not found"}
    assert stack.outputs_of("planner")["seats"].split() == [DORA]
    assert stack.outputs_of("teams")["__unmanaged"].split() == [MALLORY]


def test_a_destroy_takes_the_seats_that_the_stack_gave(
    stack: Runner, administrator: Administrator
) -> None:
    """Not those of others: of a shared product, of one that was only read, of a stranger.

    Two of its assignments hold more than their limits let go, which somebody has to approve.
    """
    refused = stack.destroy()
    assert not refused.ok
    assert folded(administrator, OFFICE) == {ADA, BOB, EVE}
    assert folded(administrator, MINECRAFT) == {ADA, BOB, EVE, ZOE}
    done = destroyed(stack, refused)
    assert done.ok, done.text
    assert folded(administrator, OFFICE) == set()
    assert folded(administrator, MINECRAFT) == {ZOE}
    assert folded(administrator, VISIO) == set()
    assert folded(administrator, PLANNER) == {DORA}
    assert folded(administrator, TEAMS) == {MALLORY}


def test_a_seat_given_anew_is_not_reclaimed_for_an_old_update(
    stack: Runner, stored: Stored, administrator: Administrator
) -> None:
    """The pending reclaim is of the seat with the date that is stored, and of no other."""
    take_over(stack, stored.deployment)
    done = stack.up()
    assert done.ok, done.text
    assert folded(administrator, MINECRAFT) == {ADA, BOB, EVE, ZOE}
