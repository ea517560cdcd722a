"""What the program promises, held against an emulated tenant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.rehearsal import Rehearsal
from pulumi_microsoft_seats.testing import RehearsalFactory, seat_change

PROJECT = Path(__file__).parents[1]
SKU = "SPE_E3"
FILES = ("Pulumi.yaml", "__main__.py", "e3.csv")

pytestmark = pytest.mark.microsoft_seats_seed("seed.yaml")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project, whose CSV a test may change."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in FILES:
        shutil.copy(PROJECT / name, folder)
    return folder


@pytest.fixture
def applied(copy: Path, microsoft_seats_rehearsal: RehearsalFactory) -> Rehearsal:
    """The program of the copy, applied once."""
    rehearsal = microsoft_seats_rehearsal(copy)
    first = rehearsal.up()
    assert first.ok, first.text
    return rehearsal


def add_user(copy: Path, user: str) -> None:
    """Add a line to the CSV."""
    with (copy / "e3.csv").open("a", encoding="utf-8") as file:
        file.write(f"Somebody New,{user},Sales\n")


def keep_first(copy: Path, count: int) -> None:
    """Leave the heading and the first users in the CSV."""
    lines = (copy / "e3.csv").read_text(encoding="utf-8").splitlines()
    (copy / "e3.csv").write_text("\n".join(lines[: count + 1]) + "\n", encoding="utf-8")


def test_the_first_up_changes_no_licence(
    microsoft_seats_emulator: Emulator, microsoft_seats_rehearsal: RehearsalFactory
) -> None:
    """Whoever is in the CSV today has a licence already: to adopt them is to write nothing."""
    result = microsoft_seats_rehearsal(PROJECT).up()
    assert result.ok, result.text
    assert result.outputs["assigned"] == 8
    assert microsoft_seats_emulator.license_writes() == ()


def test_a_joiner_gains_one_licence_and_nobody_loses_one(
    copy: Path, applied: Rehearsal, microsoft_seats_emulator: Emulator
) -> None:
    before = microsoft_seats_emulator.license_holders(SKU)
    add_user(copy, "irene.ivanov@contoso.com")
    change = seat_change(applied.preview(), "e3")
    assert change.gains == {"irene.ivanov@contoso.com"}
    assert change.losses == set()
    assert applied.up().ok
    assert microsoft_seats_emulator.license_holders(SKU) == before | change.gains


def test_removing_too_many_is_refused_until_exactly_that_is_approved(
    copy: Path,
    applied: Rehearsal,
    microsoft_seats_emulator: Emulator,
    microsoft_seats_rehearsal: RehearsalFactory,
) -> None:
    keep_first(copy, 4)
    refused = applied.up()
    assert not refused.ok
    change = seat_change(refused, "e3")
    assert len(change.losses) == 4
    assert "more than its reclaim_limit of 30%" in change.refusal
    assert f"microsoft-seats:approve {change.plan}" in change.refusal
    assert microsoft_seats_emulator.license_writes() == ()

    approved = microsoft_seats_rehearsal(copy, config={"microsoft-seats:approve": change.plan})
    assert approved.up().ok
    assert len(microsoft_seats_emulator.license_holders(SKU)) == 4


def test_a_user_unknown_to_the_directory_is_told_in_the_preview_and_the_others_are_served(
    copy: Path, applied: Rehearsal, microsoft_seats_emulator: Emulator
) -> None:
    add_user(copy, "irene.ivanov@contoso.com")
    add_user(copy, "irene.ivanow@contoso.com")
    preview = applied.preview()
    assert "1 declared user cannot be served" in preview.text
    assert seat_change(preview, "e3").gains == {"irene.ivanov@contoso.com"}
    assert not applied.up().ok
    holders = microsoft_seats_emulator.license_holders(SKU)
    assert "irene.ivanov@contoso.com" in holders
    assert "irene.ivanow@contoso.com" not in holders


def test_a_licence_given_by_somebody_else_is_taken_back(
    applied: Rehearsal, microsoft_seats_emulator: Emulator
) -> None:
    microsoft_seats_emulator.give_license(SKU, "mallory@contoso.com")
    assert seat_change(applied.preview(), "e3").losses == {"mallory@contoso.com"}
