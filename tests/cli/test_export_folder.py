"""`microsoft-seats export`: what it does not overwrite, and when it writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.administrator import Administrator

from .conftest import Command


def test_a_folder_that_is_not_empty_is_refused(
    command: Command, administrator: Administrator, tmp_path: Path
) -> None:
    """Before anything is asked; nothing in it is touched."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    refused = command("export", "--out", str(tmp_path))
    assert (refused.code, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"error: {tmp_path} is not empty, so nothing was written; name another folder, or add "
        "--force to write the project's own files into it.\n"
    )
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
    assert administrator.requests() == []


def test_force_writes_its_own_files_alone(command: Command, tmp_path: Path) -> None:
    """Lists that an earlier export may have left are named, and no other file is taken for one."""
    there = {
        "mine.txt": b"mine",
        "__main__.py": b"old",
        "ABC-0001.csv": b"userPrincipalName\nada@contoso.com\n",
        "budget.csv": b"month;amount\n",
        "picture.csv": b"\xff\xfe",
    }
    for name, content in there.items():
        (tmp_path / name).write_bytes(content)
    done = command("export", "--out", str(tmp_path), "--force")
    assert done.code == 0
    assert (
        f"{tmp_path} also has lists of users that this program does not read, which an earlier "
        "export may have left: ABC-0001.csv; delete what is not needed.\n"
    ) in done.stderr
    changed = {name for name in there if (tmp_path / name).read_bytes() != there[name]}
    assert changed == {"__main__.py"}


def test_an_export_into_its_own_folder_leaves_nothing_behind(
    command: Command, tmp_path: Path
) -> None:
    for _ in range(2):
        said = command("export", "--out", str(tmp_path), "--force")
        assert "an earlier export" not in said.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--product", "NO"], "None of the 4 products that are there is wanted;"),
        (
            ["--product", "OFF"],
            "All that is wanted was left out, so nothing was written;",
        ),
        (["--project", "my seats"], "--project is 'my seats', which Pulumi does not take"),
    ],
)
def test_nothing_is_written_when_nothing_can_be_declared(
    command: Command, tmp_path: Path, options: list[str], says: str
) -> None:
    out = tmp_path / "project"
    refused = command("export", "--out", str(out), *options)
    assert refused.code == 1
    assert says in refused.stderr
    assert not out.exists()


def test_a_file_in_the_place_of_the_folder_is_refused(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        refused = command("export", "--out", str(out))
        assert refused.code == 1
        assert refused.stderr.startswith(f"error: {out} cannot be written: Not a directory")
