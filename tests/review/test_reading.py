"""What a report says of previews that the engine really wrote."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.figures import SeatFigures
from pulumi_microsoft_seats.resource import TYPE
from pulumi_microsoft_seats.review.preview import ASSIGNMENT_TYPE

from .samples import FOLDER, one, people, sample, urn_of


def test_a_first_create_gains_everybody_declared() -> None:
    review = one(sample("first_create"))
    assert review.action == "create"
    assert review.gains == people("ada", "berta", "carla")
    assert review.losses == ()
    assert review.is_exact is True
    assert review.digest == "d58cf849fd95"
    assert review.figures == SeatFigures(held=0, then_held=3, free=10, then_free=7, capacity=10)


def test_drift_is_told_apart_from_what_was_declared() -> None:
    """A refresh step shows the state before the refresh twice; what was found comes after it."""
    review = one(sample("drift_and_change"))
    assert [(names.kind, names.users) for names in review.lists()] == [
        ("gain", people("hilda")),
        ("lose", people("ada")),
        ("regain", people("berta")),
        ("relose", people("mallory")),
    ]
    assert (review.drift.lost, review.drift.gained) == (people("berta"), people("mallory"))
    assert review.is_exact is True


def test_without_a_refresh_the_report_is_the_same() -> None:
    """The old sides differ then, and the lines on the row make up for it."""
    assert sample("drift_and_change_without_refresh") == sample("drift_and_change")


def test_others_seats_are_no_drift_of_a_shared_assignment() -> None:
    review = one(sample("drift_and_change"), "craft")
    assert review.gains == people("ada", "grace")
    assert review.losses == people("dora")
    assert (review.drift.lost, review.drift.gained) == (people("ada"), ())


def test_an_adoption_names_who_keeps_and_who_loses_a_seat() -> None:
    report = sample("adoption_refused")
    assert report.verdict == "refused"
    review = one(report)
    assert review.gains == people("berta", "carla")
    assert review.losses == people("mallory", "oscar")
    assert review.is_exact is True
    assert review.notes == ("1 declared user holds a seat already and keeps it.",)
    assert review.approval is not None
    assert review.approval.command == ("pulumi config set microsoft-seats:approve 8e163e100c36")
    assert review.reason.endswith("does not declare: mallory@contoso.com, oscar@contoso.com")
    assert review.digest == "8e163e100c36"
    assert one(report, "shared").gains == people("ada", "carla")


def test_a_change_of_ownership_is_worth_a_note() -> None:
    review = one(sample("becoming_exclusive"), "craft")
    assert review.losses == people("edith", "frieda")
    assert "ownership changes from shared to exclusive." in review.notes


def test_a_delete_takes_what_the_refresh_found() -> None:
    report = sample("removal")
    review = one(report)
    assert review.losses == people("ada", "carla", "dora", "mallory")
    assert (review.is_exact, review.figures) == (True, SeatFigures(held=4, then_held=0))
    kept = one(report, "craft")
    assert (kept.losses, kept.is_exact) == ((), True)
    assert kept.notes == (
        "retain_on_delete: 4 seats stay as assigned, and nobody answers for it any more.",
    )


def test_a_delete_without_a_refresh_says_that_it_trusts_the_state() -> None:
    review = one(sample("removal_without_refresh"))
    assert review.losses == people("ada", "berta", "carla", "dora")
    assert review.is_exact is None
    assert "was not looked up" in review.notes[0]


def test_what_is_protected_is_no_loss_that_goes_unnoticed() -> None:
    report = sample("removal_protected")
    assert report.verdict == "broken"
    assert report.errors == ()
    (error,) = one(report).errors
    assert "cannot be deleted because it is protected" in error


def test_a_replacement_is_two_products() -> None:
    new, old = sample("replacement").assignments
    assert (new.product, new.action) == ("9NBLGGH4R2R6/0017", "create-replacement")
    assert new.gains == people("berta", "carla", "dora", "edith")
    assert new.is_exact is True
    assert (old.product, old.action) == ("9NBLGGH4R2R6/0016", "delete-replaced")
    assert old.losses == people("ada", "berta", "carla", "dora")


def test_a_replacement_shown_in_steps_is_the_same() -> None:
    """With `--show-replacement-steps` the engine writes both its halves, and the whole again."""
    assert sample("replacement_in_steps") == sample("replacement")


def test_what_is_not_known_yet_is_said() -> None:
    report = sample("unknown_values")
    office, craft = one(report), one(report, "craft")
    assert (office.gains, office.is_exact) == ((), False)
    assert "not created yet" in office.notes[0]
    assert (craft.product, craft.gains, craft.is_exact) == ("", people("ada"), False)
    assert report.others == 1
    assert not report.is_exact


def test_secret_users_are_not_taken_for_a_name() -> None:
    review = one(sample("secret_users"))
    assert (review.gains, review.losses, review.is_exact) == ((), (), False)
    assert review.figures is not None
    assert (review.figures.held, review.figures.then_held) == (1, 2)
    assert "a secret" in review.notes[0]


def test_too_few_seats_and_a_product_that_is_not_there() -> None:
    report = sample("too_few_seats")
    short, gone = one(report), one(report, "gone")
    assert short.refusal.startswith("9NBLGGH4R2R6/0016 is 2 seats short")
    assert (short.approval, short.digest, short.is_exact) == (None, "", None)
    assert gone.is_exact is False
    assert "were not compared" in gone.notes[0]
    assert report.errors == ()


def test_what_the_last_update_could_not_do_is_tried_again() -> None:
    review = one(sample("after_partial_failure"))
    assert review.gains == people("dora")
    (note,) = review.notes
    assert note == (
        "By the last update 1 user was not served: User not found (dora@contoso.com); this one "
        "tries again."
    )


def test_an_assignment_of_a_component_is_found_by_its_type() -> None:
    report = sample("component")
    assert one(report, "sales-office").gains == people("ada")
    assert report.others == 1
    assert TYPE.endswith(ASSIGNMENT_TYPE)


@pytest.mark.parametrize("name", ["nothing_refreshed", "nothing_without_refresh"])
def test_nothing_to_do(name: str) -> None:
    report = sample(name)
    assert report.verdict == "nothing"
    assert all(review.action == "same" for review in report.assignments)
    assert len(report.assignments) == (2 if "refreshed" in name else 0)


def test_a_program_that_only_reads_seats_has_nothing_to_do() -> None:
    """It owns none, so nobody gains or loses one."""
    report = sample("read_only")
    assert (report.verdict, report.assignments) == ("nothing", ())


@pytest.mark.parametrize(
    ("name", "error"),
    [
        (
            "program_refused_values",
            (
                "SeatAssignment 'office': 1 entry of users is no user principal name (user@domain):"
                " users[0] is 'nobody'; correct or remove it."
            ),
        ),
        ("program_raised", "Program failed with an unhandled exception: ValueError: boom"),
        (
            "raised_after_an_assignment",
            "Program failed with an unhandled exception: ValueError: after",
        ),
    ],
)
def test_a_failed_program_says_what_failed(name: str, error: str) -> None:
    """One sentence, without the way that led there."""
    report = sample(name)
    assert report.verdict == "broken"
    assert report.errors == (error,)


def test_what_a_failed_refresh_did_not_reach_is_not_called_unchanged() -> None:
    review = one(sample("refresh_failed"))
    assert (review.action, review.figures, review.is_exact) == ("not-reached", None, None)
    assert review.errors == ("caBundle is '/etc/microsoft-seats/ca.pem', which is no file.",)


def test_project_and_stack_are_those_of_the_urns() -> None:
    report = sample("first_create")
    assert (report.project, report.stack) == ("seats", "test")
    assert urn_of("office").split("::")[2] == TYPE


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_sample_reads_the_same_twice(path: object) -> None:
    name = str(path).rpartition("/")[2].removesuffix(".json")
    assert sample(name) == sample(name)
