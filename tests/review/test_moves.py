"""What a report says of renames, moves and replacements: nobody is said to lose what they keep."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulumi_microsoft_seats.domain.drift import Drift
from pulumi_microsoft_seats.review.report import AssignmentReview, Report

from .samples import PRODUCT, one, people, removal, report_from, sample, update


@pytest.mark.parametrize("name", ["into_a_component", "replaced_by_itself"])
def test_nobody_loses_a_seat_by_a_move(name: str) -> None:
    """The delete of the old one spares whom the new one declares: one row for the two."""
    report = sample(name)
    (review,) = report.assignments
    assert (report.verdict, review.name) == ("changes", "office")
    assert [urn.rpartition("::")[2] for urn in review.moved_from] == ["office"]
    assert (review.gains, review.losses, review.is_exact) == ((), (), True)
    assert review.what.endswith(", nobody loses a seat")


@pytest.mark.parametrize(
    ("name", "gained", "verdict"),
    [("renamed", "edith", "refused"), ("renamed_with_alias", "hilda", "changes")],
)
def test_drift_is_drift_after_a_rename(name: str, gained: str, verdict: str) -> None:
    """A stranger's seat is taken over: one of four with an approval alone, one of seven without."""
    report = sample(name)
    (review,) = report.assignments
    assert (report.verdict, review.name) == (verdict, "sales")
    assert review.what == "moved from office to sales"
    assert review.drift == Drift(lost=people("berta"), gained=people("mallory"))
    assert [(names.kind, names.users) for names in review.lists] == [
        ("relose", people("mallory")),
        ("gain", people(gained)),
        ("regain", people("berta")),
    ]
    assert review.warnings == ()


def test_what_remains_of_a_move_is_a_loss() -> None:
    """Of the same product in other letters, too; and what the new one takes is not taken twice."""
    document = removal("ada", "berta", "carla")
    new = update([], people("ada"), held=people("ada", "carla"), name="sales")
    new["steps"][0]["newState"]["inputs"]["product_id"] = PRODUCT.product_id.lower()
    new["steps"][0]["op"] = "create"
    document["steps"] += new["steps"]
    old, sales = one(report_from(document)), one(report_from(document), "sales")
    assert sales.losses == people("carla")
    assert (old.action, old.losses) == ("delete", people("berta"))
    assert "1 user is declared by 'sales', and keeps the seat." in old.notes


def test_a_rename_of_secret_users_does_not_claim_that_nobody_loses() -> None:
    (review,) = sample("secret_users_renamed").assignments
    assert (review.what, review.losses, review.refusal) == (
        "moved from office to sales",
        None,
        None,
    )


def test_a_replacement_is_two_products_and_judged_as_one_plan() -> None:
    report = sample("replacement")
    assert report.verdict == "refused"
    new, old = report.assignments
    assert (new.product, new.action) == ("9NBLGGH4R2R6/0017", "create-replacement")
    assert new.gains == people("berta", "carla", "dora", "edith")
    assert new.is_exact is True
    assert new.refusal is not None
    assert new.refusal.sentence.startswith("Replacing 9NBLGGH4R2R6/0016 by 9NBLGGH4R2R6/0017")
    assert new.refusal.approval == new.digest
    assert (old.product, old.action) == ("9NBLGGH4R2R6/0016", "delete-replaced")
    assert old.losses == people("ada", "berta", "carla", "dora")
    assert (old.refusal, old.is_exact) == (None, True)


def test_a_replacement_shown_in_steps_is_the_same() -> None:
    """With `--show-replacement-steps` the engine writes both its halves, and the whole again."""
    steps, whole = sample("replacement_in_steps"), sample("replacement")
    assert _without_digests(steps) == _without_digests(whole)


def _without_digests(report: Report) -> list[AssignmentReview]:
    """What two recordings have in common: a digest holds the dates of the seats."""
    return [replace(review, digest="", refusal=None) for review in report.assignments]
