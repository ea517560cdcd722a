"""What a program calls while it runs: a list of users from a file."""

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


def _refusal(path: str | Path, column: str | None = None) -> str:
    with pytest.raises(pulumi.RunError) as refused:
        users_from_csv(path, column)
    return str(refused.value)


@pytest.mark.parametrize("as_text", [False, True])
def test_users_come_in_the_order_and_spelling_of_the_file(file: Path, *, as_text: bool) -> None:
    """The path may be a text."""
    file.write_text(f"name,upn\nGrace,{GRACE}\nAda,{ADA}\n", encoding="utf-8")
    assert users_from_csv(str(file) if as_text else file) == [GRACE, ADA]


def test_a_relative_path_starts_at_the_programs_working_directory(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which Pulumi sets to the project's folder."""
    file.write_text(f"upn\n{ADA}\n", encoding="utf-8")
    monkeypatch.chdir(file.parent)
    assert users_from_csv("office.csv") == [ADA]


def test_the_column_can_be_named(file: Path) -> None:
    """Where its heading is not a usual one."""
    file.write_text(f"login,mail\n{ADA},ada@mail.example\n", encoding="utf-8")
    assert users_from_csv(file, column="login") == [ADA]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_spreadsheets_utf_8_is_read(file: Path, encoding: str, newline: str) -> None:
    """With and without its mark, whatever its line ends; other scripts included."""
    lines = ["sep=;", "name;upn", "Jürgen;jürgen@contoso.com", ""]
    file.write_bytes(newline.join(lines).encode(encoding))
    assert users_from_csv(file) == ["jürgen@contoso.com"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_refused_with_what_to_do(file: Path, encoding: str) -> None:
    """Guessing one could make up users."""
    file.write_bytes("upn\njürgen@contoso.com\n".encode(encoding))
    assert _refusal(file) == f"{file} is not UTF-8 text; save it as CSV UTF-8."


def test_a_file_that_is_missing_is_named(file: Path) -> None:
    """With the system's reason."""
    assert _refusal(file) == (f"{file} cannot be read: No such file or directory; check the path.")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """Another reason of the system."""
    assert _refusal(tmp_path) == f"{tmp_path} cannot be read: Is a directory; check the path."


def test_what_is_wrong_in_a_file_is_said_with_its_name_and_lines(file: Path) -> None:
    """The file's name is enough to find it."""
    file.write_text(f"upn\n{ADA}\nbob\n", encoding="utf-8")
    assert _refusal(file) == (
        "office.csv has 1 line without a user principal name (user@domain): line 3 has 'bob'; "
        "correct or remove it."
    )
    file.write_text("", encoding="utf-8")
    assert _refusal(file).startswith("office.csv is empty: ")


def test_a_column_that_is_missing_is_said(file: Path) -> None:
    """With those there are."""
    file.write_text(f"upn,name\n{ADA},Ada\n", encoding="utf-8")
    assert _refusal(file, "login").startswith(
        "office.csv has no column 'login' among its columns (upn, name): "
    )
