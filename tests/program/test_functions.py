"""A list of users from a file: what `domain/test_roster_csv.py` says of its text, and the file."""

from __future__ import annotations

from pathlib import Path

import pulumi
import pytest

from pulumi_microsoft_seats import users_from_csv

ADA, GRACE = "Ada@Contoso.com", "grace@contoso.com"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file to be."""
    return tmp_path / "office.csv"


def test_users_come_in_the_order_and_spelling_of_the_file(file: Path) -> None:
    file.write_text(f"name,upn\nGrace,{GRACE}\nAda,{ADA}\n", encoding="utf-8")
    assert users_from_csv(file) == [GRACE, ADA]


def test_a_relative_path_starts_at_the_programs_working_directory(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which Pulumi sets to the project's folder; it may be a text."""
    file.write_text(f"upn\n{ADA}\n", encoding="utf-8")
    monkeypatch.chdir(file.parent)
    assert users_from_csv("office.csv") == [ADA]


def test_the_column_can_be_named(file: Path) -> None:
    """Where its heading is not a usual one."""
    file.write_text(f"login,mail\n{ADA},ada@mail.example\n", encoding="utf-8")
    assert users_from_csv(file, column="login") == [ADA]


@pytest.mark.parametrize(
    ("encoding", "newline"), [("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("utf-8", "\r")]
)
def test_a_spreadsheets_utf_8_is_read(file: Path, encoding: str, newline: str) -> None:
    """With and without its mark, whatever its line ends; other scripts included."""
    lines = ["sep=;", "name;upn", "Jürgen;jürgen@contoso.com", ""]
    file.write_bytes(newline.join(lines).encode(encoding))
    assert users_from_csv(file) == ["jürgen@contoso.com"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "{} cannot be read: No such file or directory; check the path."),
        (b"upn\nj\xfcrgen@contoso.com\n", "{} is not UTF-8 text; save it as CSV UTF-8."),
        ("upn\n".encode("utf-16"), "{} is not UTF-8 text; save it as CSV UTF-8."),
        (b"", "office.csv is empty: put a heading such as userPrincipalName in it."),
    ],
    ids=["missing", "Latin 1", "UTF-16", "empty"],
)
def test_what_cannot_be_read_ends_the_program_with_what_to_do(
    file: Path, content: bytes | None, says: str
) -> None:
    """Guessing an encoding could make up users; a file is named where it is found by that."""
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(pulumi.RunError) as refused:
        users_from_csv(file)
    assert str(refused.value) == says.format(file)
