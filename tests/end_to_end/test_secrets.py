"""What signs a program in and whom a secret roster names is in nothing that a run leaves behind."""

from __future__ import annotations

from pathlib import Path

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import OnTheEngine, Start, needs_engine
from tests.end_to_end.programs import MINECRAFT, OFFICE, assignment, entry, people, program
from tests.support.administrator import Administrator

NAME = "@contoso.com"
NO_SECRET = "nora@fabrikam.com"


def secretly(users: list[str], more: str = "") -> str:
    """A declaration whose users are a secret."""
    return assignment("office", f"pulumi.Output.secret({users!r})", more=more)


def _files_with(folder: Path, text: str) -> set[str]:
    """The files of a project that hold a text, whatever else they are."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)) for file in files if text.encode() in file.read_bytes()}


@needs_engine
def test_nothing_that_is_stored_holds_a_secret(
    engine: OnTheEngine, emulator: Emulator, administrator: Administrator, tmp_path: Path
) -> None:
    """Not the state and its history, nor a saved plan, nor the configuration; whom all may know is.

    The secret to sign in with is configured; of the secret roster one user is not served, some
    had a seat already, and of those who are dropped one keeps it for the time being.
    """
    users = people(10)
    shared = "ownership='shared', reclaim_limit=1"
    everybody = assignment("minecraft", [NO_SECRET], product=MINECRAFT)
    world = {
        "inventory": [entry(seats=users[:2]), entry(MINECRAFT)],
        "users": [*users[:9], NO_SECRET],
    }
    secret = emulator.environment["AZURE_CLIENT_SECRET"]
    first = program(secretly(users, shared), everybody)
    run = engine(first, world=world, AZURE_CLIENT_SECRET="")
    run.run("config", "set", "--secret", "microsoft-seats:clientSecret", secret)
    said = [run.fail()]
    administrator.inject({"fault": "refuse_users", "users": users[3:4], "reason": "Busy"})
    run.write(program(secretly(users[:3], shared), everybody))
    said.append(run.run("preview", "--json", "--save-plan", "plan.json"))
    assert "9 → 3 held" in said[-1].text
    said.append(run.run("up", "--yes", "--plan", "plan.json"))
    assert "1 user was not served" in said[-1].text
    said.append(run.refresh())
    assert said[-1].ok
    for outcome in said:
        assert NAME not in outcome.text
        assert secret not in outcome.text
    assert _files_with(tmp_path, secret) == set()
    assert _files_with(tmp_path, NAME) == {"__main__.py"}
    assert "plan.json" in _files_with(tmp_path, NO_SECRET)


def test_a_secret_roster_is_named_nowhere(start: Start, administrator: Administrator) -> None:
    """Adoption, failures, drift, refusals, removal: each says how many, and names nobody."""
    users = people(10)
    world = {"inventory": [entry(seats=users[:2])], "users": users[:9]}
    run = start(program(secretly(users)), world=world)
    failed = run.fail()
    assert "2 users hold a seat already" in failed.text
    assert "1 user was not served: User not found" in failed.text

    administrator.reclaim(OFFICE, users[0])
    administrator.set_world({**administrator.world(), "users": [*users, "mallory@contoso.com"]})
    administrator.assign(OFFICE, "mallory@contoso.com")
    refused = run.fail(program(secretly(users[:3])))
    assert "1 user lost a seat" in refused.text
    assert "1 user gained a seat" in refused.text
    assert "more than its reclaim_limit" in refused.text

    undone = run.destroy()
    assert undone.exit_code != 0
    assert "more than its reclaim_limit" in undone.text
    for outcome in (failed, refused, undone):
        assert NAME not in outcome.text


def test_a_secret_of_the_environment_is_in_no_file(
    start: Start, emulator: Emulator, tmp_path: Path
) -> None:
    """Nor in what is shown, whether all went well or not."""
    secret = emulator.environment["AZURE_CLIENT_SECRET"]
    run = start(program(assignment("office", people(3))))
    done = run.apply()
    run.environment["AZURE_CLIENT_ID"] = "00000000-0000-0000-0000-00000000dead"
    refused = run.fail()
    assert secret not in done.text + refused.text
    assert _files_with(tmp_path, secret) == set()
