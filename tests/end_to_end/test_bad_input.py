"""Whatever is wrong is said in one clear sentence; nothing is changed, no traceback is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.end_to_end.conftest import Start, write_program
from tests.end_to_end.programs import OFFICE, assignment, entry, people, program
from tests.support.administrator import Administrator

OFFLINE = "9WZDNCRFJ3PZ/0010"
ABSENT = "9ABSENT00000/0010"


@dataclass(frozen=True)
class Mistake:
    """A program with one mistake, and what a user reads of it."""

    declaration: str
    says: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    csv: str = ""


MISTAKES = {
    "no user principal name": Mistake(
        assignment("office", ["ada@contoso.com", "bob", "carla at contoso.com", 7]),
        (
            "3 entries of users are no user principal name (user@domain)",
            "users[1] is 'bob', users[2] is 'carla at contoso.com', users[3] is 7",
        ),
    ),
    "more than ten of them": Mistake(
        assignment("office", [f"user{number}" for number in range(12)]),
        ("12 entries of users", "users[9] is 'user9' and 2 more"),
    ),
    "an empty product id": Mistake(
        "SeatAssignment('office', product_id='', sku_id='0016', users=[])",
        ("SeatAssignment 'office': product_id is '', not the id of a product, a text such as",),
    ),
    "half of a character": Mistake(
        "SeatAssignment('office', product_id='9N\\ud800', sku_id='16', users=['ada\\udcff@b.c'])",
        (
            r"product_id is '9N\ud800', which holds U+D800, half of a character",
            r"users[0] is 'ada\udcff@b.c', which holds U+DCFF, half of a character",
        ),
    ),
    "ownership misspelled": Mistake(
        assignment("office", [], more="ownership='exclusiv'"),
        ("ownership is 'exclusiv', not 'exclusive' or 'shared'",),
    ),
    "several faults at once": Mistake(
        "SeatAssignment('office', product_id=' ', sku_id='0016', users=['x'], reclaim_limit=30)",
        ("product_id is ' '", "reclaim_limit is 30, not a share from 0 to 1", "users[0] is 'x'"),
    ),
    "users as one text": Mistake(
        assignment("office", "'ada@contoso.com'"),
        ("users is 'ada@contoso.com', not a list of user principal names",),
    ),
    "a user found out late": Mistake(
        assignment("office", "pulumi.Output.from_input(['ada'])"),
        ("1 entry of users is no user principal name (user@domain): users[0] is 'ada'",),
    ),
    "two owners of one product": Mistake(
        assignment("office", people(2)) + assignment("again", people(2)),
        ("both declare seats of 9NBLGGH4R2R6/0016",),
    ),
    "no users": Mistake(
        assignment("office", "pulumi.Output.from_input(None)"),
        ("users is None, not a list of user principal names",),
    ),
    "no ownership": Mistake(
        assignment("office", [], more="ownership=pulumi.Output.from_input(None)"),
        ("ownership is None, not 'exclusive' or 'shared'",),
    ),
    "no limit": Mistake(
        assignment("office", [], more="reclaim_limit=pulumi.Output.from_input(None)"),
        ("reclaim_limit is None, not a share from 0 to 1",),
    ),
    "half of a character found out late": Mistake(
        assignment("office", r"pulumi.Output.from_input(['a\ud800da@contoso.com'])"),
        ("1 entry of users is no user principal name", "U+D800"),
    ),
    "a character that nobody sees": Mistake(
        assignment("office", r"['ada\u3164@contoso.com']"),
        ("1 entry of users is no user principal name", "U+3164"),
    ),
    "not in the inventory": Mistake(
        assignment("office", people(2), product=ABSENT),
        ("is not in the organisation's inventory", ABSENT, "check product_id and sku_id"),
    ),
    "licensed offline": Mistake(
        assignment("office", people(2), product=OFFLINE),
        ("The product is not online-licensed", OFFLINE),
    ),
    "wrong client secret": Mistake(
        assignment("office", people(2)),
        ("Entra refused to sign in application", "check clientId, tenantId and clientSecret"),
        environment={"AZURE_CLIENT_SECRET": "not the secret"},
    ),
    "unreachable service": Mistake(
        assignment("office", people(2)),
        ("The service stays unavailable", "no connection can be made; run again later"),
        environment={"MICROSOFT_SEATS_BASE_URL": "https://127.0.0.1:1/V1"},
    ),
    "nothing to sign in with": Mistake(
        assignment("office", people(2)),
        ("there is nothing to sign in with", "AZURE_CLIENT_SECRET"),
        environment={"AZURE_CLIENT_SECRET": ""},
    ),
    "more users than seats": Mistake(
        assignment("office", people(2003), more="ownership='shared'"),
        ("9NBLGGH4R2R6/0016 is 4 seats short, 4 users would go without", "2,003 users"),
    ),
    "a CSV without a user column": Mistake(
        assignment("office", "users_from_csv('roster.csv')"),
        ("roster.csv has no user column among its columns (name, department)",),
        csv="name,department\nAda,Finance\n",
    ),
    "a CSV with a bad line": Mistake(
        assignment("office", "users_from_csv('roster.csv')"),
        ("roster.csv has 1 line without a user principal name", "line 3 has 'bob'"),
        csv="user\nada@contoso.com\nbob\n",
    ),
    "a CSV that is not there": Mistake(
        assignment("office", "users_from_csv('nowhere.csv')"),
        ("nowhere.csv cannot be read: No such file or directory",),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_one_clear_sentence(
    start: Start, administrator: Administrator, mistake: Mistake
) -> None:
    """The preview fails, says what and where, shows no traceback, and nothing was written."""
    administrator.set_world(
        {
            "inventory": [
                entry(seats=["held@contoso.com"]),
                entry(OFFLINE, license_type="offline"),
            ]
        }
    )
    run = start(program(mistake.declaration), **mistake.environment)
    (run.folder / "roster.csv").write_text(mistake.csv, encoding="utf-8")
    preview = run.preview()
    assert preview.exit_code != 0
    for sentence in mistake.says:
        assert sentence in " ".join(preview.text.split())
    assert "Traceback" not in preview.text
    assert administrator.writes() == []
    assert administrator.holders(OFFICE) == {"held@contoso.com"}


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
    assert run.up().ok
    write_program(run.folder, program(assignment("office", "users_from_csv('roster.csv')")))
    done = run.up()
    assert done.ok, done.text
    assert run.outputs_of("office")["seats"] == f"{jose}\n"
    assert administrator.writes() == []
    assert administrator.holders(OFFICE) == {on_a_mac}


def test_a_service_that_cannot_be_reached_by_a_refresh(
    start: Start, administrator: Administrator
) -> None:
    """A refresh runs no program and has to raise; still the user reads one sentence."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", people(2))))
    assert run.up().ok
    run.environment["MICROSOFT_SEATS_BASE_URL"] = "https://127.0.0.1:1/V1"
    refreshed = run.refresh()
    assert refreshed.exit_code != 0
    assert "no connection can be made; run again later" in refreshed.text
    assert "Traceback" not in refreshed.text
