"""`microsoft-seats seats reclaim`."""

from __future__ import annotations

import json

from tests.support.administrator import Administrator

from .conftest import OFFICE, Command, bulk_calls


def test_who_holds_none_is_said_and_left_alone(
    command: Command, administrator: Administrator
) -> None:
    """Only the seat that is held is asked for, in the service's own spelling of the name."""
    done = command("seats", "reclaim", OFFICE, "ada@contoso.com", "dora@contoso.com", "--yes")
    assert done.lines == [
        "user             outcome    reason",
        "ada@contoso.com  reclaimed  -",
    ]
    assert done.stderr == (
        "9NBLGGH4R2R6/0016: 1 user will lose their seat: ada@contoso.com.\n"
        "9NBLGGH4R2R6/0016: 1 user holds none: dora@contoso.com.\n"
        "9NBLGGH4R2R6/0016: 2 → 1 held, 6 → 7 of 8 free.\n"
        "9NBLGGH4R2R6/0016: 1 seat reclaimed.\n"
    )
    assert done.code == 0
    assert bulk_calls(administrator) == [("reclaim", ["Ada@contoso.com"])]
    assert administrator.holders(OFFICE) == {"berta@contoso.com"}


def test_all_users_failed(command: Command, administrator: Administrator) -> None:
    """Exit code 3 as well; each user is in the answer with the service's reason."""
    users = ["Ada@contoso.com", "berta@contoso.com"]
    administrator.inject({"fault": "refuse_users", "users": users, "reason": "Busy"})
    done = command("seats", "reclaim", OFFICE, *users, "--yes", "--json")
    assert done.code == 3
    assert json.loads(done.stdout)["users"] == [
        {"user": user, "outcome": "failed", "reason": "Busy"} for user in users
    ]
    assert administrator.holders(OFFICE) == set(users)
