"""Whoever is declared has a seat: people that other resources name, and people named twice."""

from __future__ import annotations

from tests.end_to_end.conftest import Start, on_both
from tests.end_to_end.programs import (
    MINECRAFT,
    OFFICE,
    assignment,
    entry,
    known_later,
    people,
    program,
)
from tests.support.administrator import Administrator

VISIO = "9VISIO000000/0010"


@on_both
def test_users_of_another_resource(start: Start, administrator: Administrator) -> None:
    """Whoever can be known at the preview is named there; the others are assigned all the same."""
    run = start(
        program(
            assignment("office", people(3)),
            assignment("minecraft", "office.users", product=MINECRAFT),
            assignment("visio", known_later("office", people(2)), product=VISIO),
        ),
        world={"inventory": [entry(), entry(MINECRAFT), entry(VISIO)]},
    )
    preview = run.look()
    named = f"{MINECRAFT}: 3 gain ({', '.join(people(3))}); 0 → 3 held, 2,000 → 1,997 of 2,000 free"
    assert named in preview.text
    assert VISIO not in preview.text
    assert administrator.writes() == []
    run.apply()
    assert administrator.holders(MINECRAFT) == set(people(3))
    assert administrator.holders(VISIO) == set(people(2))


@on_both
def test_whom_another_resource_could_not_serve_loses_nothing_by_it(
    start: Start, administrator: Administrator
) -> None:
    """What is handed on are the declared users, so what failed for one product stays there."""
    run = start(
        program(
            assignment("office", people(3)),
            assignment("minecraft", "office.users", product=MINECRAFT),
        )
    )
    run.apply()
    administrator.reclaim(OFFICE, people(1)[0])
    administrator.inject({"fault": "refuse_users", "users": people(1), "reason": "Locked"})
    failed = run.up()
    assert not failed.ok
    assert "1 user was not served" in failed.text
    assert administrator.holders(OFFICE) == set(people(3)[1:])
    assert administrator.holders(MINECRAFT) == set(people(3))


def test_duplicates_that_differ_in_case_are_folded(
    start: Start, administrator: Administrator
) -> None:
    """They are counted once, and a warning on the resource's row names the spellings."""
    users = ["Ada@Contoso.com", "ada@contoso.com", "bob@contoso.com", "BOB@contoso.com "]
    done = start(program(assignment("office", users))).apply()
    assert (
        "2 users are declared more than once and counted once: "
        "Ada@Contoso.com = ada@contoso.com, bob@contoso.com = BOB@contoso.com."
    ) in done.text
    assert administrator.holders(OFFICE) == {"ada@contoso.com", "bob@contoso.com"}


@on_both
def test_get_reads_without_owning(start: Start, administrator: Administrator) -> None:
    """Whoever holds a seat is read, nothing is written, and a destroy takes nothing."""
    strangers = ["nora@contoso.com", "omar@contoso.com"]
    run = start(
        program(
            "existing = SeatAssignment.get('existing', product_id='9NBLGGH4R2R6', sku_id='0016')",
            "pulumi.export('holders', existing.users)",
        ),
        world={"inventory": [entry(seats=strangers)]},
    )
    done = run.apply()
    assert all(stranger in done.text for stranger in strangers)
    assert run.destroy().ok
    assert administrator.writes() == []
