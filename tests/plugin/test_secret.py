"""A roster that the program keeps secret: everything that is said counts, and names nobody."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import SeatsError
from pulumi_microsoft_seats.plugin import session
from pulumi_microsoft_seats.plugin.check import check
from pulumi_microsoft_seats.plugin.properties import parse
from pulumi_microsoft_seats.provider import SeatAssignmentProvider
from tests.plugin.world import (
    ADA,
    BOB,
    CY,
    OFFICE,
    ZOE,
    Properties,
    Stack,
    World,
    exclusive,
    named,
    shared,
    visio,
)

provider = SeatAssignmentProvider()


def _secret(news: Properties) -> Properties:
    return {**news, "__secret": True}


def _created(inputs: Properties) -> Properties:
    outputs = provider.create(inputs).outs
    assert outputs is not None
    return outputs


@pytest.fixture(autouse=True)
def _phase(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider's calls are of one process."""
    phase = world.phase()
    monkeypatch.setattr(session.PluginProcess, "session", lambda *_: phase)


def test_a_refusal_and_the_lines_beside_it_name_nobody(world: World, said: list[str]) -> None:
    """They say how many, and have the digest that approves it."""
    world.give(BOB, CY, ZOE)
    inputs = provider.check({}, _secret(exclusive(ADA, BOB))).inputs
    assert inputs["__refusal"] == {
        "sentence": (
            f"Taking over {OFFICE} would reclaim 2 seats of 3 from users whom the program does not "
            "declare: (kept secret)"
        ),
        "approval": inputs["plan"],
    }
    assert said == [
        f"info: {OFFICE}: not in the + and - lines, 2 users lose a seat: (kept secret)",
        f"info: {OFFICE}: of the + lines, 1 user holds a seat already: (kept secret)",
        (
            f"info: {OFFICE}: 1 gains (kept secret), 2 lose (kept secret); "
            "3 → 2 held, 97 → 98 of 100 free"
        ),
    ]


def test_who_loses_a_seat_of_a_secret_roster_is_not_named_by_what_replaces_it(
    world: World, said: list[str]
) -> None:
    """Neither in a line nor in a hidden input, which the engine would keep in clear."""
    olds = _created(provider.check({}, _secret(exclusive(ADA, BOB))).inputs)
    said.clear()
    added = check(world.phase(), parse(olds), parse(visio(CY, limit=0.3)))
    assert added["__refusal"]["sentence"].endswith("of 30%: (kept secret)")
    assert f"info: {OFFICE}, which is replaced: 2 users lose a seat: (kept secret)" in said
    assert named([*said, str(added)]) == {CY}


def test_the_hidden_names_are_there_at_all_times(world: World) -> None:
    """The engine keeps secret what it has seen as a secret, so each is there from the start."""
    world.give(ADA)
    inputs = provider.check({}, _secret(shared(ADA))).inputs
    names = ("__gains", "__losses", "__replaced", "__reclaiming", "__unmanaged")
    assert {name: inputs[name] for name in names} == dict.fromkeys(names, "")
    assert _created(inputs)["__reclaiming"] == {}


def test_failures_are_numbered_and_their_reasons_name_nobody(world: World) -> None:
    """An output that is no secret holds them."""
    world.refused = {ADA: f"{ADA} is locked", BOB: "User not found"}
    inputs = provider.check({}, _secret(exclusive(ADA, BOB, CY))).inputs
    assert _created(inputs)["failures"] == {
        "secret user 1": "(kept secret) is locked",
        "secret user 2": "User not found",
    }


def test_drift_is_counted(stack: Stack, said: list[str]) -> None:
    """By an update and by a refresh."""
    stack.up(_secret(exclusive(ADA, BOB)))
    stack.world.take(BOB)
    stack.world.give(ZOE)
    said.clear()
    drift = [
        f"warning: {OFFICE}: outside this program, 1 user lost a seat: (kept secret)",
        f"warning: {OFFICE}: outside this program, 1 user gained a seat: (kept secret)",
    ]
    provider.diff("id", stack.outputs, _secret(exclusive(ADA, BOB)))
    assert said == drift
    provider.read("id", stack.outputs)
    assert said == drift * 2


def test_the_error_of_a_creation_names_nobody(world: World) -> None:
    """It says as much as it can without."""
    world.refused = {ADA: f"{ADA} is locked"}
    inputs = provider.check({}, _secret(exclusive(ADA))).inputs
    with pytest.raises(SeatsError) as failed:
        provider.create(inputs)
    assert str(failed.value) == (
        f"{OFFICE}: 1 user was not served: (kept secret) is locked (secret user 1); correct the "
        "cause and run again, which retries only what is missing."
    )


def test_the_error_of_a_delete_names_nobody(stack: Stack) -> None:
    """Nothing else is shown of one."""
    stack.up(_secret(exclusive(ADA)))
    stack.world.refused = {ADA: f"{ADA} is locked"}
    with pytest.raises(SeatsError) as failed:
        provider.delete("id", stack.outputs)
    assert str(failed.value) == (
        f"{OFFICE}: 1 user was not served: (kept secret) is locked (kept secret); correct the "
        "cause and run again, which retries only what is missing."
    )


def test_a_refused_delete_names_nobody(stack: Stack) -> None:
    """But has the digest that approves it."""
    stack.up(_secret(exclusive(ADA, BOB, limit=0.3)))
    with pytest.raises(SeatsError) as refused:
        provider.delete("id", stack.outputs)
    assert named([str(refused.value)]) == set()
    assert "would reclaim 2 of its 2 seats" in str(refused.value)
    stack.destroy(str(refused.value).split("=")[-1])
    assert stack.world.held == {}


def test_a_roster_that_becomes_secret_is_recorded_as_one(stack: Stack) -> None:
    """Although no seat moves, the failures in state have to lose their names."""
    stack.world.refused = {BOB: "User not found"}
    stack.up(exclusive(ADA, BOB))
    assert stack.up(_secret(exclusive(ADA, BOB)))
    assert stack.outputs["failures"] == {"secret user 1": "User not found"}
    assert stack.outputs["__secret"] is True
