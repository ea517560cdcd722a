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
        pytest.param(
            f'"Last, First";UPN\n"Lovelace, Ada";{ADA}\n"Hopper, Grace";{GRACE}\n',
            id="semicolons, a quoted comma in the heading",
        ),
        pytest.param(
            f'"a;b;c",upn\n"x;y",{ADA}\n1,{GRACE}\n', id="commas, quoted semicolons in the heading"
        ),
        pytest.param(f"sep=;\nname;upn\nAda;{ADA}\nGrace;{GRACE}\n", id="Excel's sep=;"),
        pytest.param(f"sep=,\r\nname,upn\r\nAda,{ADA}\r\n,{GRACE}\r\n", id="Excel's sep=,"),
        pytest.param(f"\ufeffsep=\t\nname\tupn\nAda\t{ADA}\n\t{GRACE}\n", id="Excel's sep and tab"),
        pytest.param(f"sep=;\n{ADA}\n{GRACE}\n", id="Excel's sep=; without a heading"),
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
        "User principal name",
        "USER_PRINCIPAL_NAME",
        "user-principal-name",
        "upn",
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


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", "  \n", ",,\n", "sep=;\n"])
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


def test_the_line_that_excel_writes_for_itself_is_counted() -> None:
    """Line 4 is the fourth in an editor, which shows that line too."""
    assert _refusal(f"sep=;\nname;upn\nAda;{ADA}\nBob;bob\n") == (
        "office.csv has 1 line without a user principal name (user@domain): line 4 has 'bob'; "
        "correct or remove it."
    )


def test_invisible_characters_are_shown_in_the_error() -> None:
    """Otherwise the line would look right."""
    assert _refusal("upn\nada\u3164@contoso.com\n") == (
        "office.csv has 1 line without a user principal name (user@domain): line 2 has "
        r"'ada\u3164@contoso.com', which holds U+3164, a character that nobody can see; "
        "correct or remove it."
    )


def test_a_named_column_is_found_in_a_file_that_a_mac_wrote() -> None:
    """Its é is two characters there, and one in the program."""
    text = f"name,Identite\u0301\nAda,{ADA}\n"
    assert users_in_csv(text, "office.csv", "Identit\u00e9") == [ADA]


@pytest.mark.parametrize("heading", ["upn\n", ""])
def test_a_quotation_mark_that_is_never_closed_is_looked_for(heading: str) -> None:
    """In a file so long that reading it ends in the middle of one cell."""
    said = _refusal(f'{heading}"{ADA}\n' + f"{GRACE}\n" * 10_000)
    assert said.startswith("office.csv cannot be read as CSV near line ")
    assert said.endswith("look for a quotation mark that is not closed.")


def test_a_line_swallowed_by_an_open_quotation_mark_is_refused() -> None:
    """Ada stands in the file, so she must not be passed over."""
    said = _refusal(f'name,upn\n"Ada,{ADA}\nGrace,{GRACE}\n')
    assert said.startswith("office.csv cannot be read as CSV near line 3 ")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f'name,upn\n"Ada,{ADA}\n"Grace",{GRACE}\n', id="closed by the next line's"),
        pytest.param(f'upn,note\n{ADA},"hello\n{GRACE},hi\n', id="open to the end of the file"),
    ],
)
def test_an_open_quotation_mark_never_loses_a_user(text: str) -> None:
    """Whoever is left out of an exclusive assignment loses a seat."""
    assert "quotation mark" in _refusal(text)


def test_of_many_wrong_lines_the_first_ten_are_named() -> None:
    """The rest is counted."""
    said = _refusal("upn\n" + "nobody\n" * 25)
    assert said.startswith("office.csv has 25 lines without")
    assert "line 11 has 'nobody' and 15 more;" in said
    assert "line 12 " not in said
