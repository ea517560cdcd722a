"""What a report says of licences: plans, groups, and people who have another name now."""

from __future__ import annotations

from pulumi_microsoft_seats.domain.drift import Drift

from .samples import one, people, removal, report_from, sample, update


def test_licences_whose_plans_change_and_who_has_one_through_a_group() -> None:
    """Whoever the plan concerns is in a list, and in no sentence above it."""
    report = sample("licences")
    review = one(report, "e3")
    assert (review.product, review.gains, review.is_exact) == ("SPE_E3", (), True)
    lists = review.lists
    said = [(names.kind, names.detail.partition(", without")[0], names.users) for names in lists]
    assert said == [
        ("lose", "", people("frieda")),
        ("relose", "", people("mallory")),
        ("lose-direct", "", people("edith")),
        ("off", "TEAMS1 on, YAMMER_ENTERPRISE off", people("berta")),
        ("off", "YAMMER_ENTERPRISE off", people("ada", "carla", "dora")),
        ("unserved", "the user has no usage location", people("hugo")),
        ("inherited", "", people("gina")),
        ("left", "", people("ines")),
    ]
    assert review.refusal is not None
    assert review.refusal.sentence == (
        "SPE_E3 would lose 3 of the 7 seats that this assignment answers for, 42.9%, more than its "
        "reclaim_limit of 30%; and SPE_E3 would have service plans switched off "
        "(YAMMER_ENTERPRISE) for 4 of the 7 users that this assignment answers for, 57.1%, more "
        "than its reclaim_limit of 30%"
    )
    assert (review.errors, review.warnings, report.kept) == ((), (), 1)


def test_without_a_refresh_a_group_and_a_new_name_are_no_drift() -> None:
    """State has everybody who is served, by the name of then."""
    old = ("ada", "bea", "carla")
    document = update(
        people(*old), people("ada.new", "dora"), held=people("ada.new", "dora"), kind="licence"
    )
    document["steps"][0]["newState"]["inputs"] |= {
        "__gains": "",
        "__losses": "",
        "__told": {
            "inherited": "dora@contoso.com\n",
            "left": "bea@contoso.com\n",
            "renamed": {"ada@contoso.com": "ada.new@contoso.com"},
        },
    }
    review = one(report_from(document))
    assert review.drift == Drift(lost=people("carla"))


def test_who_has_a_licence_through_a_group_keeps_it_when_its_assignment_is_removed() -> None:
    document = removal("ada", "berta", kind="licence")
    document["steps"][0]["oldState"]["outputs"]["inherited"] = ["berta@contoso.com"]
    review = one(report_from(document))
    assert (review.losses, review.told.left) == (people("ada"), people("berta"))
    assert review.refusal is None, "one loss needs no approval"
