"""How a list of users becomes the text that is kept in state and shown as a line diff."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.errors import RosterError
from pulumi_microsoft_seats.domain.roster import (
    remarks_in,
    roster_from,
    roster_users,
    seats_text,
)

ADA, BOB = "ada@contoso.com", "bob@contoso.com"

_spelled = st.builds(
    "{}@{}".format,
    st.text("aAbBzZ09.+'-_#ÜüЖж", min_size=1, max_size=12),
    st.sampled_from(["contoso.com", "Contoso.COM", "fabrikam.co.uk"]),
)
_lists = st.lists(_spelled, max_size=30)
_some = st.frozensets(st.sampled_from([f"user{number}@contoso.com" for number in range(9)]))


def test_a_roster_is_a_folded_sorted_user_a_line_with_a_newline_at_the_end() -> None:
    """The text that a preview shows, written out."""
    roster = roster_from(["grace@contoso.com", "Ada@Contoso.com", " bob@contoso.com "])
    assert roster.text == "ada@contoso.com\nbob@contoso.com\ngrace@contoso.com\n"


def test_nobody_is_a_line_without_a_name() -> None:
    """And an empty text still says the same, which an earlier version left in state."""
    assert roster_from([]).text == "\n"
    assert roster_users("\n") == roster_users("") == frozenset()


@pytest.mark.parametrize(
    ("names", "folded"),
    [
        (("Ada@contoso.com", "ada@CONTOSO.com"), "ada@contoso.com"),
        (("jos\u00e9@contoso.com", "jose\u0301@contoso.com"), "jos\u00e9@contoso.com"),
        (("ada@contoso.com",) * 3, "ada@contoso.com"),
    ],
    ids=["capitals", "both forms of Unicode", "the very same"],
)
def test_a_user_declared_more_than_once_is_counted_once(
    names: tuple[str, ...], folded: str
) -> None:
    """And all spellings are kept, so that the program can be told; others have no duplicates."""
    roster = roster_from(["zoe@contoso.com", *names])
    assert roster.text == f"{folded}\nzoe@contoso.com\n"
    assert roster.duplicates == (names,)


def test_a_text_that_an_earlier_version_left_in_nfd_says_the_same_users() -> None:
    """They still hold their seats, and are declared: nobody gains or loses one."""
    assert roster_users("ada@contoso.com\njose\u0301@contoso.com\n") == {
        "ada@contoso.com",
        "jos\u00e9@contoso.com",
    }


@given(_lists)
def test_the_text_is_folded_sorted_and_without_repetition(users: list[str]) -> None:
    """Whatever was declared."""
    *lines, end = roster_from(users).text.split("\n")
    assert end == ""
    assert lines == (sorted({user.lower() for user in users}) or [""])


@given(_lists)
def test_reading_the_text_back_gives_the_same_text(users: list[str]) -> None:
    """State that is read and written again does not change."""
    text = roster_from(users).text
    assert seats_text(roster_users(text), {}) == text


@given(_lists, st.randoms(use_true_random=False))
def test_any_order_and_any_capitals_give_the_same_text(
    users: list[str], shuffle: random.Random
) -> None:
    """Reordering a list in the program is no change."""
    shuffled = [shuffle.choice([user, user.upper(), user.lower()]) for user in users]
    shuffle.shuffle(shuffled)
    assert roster_from(shuffled).text == roster_from(users).text


def test_every_value_that_is_no_user_is_named_with_its_position() -> None:
    """So that it can be found in a long list."""
    with pytest.raises(RosterError) as refused:
        roster_from(["ada@contoso.com", "grace", "bob@contoso.com", None])
    assert str(refused.value) == (
        "2 entries of users are no user principal name (user@domain): "
        "users[1] is 'grace', users[3] is None; correct or remove them."
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "ada\u3164@contoso.com",
            r"'ada\u3164@contoso.com', which holds U+3164, a character that nobody can see",
        ),
        (
            "ada\U000e0041@contoso.com",
            r"'ada\U000e0041@contoso.com', which holds U+E0041, a character that nobody can see",
        ),
        (
            "ada\ud83d@contoso.com",
            r"'ada\ud83d@contoso.com', which holds U+D83D, half of a character",
        ),
        (f"{'a' * 80}\u200b", f"'{'a' * 59}…, which holds U+200B, a character that nobody can see"),
    ],
)
def test_a_character_that_does_not_show_is_named(name: str, shown: str) -> None:
    """By its code point, because the name itself looks right."""
    with pytest.raises(RosterError) as refused:
        roster_from(["bob@contoso.com", name])
    assert str(refused.value) == (
        "1 entry of users is no user principal name (user@domain): "
        f"users[1] is {shown}; correct or remove it."
    )


def test_of_many_faults_the_first_ten_are_named_and_the_rest_counted() -> None:
    """A wrong column pasted into a list does not fill the screen."""
    with pytest.raises(RosterError) as refused:
        roster_from([f"no-user-{number}" for number in range(1200)])
    said = str(refused.value)
    assert said.startswith("1,200 entries of users are no user principal name")
    assert "users[9] is 'no-user-9' and 1,190 more;" in said
    assert "users[10]" not in said


def test_a_remark_stands_in_brackets_on_the_line_of_its_user() -> None:
    text = seats_text([BOB, ADA], {BOB: "TEAMS1 on, FORMS off"})
    assert text == f"{ADA}\n{BOB} (TEAMS1 on, FORMS off)\n"
    assert remarks_in(text) == {BOB: "TEAMS1 on, FORMS off"}


@given(_some, st.data())
def test_remarks_change_nothing_of_who_is_meant(some: frozenset[str], data: st.DataObject) -> None:
    """Also a remark with brackets of its own comes back as it was."""
    texts = st.text("AB1_ (),", min_size=1, max_size=9)
    remarks = {user: data.draw(texts) for user in sorted(some) if data.draw(st.booleans())}
    text = seats_text(some, remarks)
    assert roster_users(text) == some
    assert remarks_in(text) == remarks


def test_a_remark_on_somebody_else_is_not_written() -> None:
    assert seats_text([ADA], {BOB: "TEAMS1 on"}) == f"{ADA}\n"
