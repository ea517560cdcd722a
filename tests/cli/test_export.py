"""`microsoft-seats export`: what it writes, and what it does not overwrite."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.administrator import Administrator

from .conftest import STORE, Command

PROGRAM = '''\
"""Who holds a seat of which Microsoft store product; at first, whoever held one at the export.

Each assignment decides every seat of its product: whoever is taken off its CSV loses the seat.
"""

from pulumi_microsoft_seats import SeatAssignment, users_from_csv

# Office for all
SeatAssignment(
    "9NBLGGH4R2R6-0016",
    product_id="9NBLGGH4R2R6",
    sku_id="0016",
    users=users_from_csv("9NBLGGH4R2R6-0016.csv"),
)

# Product CFQ7TTC0K5DR
SeatAssignment(
    "CFQ7TTC0K5DR-0002",
    product_id="CFQ7TTC0K5DR",
    sku_id="0002",
    users=users_from_csv("CFQ7TTC0K5DR-0002.csv"),
)
'''

PROJECT = """\
name: seats
description: Who holds a seat of which Microsoft store product.
runtime: python
options:
  # Every preview reads the seats first, so that whatever changed behind the program's back shows.
  refresh: always
"""


def _files(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}


def test_a_project_of_what_exists(
    command: Command, administrator: Administrator, tmp_path: Path
) -> None:
    """Users as the service spells them; what has no seats to declare is named with the reason."""
    out = tmp_path / "new" / "project"
    done = command("export", "--out", str(out), "--csv")
    assert _files(out) == {
        "Pulumi.yaml": PROJECT,
        "__main__.py": PROGRAM,
        "9NBLGGH4R2R6-0016.csv": "userPrincipalName\nAda@contoso.com\nberta@contoso.com\n",
        "CFQ7TTC0K5DR-0002.csv": "userPrincipalName\ncarl@contoso.com\n",
    }
    assert done.stdout == (
        "product_id,sku_id,seats,name,resource,left_out\n"
        '9NBLGGH4R2R6,0016,2,"Office\nfor all",9NBLGGH4R2R6-0016,\n'
        "CFQ7TTC0K5DR,0002,1,Product CFQ7TTC0K5DR,CFQ7TTC0K5DR-0002,\n"
        'OFF,0001,,,,"it is licensed offline, so it has no seats to assign"\n'
        "OLD,0001,,,,its status is removed\n"
    )
    assert done.stderr == (
        f"2 products with 3 seats declared in {out}.\n"
        "left out: OFF/0001: it is licensed offline, so it has no seats to assign.\n"
        "left out: OLD/0001: its status is removed.\n"
        f"Next: cd {out} && pulumi stack init dev && pulumi preview, which changes no seat.\n"
    )
    assert done.code == 0
    assert administrator.writes() == []


@pytest.mark.parametrize("options", [["--product", "cfq7ttc0k5dr"], ["--sku", "0002"]])
def test_only_what_is_wanted(command: Command, tmp_path: Path, options: list[str]) -> None:
    done = command("export", "--out", str(tmp_path), *options, "--json")
    assert [it["resource"] for it in json.loads(done.stdout)["products"]] == ["CFQ7TTC0K5DR-0002"]
    assert len(_files(tmp_path)) == 3


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
    assert _files(tmp_path) == {"mine.txt": "mine"}
    assert administrator.requests() == []


def test_force_writes_its_own_files_alone(command: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "__main__.py").write_text("old", encoding="utf-8")
    assert command("export", "--out", str(tmp_path), "--force").code == 0
    files = _files(tmp_path)
    assert files["mine.txt"] == "mine"
    assert files["__main__.py"] == PROGRAM


def test_lists_that_an_earlier_export_left_are_named(command: Command, tmp_path: Path) -> None:
    """And neither deleted nor taken for any other file of the folder."""
    (tmp_path / "ABC-0001.csv").write_text("userPrincipalName\nada@contoso.com\n", "utf-8")
    (tmp_path / "budget.csv").write_text("month;amount\n", encoding="utf-8")
    (tmp_path / "picture.csv").write_bytes(b"\xff\xfe")
    said = command("export", "--out", str(tmp_path), "--force")
    assert (
        f"{tmp_path} also has lists of users that this program does not read, which an earlier "
        "export may have left: ABC-0001.csv; delete what is not needed.\n"
    ) in said.stderr
    assert (tmp_path / "ABC-0001.csv").is_file()


def test_an_export_into_its_own_folder_leaves_nothing_behind(
    command: Command, tmp_path: Path
) -> None:
    for _ in range(2):
        said = command("export", "--out", str(tmp_path), "--force")
        assert "an earlier export" not in said.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--product", "NO"], "None of the 4 products of the inventory is wanted"),
        (["--product", "OFF"], "No online-licensed, active product is there to declare"),
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


def test_names_differ_where_ids_only_look_alike(
    command: Command, administrator: Administrator, tmp_path: Path
) -> None:
    """What no file name can hold becomes a hyphen, and the second of the same name a number."""
    entries = [
        {"product_id": "A B", "sku_id": "1", "seat_capacity": 1},
        {"product_id": "A-b", "sku_id": "1", "seat_capacity": 1},
    ]
    administrator.set_world({**STORE, "inventory": entries})
    done = command("export", "--out", str(tmp_path), "--json")
    assert [it["resource"] for it in json.loads(done.stdout)["products"]] == ["A-B-1", "A-b-1-2"]
    assert (tmp_path / "A-b-1-2.csv").read_text(encoding="utf-8") == "userPrincipalName\n"
