"""How counts, shares, values and failures read in a sentence."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.wording import (
    counted,
    describe_failures,
    listing,
    percentage,
    share_over,
    shortened,
)

ADVICE = "correct the cause and run again, which retries only what is missing."


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 seats"), (1, "1 seat"), (2, "2 seats"), (1200, "1,200 seats")]
)
def test_one_is_singular_and_thousands_have_a_comma(count: int, text: str) -> None:
    """None at all is plural."""
    assert counted(count, "seat") == text


def test_a_plural_that_is_no_s_is_given() -> None:
    """Only where it is needed."""
    assert counted(2, "entry", "entries") == "2 entries"
    assert counted(1, "entry", "entries") == "1 entry"


def test_a_long_list_is_cut_and_the_rest_counted() -> None:
    """A list that fits is whole."""
    assert listing(["a", "b", "c"], shown=3) == "a, b, c"
    assert listing(["a", "b", "c"], shown=2) == "a, b and 1 more"
    assert listing(["a"] * 1210, shown=1) == "a and 1,209 more"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (0.3, "30%"),
        (3 / 10, "30%"),
        (751 / 2500, "30%"),
        (2 / 3, "66.7%"),
        (0.005, "0.5%"),
        (1, "100%"),
    ],
)
def test_a_share_has_one_digit_after_the_point_at_most(share: float, text: str) -> None:
    """A round one has none."""
    assert percentage(share) == text


@pytest.mark.parametrize(
    ("count", "total", "limit"), [(30_001, 100_000, 0.3), (66_667, 100_000, 2 / 3)]
)
def test_a_share_never_reads_like_a_limit_it_is_not(count: int, total: int, limit: float) -> None:
    """`30%, more than its reclaim_limit of 30%` would help nobody."""
    most = percentage(limit)
    said = f"just over {most}, more than its reclaim_limit of {most}"
    assert share_over(count, total, limit) == said


def test_a_value_is_written_as_python_writes_it() -> None:
    """So that an empty text and a number are told apart."""
    assert [shortened(value) for value in ("ada", "", 7, None)] == ["'ada'", "''", "7", "None"]


def test_a_long_value_is_cut() -> None:
    """At exactly the length that is allowed."""
    assert shortened("x" * 58) == "'" + "x" * 58 + "'"
    assert shortened("x" * 59) == "'" + "x" * 59 + "…"


def test_failures_are_told_by_reason_the_commonest_first() -> None:
    """Many users, few reasons."""
    failures = {
        "ada@contoso.com": "Locked",
        "bob@contoso.com": "User not found",
        "cy@contoso.com": "User not found",
    }
    assert describe_failures(failures) == (
        "3 users were not served: User not found (bob@contoso.com, cy@contoso.com); "
        f"Locked (ada@contoso.com); {ADVICE}"
    )


def test_a_final_point_does_not_make_two_reasons_of_one() -> None:
    """Nor is it said in the middle of the sentence."""
    failures = {"ada@contoso.com": "Locked.", "bob@contoso.com": "Locked"}
    assert describe_failures(failures) == (
        f"2 users were not served: Locked (ada@contoso.com, bob@contoso.com); {ADVICE}"
    )


def test_of_many_users_with_one_reason_the_first_ten_are_named() -> None:
    """In the order of the alphabet, whatever the order they failed in."""
    failures = {f"user{number:03}@contoso.com": "Locked" for number in reversed(range(1200))}
    said = describe_failures(failures)
    assert said.startswith("1,200 users were not served: Locked (user000@contoso.com, user001@")
    assert said.endswith(f"user009@contoso.com and 1,190 more); {ADVICE}")


def test_of_many_reasons_the_ten_commonest_are_said() -> None:
    """The one that concerns most users always; nobody takes ten for all of them."""
    failures = {f"user{number:02}@contoso.com": f"Reason {number:02}" for number in range(12)}
    failures |= {"x@contoso.com": "Reason 11"}
    said = describe_failures(failures)
    assert said.startswith(
        "13 users were not served: Reason 11 (user11@contoso.com, x@contoso.com); Reason 00 "
    )
    assert said.count("Reason") == 10
    assert said.endswith(f"; and 2 more reasons; {ADVICE}")
