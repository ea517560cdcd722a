"""What a report says of previews that the engine really wrote."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.drift import Drift
from pulumi_microsoft_seats.domain.figures import SeatFigures
from pulumi_microsoft_seats.program.license_assignment import TYPE as LICENSE_TYPE
from pulumi_microsoft_seats.program.seat_assignment import TYPE
from pulumi_microsoft_seats.review.preview import ASSIGNMENT_TYPES

from .samples import one, people, removal, report_from, sample, update


def test_a_first_create_gains_everybody_declared() -> None:
    report = sample("first_create")
    review = one(report)
    assert (report.project, report.stack, review.action) == ("seats", "test", "create")
    assert review.gains == people("ada", "berta", "carla")
    assert review.losses == ()
    assert review.is_exact is True
    assert len(review.digest) == 32
    assert review.figures == SeatFigures(held=0, then_held=3, free=10, then_free=7, capacity=10)


def test_drift_is_told_apart_from_what_was_declared() -> None:
    """A refresh step shows the state before the refresh twice; what was found comes after it."""
    review = one(sample("drift_and_change"))
    assert [(names.kind, names.users) for names in review.lists] == [
        ("lose", people("ada")),
        ("relose", people("mallory")),
        ("gain", people("hilda")),
        ("regain", people("berta")),
    ]
    assert review.drift == Drift(lost=people("berta"), gained=people("mallory"))
    assert review.warnings == ()
    assert review.is_exact is True


def test_others_seats_are_no_drift_of_a_shared_assignment() -> None:
    review = one(sample("drift_and_change"), "craft")
    assert review.gains == people("ada", "grace")
    assert review.losses == people("dora")
    assert review.drift == Drift(lost=people("ada"))


def test_an_adoption_names_who_keeps_and_who_loses_a_seat() -> None:
    report = sample("adoption_refused")
    assert report.verdict == "refused"
    review = one(report)
    assert review.gains == people("berta", "carla")
    assert review.losses == people("mallory", "oscar")
    assert review.is_exact is True
    assert review.notes == ("1 declared user holds a seat already and keeps it.",)
    assert review.refusal is not None
    assert review.refusal.command == f"pulumi config set microsoft-seats:approve {review.digest}"
    assert review.refusal.sentence.endswith(" from users whom the program does not declare")
    assert review.errors == ()
    assert one(report, "shared").gains == people("ada", "carla")


def test_a_change_of_ownership_is_worth_a_note() -> None:
    document = update(people("ada"), people("ada"), held=people("ada", "edith"))
    document["steps"][0]["oldState"]["inputs"] |= {"ownership": "shared"}
    review = one(report_from(document))
    assert review.losses == people("edith")
    assert "ownership changes from shared to exclusive." in review.notes


def test_a_delete_takes_what_it_gave_and_is_refused_at_the_preview() -> None:
    """Not the seat that somebody else gave, which a refresh found."""
    report = sample("removal")
    assert report.verdict == "refused"
    review = one(report)
    assert review.losses == people("ada", "carla", "dora")
    assert review.drift == Drift(lost=people("berta"), gained=people("mallory"))
    assert (review.is_exact, review.figures) == (True, SeatFigures(held=4, then_held=1))
    assert review.refusal is not None
    assert review.refusal.sentence == (
        "Removing this assignment would reclaim 3 of its 3 seats of 9NBLGGH4R2R6/0016, 100%, more "
        "than its reclaim_limit of 30%; apply reclaim_limit=1 or retain_on_delete=True first and "
        "remove it in a second step, or run pulumi up, which refuses it with the digest that "
        "approves exactly this."
    )
    assert review.refusal.command == ""
    kept = one(report, "craft")
    assert (kept.losses, kept.is_exact, kept.refusal) == ((), True, None)
    assert kept.notes == (
        "retain_on_delete: 4 seats stay as assigned, and nobody answers for it any more.",
    )


@pytest.mark.parametrize(("limit", "says"), [(0.99, "99%"), (1, ""), (None, "30%")])
def test_the_limit_in_the_state_is_what_counts(limit: float | None, says: str) -> None:
    """A limit of 1 switches the guard off; without one, the default holds. One seat may go."""
    document = removal("ada", "berta")
    for properties in document["steps"][0]["oldState"].values():
        properties["reclaim_limit"] = limit
    refusal = one(report_from(document)).refusal
    assert (f"more than its reclaim_limit of {says}" in str(refusal)) == bool(says)
    report = report_from(removal("ada"))
    assert (report.verdict, one(report).losses) == ("changes", people("ada"))


def test_a_delete_without_a_refresh_says_that_it_trusts_the_state() -> None:
    review = one(report_from(removal("ada", "berta")))
    assert review.losses == people("ada", "berta")
    assert review.is_exact is None
    assert "was not looked up" in review.notes[0]


def test_what_is_protected_is_no_loss_that_goes_unnoticed() -> None:
    review = one(sample("removal_protected"))
    (error,) = review.errors
    assert "cannot be deleted because it is protected" in error
    assert review.losses == people("ada", "berta", "carla", "dora")


def test_what_is_not_known_yet_is_said() -> None:
    report = sample("unknown_values")
    office, craft = one(report), one(report, "craft")
    assert (office.gains, office.losses, office.is_exact) == (None, None, False)
    assert "not created yet" in office.notes[0]
    assert (craft.product, craft.gains, craft.is_exact) == ("", people("ada"), False)
    assert report.others == 1
    assert not report.is_exact


@pytest.mark.parametrize("name", ["secret_users", "secret_outputs"])
def test_of_secret_users_it_is_not_known_who_and_how_many(name: str) -> None:
    """Also where the engine shows the inputs, because only an output is called a secret."""
    report = sample(name)
    review = one(report)
    assert (review.gains, review.losses, review.drift, review.lists) == (None, None, None, [])
    assert (report.gains, report.losses, report.drifted, report.is_exact) == (
        None,
        None,
        None,
        False,
    )
    assert "a secret" in review.notes[0]


def test_the_seats_of_secret_users_are_counted() -> None:
    """By the line of the figures, drift by the warnings, and a refusal by the state's count."""
    review = one(sample("secret_users"))
    assert review.figures is not None
    assert (review.figures.held, review.figures.then_held) == (2, 2)
    assert review.warnings == (
        "9NBLGGH4R2R6/0016: outside this program, 1 user gained a seat: (kept secret)",
    )
    removed = one(sample("secret_users_removed"))
    assert (removed.gains, removed.losses, removed.is_exact) == ((), None, False)
    assert "would reclaim 2 of its 2 seats of 9NBLGGH4R2R6/0016, 100%, m" in str(removed.refusal)


def test_too_few_seats_and_a_product_that_is_not_there() -> None:
    report = sample("too_few_seats")
    short, gone = one(report), one(report, "gone")
    assert short.refusal is not None
    assert short.refusal.sentence.startswith("9NBLGGH4R2R6/0016 is 2 seats short")
    assert (short.refusal.command, short.is_exact) == ("", True)
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


def test_the_types_of_both_assignments_are_these() -> None:
    assert {TYPE.rpartition("/")[2], LICENSE_TYPE.rpartition("/")[2]} == {*ASSIGNMENT_TYPES}


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
