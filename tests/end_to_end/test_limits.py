"""Nobody loses a seat in numbers that nobody approved: updates, takeovers, removals, moves."""

from __future__ import annotations

from tests.end_to_end.conftest import (
    WITH_REFRESH,
    OnTheEngine,
    Start,
    on_both,
    on_the_engine_for_a_release,
)
from tests.end_to_end.programs import MINECRAFT, OFFICE, assignment, entry, people, program
from tests.support.administrator import Administrator


@on_both
def test_more_reclaims_than_the_limit_need_an_approval(
    begin: Start, administrator: Administrator
) -> None:
    """Past the limit the preview fails but shows the plan; an approval of another set is none."""
    run = begin(program(assignment("office", people(10))), project=WITH_REFRESH)
    refused = run.fail(program(assignment("office", people(6))))
    assert refused.changed_users("-") == people(4, first=6)
    assert (
        "would lose 4 of the 10 seats that this assignment answers for, 40%, more than its "
        "reclaim_limit of 30%"
    ) in refused.text
    run.environment["MICROSOFT_SEATS_APPROVE"] = refused.approval
    run.fail(program(assignment("office", people(5))))
    assert administrator.writes() == []

    run.apply(program(assignment("office", people(6))))
    assert administrator.holders(OFFICE) == set(people(6))


def test_taking_a_product_over_needs_an_approval_for_those_who_lose(
    start: Start, administrator: Administrator
) -> None:
    """The preview is refused, names users and digest, and goes through once it is approved."""
    held = {"inventory": [entry(seats=["nora@contoso.com", "omar@contoso.com"])]}
    run = start(program(assignment("office", people(10))), world=held)
    refused = run.fail()
    assert "would reclaim 2 seats of 2 from users whom the program does not declare" in refused.text
    losing = "not in the + and - lines, 2 users lose a seat: nora@contoso.com, omar@contoso.com"
    assert losing in refused.text
    assert administrator.writes() == []

    run.environment["MICROSOFT_SEATS_APPROVE"] = f"{'0' * 32},{refused.approval}"
    run.apply()
    assert administrator.holders(OFFICE) == set(people(10))


@on_both
def test_a_removal_stands_under_the_limit(begin: Start, administrator: Administrator) -> None:
    """Of the block alone, as after a bad merge, and by `pulumi destroy`, which runs no program.

    Refused before its first call, with everything that is needed to decide; then approved.
    """
    run = begin(program(assignment("office", people(12))))
    refused = run.fail(program())
    destroyed = run.destroy()
    for each in (refused, destroyed):
        assert each.exit_code != 0
        said = " ".join(each.text.split())
        assert f"12 of its 12 seats of {OFFICE}, 100%, more than its reclaim_limit of 30%" in said
        assert ", ".join(people(10)) + " and 2 more" in said
        assert "retain_on_delete" in said
        assert "/pulumi_microsoft_seats/" not in said, "a traceback of ours"
    assert refused.approval == destroyed.approval
    assert administrator.writes() == []
    assert run.outputs_of("office")["assigned_count"] == 12

    run.environment["MICROSOFT_SEATS_APPROVE"] = refused.approval
    administrator.assign(OFFICE, "late@contoso.com")
    run.apply()
    assert administrator.holders(OFFICE) == {"late@contoso.com"}


def test_what_is_retained_needs_no_approval(begin: Start, administrator: Administrator) -> None:
    """`retain_on_delete` is applied first; then the block goes and everybody keeps their seat."""
    keep = "opts=pulumi.ResourceOptions(retain_on_delete=True)"
    run = begin(program(assignment("office", people(5))))
    run.apply(program(assignment("office", people(5), more=keep)))
    run.apply(program())
    assert administrator.holders(OFFICE) == set(people(5))


@on_the_engine_for_a_release
def test_protect_keeps_the_resource(engine: OnTheEngine, administrator: Administrator) -> None:
    """Pulumi's own option: a destroy fails and no seat is reclaimed."""
    protect = "opts=pulumi.ResourceOptions(protect=True)"
    run = engine(program(assignment("office", people(3), more=protect)))
    run.apply()
    assert run.destroy().exit_code != 0
    assert administrator.holders(OFFICE) == set(people(3))


def test_another_product_is_refused_at_the_preview(
    begin: Start, administrator: Administrator
) -> None:
    """A typo in `product_id` is a replacement: the old product's losses are named and judged.

    Approved, the new product's seats are assigned before the old one's are reclaimed.
    """
    run = begin(program(assignment("office", people(5))))
    refused = run.fail(program(assignment("office", people(6, first=1), product=MINECRAFT)))
    said = " ".join(refused.text.split())
    assert f"would reclaim 5 seats of {OFFICE}, more than the reclaim_limit of 30%" in said
    assert ", ".join(people(5)) in said
    assert administrator.writes() == []

    run.environment["MICROSOFT_SEATS_APPROVE"] = refused.approval
    run.apply()
    assert administrator.moves() == [(MINECRAFT, "assign"), (OFFICE, "reclaim")]
    assert administrator.holders(OFFICE) == set()
    assert administrator.holders(MINECRAFT) == set(people(6, first=1))
