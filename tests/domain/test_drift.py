"""What is said of seats that changed outside the program."""

from __future__ import annotations

from pulumi_microsoft_seats.domain.drift import Drift, drift_between


def test_nothing_is_said_when_state_and_service_agree() -> None:
    """Under either ownership."""
    same = frozenset({"ada@contoso.com"})
    assert drift_between("exclusive", recorded=same, held=same).sentences() == []
    assert drift_between("shared", recorded=same, held=same).sentences() == []


def test_an_exclusive_resource_tells_of_lost_and_gained_seats() -> None:
    """A sentence each, users sorted."""
    drift = drift_between(
        "exclusive",
        recorded=frozenset({"bob@contoso.com", "ada@contoso.com", "cy@contoso.com"}),
        held=frozenset({"cy@contoso.com", "mallory@contoso.com"}),
    )
    assert drift.sentences() == [
        "outside this program, 2 users lost a seat: ada@contoso.com, bob@contoso.com",
        "outside this program, 1 user gained a seat: mallory@contoso.com",
    ]


def test_a_seat_that_others_were_given_is_no_drift_of_a_shared_resource() -> None:
    """But a seat that its own users lost is."""
    drift = drift_between(
        "shared",
        recorded=frozenset({"ada@contoso.com"}),
        held=frozenset({"mallory@contoso.com"}),
    )
    assert drift == Drift(lost=("ada@contoso.com",), gained=())


def test_plans_that_somebody_switched_are_told_with_the_holder() -> None:
    """Also those that are as declared again; nothing of who has no licence any more."""
    drift = drift_between(
        "exclusive",
        recorded=frozenset({"ada@contoso.com", "bob@contoso.com", "cy@contoso.com"}),
        held=frozenset({"ada@contoso.com", "bob@contoso.com", "cy@contoso.com"}),
        remarks={"ada@contoso.com": "TEAMS1 on", "bob@contoso.com": "TEAMS1 on", "zoe": "SWAY on"},
        remarks_now={"bob@contoso.com": "TEAMS1 on", "cy@contoso.com": "SWAY off"},
    )
    assert drift.users == {"ada@contoso.com", "cy@contoso.com"}
    assert drift.sentences() == [
        (
            "outside this program, service plans of 2 users were switched: "
            "ada@contoso.com (as declared), cy@contoso.com (SWAY off)"
        )
    ]


def test_of_many_users_the_first_ten_are_named() -> None:
    """A tenant that was emptied does not fill the screen."""
    users = frozenset(f"user{number:04}@contoso.com" for number in range(1500))
    [said] = drift_between("exclusive", recorded=users, held=frozenset()).sentences()
    assert said.startswith("outside this program, 1,500 users lost a seat: user0000@contoso.com, ")
    assert said.endswith("user0009@contoso.com and 1,490 more")
