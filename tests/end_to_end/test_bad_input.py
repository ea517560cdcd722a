"""Whatever is wrong is said in one clear sentence; nothing is changed, no traceback is shown."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.end_to_end.conftest import Start
from tests.end_to_end.programs import assignment, people, program
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
    preview = start(program(mistake.declaration), **mistake.environment).preview()
    assert preview.exit_code != 0
    for sentence in mistake.says:
        assert sentence in " ".join(preview.text.split())
    assert "Traceback" not in preview.text
    assert administrator.writes() == []
