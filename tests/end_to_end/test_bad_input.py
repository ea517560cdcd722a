"""Whatever is wrong is said in one clear sentence; nothing is changed, no traceback is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.end_to_end.conftest import Start
from tests.end_to_end.programs import OFFICE, assignment, entry, people, program
from tests.support.administrator import Administrator

ABSENT = "9ABSENT00000/0010"


@dataclass(frozen=True)
class Mistake:
    """A program with mistakes, and what a user reads of them."""

    declaration: str
    says: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


MISTAKES = {
    "all that can be wrong at once": Mistake(
        "SeatAssignment('office', product_id='', sku_id='0016', users='ada@contoso.com', "
        "ownership='exclusiv', reclaim_limit=30)",
        (
            "SeatAssignment 'office': product_id is '', not the id of a product, a text such as",
            "ownership is 'exclusiv', not 'exclusive' or 'shared'",
            "reclaim_limit is 30, not a share from 0 to 1",
            "users is 'ada@contoso.com', not a list of user principal names",
        ),
    ),
    "no limit, found out late": Mistake(
        assignment("office", [], more="reclaim_limit=pulumi.Output.from_input(None)"),
        ("reclaim_limit is None, not a share from 0 to 1",),
    ),
    "half of a character found out late": Mistake(
        assignment("office", r"pulumi.Output.from_input(['a\ud800da@contoso.com'])"),
        ("1 entry of users is no user principal name", "U+D800"),
    ),
    "not in the inventory": Mistake(
        assignment("office", people(2), product=ABSENT),
        ("is not in the organisation's inventory", ABSENT, "check product_id and sku_id"),
    ),
    "wrong client secret": Mistake(
        assignment("office", people(2)),
        ("Entra refused to sign in application", "check clientId, tenantId and clientSecret"),
        environment={"AZURE_CLIENT_SECRET": "not the secret"},
    ),
}
"""What each check of a value or an answer says by itself is with its unit."""


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_one_clear_sentence(
    start: Start, administrator: Administrator, mistake: Mistake
) -> None:
    """The preview fails, says what and where, shows no traceback, and nothing was written."""
    administrator.set_world({"inventory": [entry(seats=["held@contoso.com"])]})
    preview = start(program(mistake.declaration), **mistake.environment).preview()
    assert preview.exit_code != 0
    for sentence in mistake.says:
        assert sentence in " ".join(preview.text.split())
    assert "Traceback" not in preview.text
    assert administrator.writes() == []


def test_duplicates_that_differ_in_case_are_folded(
    start: Start, administrator: Administrator
) -> None:
    """They are counted once, and a warning on the resource's row names the spellings."""
    administrator.set_world({"inventory": [entry()]})
    users = ["Ada@Contoso.com", "ada@contoso.com", "bob@contoso.com", "BOB@contoso.com "]
    run = start(program(assignment("office", users)))
    done = run.up()
    assert done.ok, done.text
    assert (
        "2 users are declared more than once and counted once: "
        "Ada@Contoso.com = ada@contoso.com, bob@contoso.com = BOB@contoso.com."
    ) in done.text
    assert administrator.holders(OFFICE) == {"ada@contoso.com", "bob@contoso.com"}


def test_an_accent_is_the_same_in_both_forms_of_unicode(
    start: Start, administrator: Administrator
) -> None:
    """Held in one, declared in the other, then read from a file that a Mac wrote: one seat."""
    jose, on_a_mac = "jos\u00e9@contoso.com", "jose\u0301@contoso.com"
    administrator.set_world({"inventory": [entry(seats=[on_a_mac])]})
    run = start(program(assignment("office", [jose])))
    (run.folder / "roster.csv").write_text(f"user\n{on_a_mac}\n", encoding="utf-8")
    run.apply()
    run.apply(program(assignment("office", "users_from_csv('roster.csv')")))
    assert run.outputs_of("office")["seats"] == f"{jose}\n"
    assert administrator.writes() == []
    assert administrator.holders(OFFICE) == {on_a_mac}


def test_a_service_that_cannot_be_reached_by_a_refresh(
    start: Start, administrator: Administrator
) -> None:
    """A refresh runs no program and has to raise; still the user reads one sentence."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(2))))
    run.apply()
    run.environment["MICROSOFT_SEATS_BASE_URL"] = "https://127.0.0.1:1/V1"
    refreshed = run.refresh()
    assert refreshed.exit_code != 0
    assert "Cannot reach https://127.0.0.1:1/V1 when reading the " in refreshed.text
    assert "127.0.0.1:1: no connection can be made; waiting, and trying again." in refreshed.text
    assert "Traceback" not in refreshed.text
