"""An approval is of one plan for one reason, and is spent once it was used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import PROJECT, write_program
from tests.end_to_end.programs import OFFICE, assignment, entry, people, program
from tests.end_to_end.runners import Rehearsed
from tests.support.administrator import Administrator

Rehearse = Callable[..., Rehearsed]

TEN = program(assignment("office", people(10)))
SIX = program(assignment("office", people(6)))


def elsewhere(folder: Path, emulator: Emulator, text: str) -> Rehearsed:
    """Another stack, with a program and a store of its own."""
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
    write_program(folder, text)
    return Rehearsed(folder, dict(emulator.environment))


def refused_for_the_limit(run: Rehearsed) -> str:
    """Ten hold a seat, six are declared: the digest that would approve it."""
    assert run.up().ok
    write_program(run.folder, SIX)
    refused = run.preview()
    assert "more than its reclaim_limit of 30%" in refused.text
    return refused.approval


def test_an_approval_is_spent(rehearse: Rehearse, administrator: Administrator) -> None:
    """The same four are hired again and lost again by a broken export: that is refused anew."""
    administrator.set_world({"inventory": [entry()]})
    run = rehearse(TEN)
    first = refused_for_the_limit(run)
    run.environment["MICROSOFT_SEATS_APPROVE"] = first
    approved = run.up()
    assert approved.ok, approved.text
    assert administrator.holders(OFFICE) == set(people(6))

    write_program(run.folder, TEN)
    assert run.up().ok
    write_program(run.folder, SIX)
    again = run.up()
    assert again.exit_code != 0
    assert again.approval != first
    assert administrator.holders(OFFICE) == set(people(10))


def test_an_approval_of_a_limit_approves_no_takeover(
    rehearse: Rehearse, administrator: Administrator, emulator: Emulator, tmp_path: Path
) -> None:
    """The very same seats of the same product, asked for by another stack for another reason."""
    administrator.set_world({"inventory": [entry()]})
    of_the_limit = refused_for_the_limit(rehearse(TEN))
    other = elsewhere(tmp_path / "other", emulator, SIX)
    other.environment["MICROSOFT_SEATS_APPROVE"] = of_the_limit
    refused = other.up()
    assert refused.exit_code != 0
    assert "from users whom the program does not declare" in refused.text
    assert administrator.holders(OFFICE) == set(people(10))
