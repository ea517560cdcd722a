"""Sentences about users whom a program keeps secret name nobody, and still say what happened."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.secrecy import hide_failures, hide_users


@pytest.mark.parametrize(
    ("sentence", "hidden"),
    [
        (
            "1 user loses a seat: ada@contoso.com",
            "1 user loses a seat: (kept secret)",
        ),
        (
            "9N/1: of the + lines, 2 users hold a seat already: ada@x.yz, bob@x.yz",
            "9N/1: of the + lines, 2 users hold a seat already: (kept secret)",
        ),
        (
            "would lose 1,200 seats, 50%: ada@x.yz, bob@x.yz and 1,190 more",
            "would lose 1,200 seats, 50%: (kept secret)",
        ),
        (
            "is more than 30%: ada@x.yz, bob@x.yz; to approve exactly this, run: pulumi config",
            "is more than 30%: (kept secret); to approve exactly this, run: pulumi config",
        ),
        (
            "30%: ada@x.yz; and Taking over 9N/1 would reclaim 1 seat: zoe@x.yz.",
            "30%: (kept secret); and Taking over 9N/1 would reclaim 1 seat: (kept secret).",
        ),
        (
            "1 user was not served: Locked (ada@x.yz, bob@x.yz); correct the cause",
            "1 user was not served: Locked (kept secret); correct the cause",
        ),
        (
            "Locked (ada@x.yz, bob@x.yz and 3 more); gone (o'brien@x.y). Run again.",
            "Locked (kept secret); gone (kept secret). Run again.",
        ),
        (
            "1 user is declared more than once and counted once: Ada@x.yz = ada@X.yz.",
            "1 user is declared more than once and counted once: (kept secret) = (kept secret).",
        ),
        (
            "The service lost the connection while reading the seat of o'brien@x.yz in 9N/1.",
            "The service lost the connection while reading the seat of (kept secret) in 9N/1.",
        ),
        (
            "reading the seats of josé.müller+it@köln.example: it answers 500",
            "reading the seats of (kept secret): it answers 500",
        ),
        (
            "The service's answer has the seat of 'ada@x.yz'.",
            "The service's answer has the seat of (kept secret).",
        ),
        (
            "User <ada@x.yz> is blocked",
            "User (kept secret) is blocked",
        ),
    ],
)
def test_a_sentence_keeps_its_counts_and_loses_its_names(sentence: str, hidden: str) -> None:
    """One name or a listing, wherever it stands."""
    assert hide_users(sentence) == hidden


@pytest.mark.parametrize(
    "sentence",
    [
        "40 → 41 held, 10 → 9 of 50 free",
        "9NBLGGH4R2R6/0016 is 1 seat short, 2 users would go without, and 30% more",
        "Microsoft's reference (see https://learn.microsoft.com/en-us/) has no answer.",
        "",
    ],
)
def test_a_sentence_that_names_nobody_stays_as_it_is(sentence: str) -> None:
    """Products, figures and addresses are no secret."""
    assert hide_users(sentence) == sentence


def test_long_words_of_a_service_are_searched_in_no_time() -> None:
    """Whatever it sends: a search that went back and forth would take hours."""
    assert hide_users("x" * 1_000_000) == "x" * 1_000_000
    assert hide_users("(@" * 500_000 + ", @@" * 100_000) == "(kept secret)"


def test_failures_are_numbered_and_keep_their_reasons() -> None:
    """Sorted by the names that are left out, so that the same failures are the same text."""
    failures = {"bob@x.yz": "Locked", "ada@x.yz": "ada@x.yz was not found"}
    assert hide_failures(failures) == {
        "secret user 1": "(kept secret) was not found",
        "secret user 2": "Locked",
    }
