"""A roster that is a secret is stored nowhere in a form that somebody can read."""

from __future__ import annotations

from collections.abc import Callable

from tests.end_to_end.conftest import needs_engine, write_program
from tests.end_to_end.programs import assignment, entry, people, program
from tests.end_to_end.runners import Engine
from tests.support.administrator import Administrator

NAME = "@contoso.com"


def secretly(users: list[str], more: str = "") -> str:
    """A program whose users are a secret."""
    return program(assignment("office", f"pulumi.Output.secret({users!r})", more=more))


@needs_engine
def test_nothing_that_is_stored_names_a_user(
    engine: Callable[..., Engine], administrator: Administrator
) -> None:
    """Not the state and its history, not a preview as JSON, not a saved plan."""
    users = people(10)
    administrator.set_world({"inventory": [entry(seats=users[:2])], "users": users[:9]})
    run = engine(secretly(users, more="ownership='shared', reclaim_limit=1"))
    assert run.up().exit_code != 0
    administrator.inject({"fault": "refuse_users", "users": users[3:4], "reason": "Busy"})
    write_program(run.folder, secretly(users[:3], more="ownership='shared', reclaim_limit=1"))
    preview = run.run("preview", "--json", "--save-plan", "plan.json")
    assert preview.ok, preview.text
    assert "9 → 3 held" in preview.text
    assert run.up().exit_code != 0
    assert run.refresh().ok
    plan = (run.folder / "plan.json").read_text(encoding="utf-8")
    for text in (preview.text, plan, run.state_text()):
        assert NAME not in text
