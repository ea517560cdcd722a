"""Stacks of licences that earlier versions wrote, taken over by this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.runners import Runner
from tests.upgrades.stored import LICENSE_STATES, destroyed, stored_by, taken_over
from tests.upgrades.test_stored_names import LICENSE_VERSIONS
from tests.upgrades.write_license_state import BI, E3, VISIO

ADA, BOB, CARL = "ada@contoso.com", "bob@contoso.com", "carl@contoso.com"
DORA, MALLORY, ZOE = "dora@contoso.com", "mallory@contoso.com", "zoe@contoso.com"


@pytest.fixture(params=LICENSE_VERSIONS)
def stack(
    request: pytest.FixtureRequest,
    runner_class: type[Runner],
    tmp_path: Path,
    emulator: Emulator,
) -> Runner:
    """A stack with the state of each version in turn."""
    return taken_over(runner_class, tmp_path, emulator, stored_by(request.param, LICENSE_STATES))


def test_an_update_does_what_was_left_undone(stack: Runner, emulator: Emulator) -> None:
    """Whoever failed is served, changed services are repaired, and the stranger loses the licence.

    The preview names these alone; after it nothing is left to do.
    """
    emulator.set_usage_location(DORA, "DE")
    shown = stack.preview()
    assert shown.ok, shown.text
    assert emulator.license_writes() == ()
    carl, mallory = f"{CARL} (TEAMS1 off)", f"{MALLORY} (YAMMER_ENTERPRISE on)"
    assert sorted(shown.changed_users("-")) == [carl, mallory]
    assert sorted(shown.changed_users("+")) == [CARL, DORA]
    done = stack.up()
    assert done.ok, done.text
    assert emulator.license_holders(E3) == {ADA, CARL, DORA}
    assert emulator.license_holders(E3, through="Support") == {BOB}
    assert {emulator.plans_off(E3, user) for user in (ADA, CARL, DORA)} == {
        frozenset({"YAMMER_ENTERPRISE"})
    }
    assert emulator.license_holders(BI) == {ADA, ZOE}
    assert emulator.license_holders(VISIO) == {ZOE}
    emulator.forget_requests()
    again = stack.up()
    assert again.ok, again.text
    assert emulator.license_writes() == ()


def test_who_was_renamed_since_keeps_the_licence(stack: Runner, emulator: Emulator) -> None:
    """By the id that is stored."""
    emulator.set_usage_location(DORA, "DE")
    emulator.rename_user(ADA, "ada.love@contoso.com")
    done = stack.up()
    assert done.ok, done.text
    assert f"{ADA} is ada.love@contoso.com by now" in done.text
    assert emulator.license_holders(E3) == {"ada.love@contoso.com", CARL, DORA}
    assert emulator.user_id("ada.love@contoso.com") not in _written(emulator)


def test_a_destroy_takes_what_the_stack_gave(stack: Runner, emulator: Emulator) -> None:
    """Nothing of the group, of others, of a licence that was only read."""
    refused = stack.destroy()
    assert not refused.ok
    done = destroyed(stack, refused)
    assert done.ok, done.text
    assert emulator.license_holders(E3) == {MALLORY}
    assert emulator.license_holders(E3, through="Support") == {BOB}
    assert emulator.license_holders(BI) == {ZOE}
    assert emulator.license_holders(VISIO) == {ZOE}


def _written(emulator: Emulator) -> str:
    return "".join(request.body.decode() for request in emulator.license_writes())
