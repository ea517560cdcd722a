"""Which users are found in a CSV as people and programs write them."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import RosterError
from pulumi_microsoft_seats.domain.roster_csv import users_in_csv

ADA, GRACE = "ada@contoso.com", "grace@contoso.com"


def _refusal(text: str, column: str | None = None) -> str:
    with pytest.raises(RosterError) as refused:
        users_in_csv(text, "office.csv", column)
    return str(refused.value)


def test_users_come_in_the_order_and_spelling_of_the_file() -> None:
    """Folding and sorting are the roster's business."""
    text = "userPrincipalName\nGrace@Contoso.com\nada@contoso.com\n"
    assert users_in_csv(text, "office.csv") == ["Grace@Contoso.com", ADA]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"\ufeffuserPrincipalName\n{ADA}\n{GRACE}\n", id="byte-order mark"),
        pytest.param(f"\nupn\n\n{ADA}\n   \n{GRACE}\n\n", id="blank lines"),
        pytest.param(f" upn \n  {ADA}  \n\t{GRACE}\n", id="surrounding spaces"),
        pytest.param(f"name,upn\r\nAda,{ADA}\r\nGrace,{GRACE}\r\n", id="Windows line ends"),
        pytest.param(f"name,upn\rAda,{ADA}\rGrace,{GRACE}", id="old Mac line ends"),
        pytest.param(f"name;upn\nAda;{ADA}\nGrace;{GRACE}\n", id="semicolons"),
        pytest.param(f"name\tupn\nAda\t{ADA}\nGrace\t{GRACE}\n", id="tabs"),
        pytest.param(f"name,upn\nAda,{ADA}\n,\n,,\nGrace,{GRACE}", id="rows of separators"),
        pytest.param(
            f'name,upn\n"Lovelace, Ada","{ADA}"\n"Hopper, Grace",{GRACE}\n', id="quoted commas"
        ),
        pytest.param(f'note,upn\n"two\nlines",{ADA}\n"a ""b""",{GRACE}\n', id="quoted newlines"),
        pytest.param(f"{ADA}\n{GRACE}\n", id="no heading, one column"),
        pytest.param(f"\ufeff\n{ADA}\n\n{GRACE}", id="no heading, byte-order mark"),
        pytest.param(f"upn,name\n{ADA}\n{GRACE},Grace,more\n", id="rows of other lengths"),
    ],
)
def test_files_as_spreadsheets_and_people_write_them_are_read(text: str) -> None:
    """All of these say Ada and Grace."""
    assert users_in_csv(text, "office.csv") == [ADA, GRACE]


@pytest.mark.parametrize(
    "heading",
    [
        "userPrincipalName",
        "UserPrincipalName",
        "User principal name",
        "USER_PRINCIPAL_NAME",
        "user-principal-name",
        "upn",
        "UPN",
        "User",
        "User name",
        "email",
        "E-Mail",
        "Mail",
        "Email address",
    ],
)
def test_usual_headings_are_found_in_any_capitals(heading: str) -> None:
    """Spaces, hyphens and underscores do not matter either."""
    assert users_in_csv(f"name,{heading}\nAda,{ADA}\n", "office.csv") == [ADA]


def test_the_likeliest_heading_wins_wherever_it_stands() -> None:
    """A mail address may differ from the name a user signs in with."""
    text = f"mail,userPrincipalName\nada@mail.example,{ADA}\n"
    assert users_in_csv(text, "office.csv") == [ADA]


@pytest.mark.parametrize("column", ["Sign-in name", "sign-in name", "SIGN IN NAME"])
def test_a_named_column_is_taken_even_beside_a_usual_one(column: str) -> None:
    """What the program says counts more than a guess."""
    text = f"email,Sign-in name\nada@mail.example,{ADA}\n"
    assert users_in_csv(text, "office.csv", column) == [ADA]


def test_a_named_column_that_is_missing_is_an_error_even_beside_a_usual_one() -> None:
    """Guessing on would take users from a column that was not meant."""
    assert _refusal(f"upn,name\n{ADA},Ada\n", "login") == (
        "office.csv has no column 'login' among its columns (upn, name): name the one that holds "
        "user principal names, users_from_csv(path, column=…)."
    )


def test_a_named_column_needs_a_heading() -> None:
    """A file without one has no column of that name."""
    assert "no column 'upn'" in _refusal(f"{ADA}\n{GRACE}\n", "upn")


def test_several_columns_without_a_usual_heading_are_refused_with_their_names() -> None:
    """Which of them holds the users has to be said."""
    said = _refusal(f"name,login\nAda,{ADA}\n")
    assert "no user column among its columns (name, login)" in said
    assert "column=…" in said


def test_a_first_line_that_already_is_a_row_of_several_columns_is_no_heading() -> None:
    """Only a single column is clear without a heading."""
    assert "no user column" in _refusal(f"Ada,{ADA}\nGrace,{GRACE}\n")


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", "  \n", ",,\n"])
def test_a_file_without_content_is_an_error(text: str) -> None:
    """Nobody empties a product by an export that went wrong."""
    assert _refusal(text) == ("office.csv is empty: put a heading such as userPrincipalName in it.")


def test_a_heading_alone_declares_nobody() -> None:
    """Unlike an empty file, this was meant."""
    assert users_in_csv("userPrincipalName\n", "office.csv") == []


def test_lines_without_a_user_are_named_by_their_number_in_the_file() -> None:
    """Blank lines and quoted newlines are counted as an editor counts them."""
    text = f'note,upn\n\n"two\nlines",{ADA}\nx,grace\nx,\nx,{GRACE}\nx\n'
    assert _refusal(text) == (
        "office.csv has 3 lines without a user principal name (user@domain): line 5 has 'grace', "
        "line 6 has none, line 8 has none; correct or remove them."
    )


def test_a_single_wrong_line_is_spoken_of_in_the_singular() -> None:
    """One line, one it."""
    assert _refusal(f"upn\n{ADA}\ngrace\n") == (
        "office.csv has 1 line without a user principal name (user@domain): line 3 has 'grace'; "
        "correct or remove it."
    )


def test_of_many_wrong_lines_the_first_ten_are_named() -> None:
    """The rest is counted."""
    said = _refusal("upn\n" + "nobody\n" * 25)
    assert said.startswith("office.csv has 25 lines without")
    assert "line 11 has 'nobody' and 15 more;" in said
    assert "line 12 " not in said
