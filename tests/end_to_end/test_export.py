"""Taking over what exists: the exported program creates its resources and changes no seat."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pulumi_microsoft_seats.cli.commands import app
from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import needs_engine
from tests.end_to_end.programs import MINECRAFT, OFFICE, entry, people
from tests.end_to_end.runners import Engine, Runner
from tests.support.administrator import Administrator

HOLDERS = ["Ada@Contoso.com", *people(30)]


@pytest.fixture
def project(
    emulator: Emulator,
    administrator: Administrator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The folder of an exported project: 31 seats of one product, one of another."""
    administrator.set_world(
        {"inventory": [entry(seats=HOLDERS), entry(MINECRAFT, seats=["carl@contoso.com"])]}
    )
    with monkeypatch.context() as patch:
        for name, value in emulator.environment.items():
            patch.setenv(name, value)
        done = CliRunner().invoke(app, ["export", "--out", str(tmp_path / "project")])
    assert done.exit_code == 0, done.output
    administrator.forget_requests()
    return tmp_path / "project"


def test_the_first_up_changes_no_seat_and_the_next_only_what_the_csv_says(
    emulator: Emulator, administrator: Administrator, project: Path, runner_class: type[Runner]
) -> None:
    """Preview and up write nothing; then one user less in the CSV is one reclaim, and no more."""
    run = runner_class(project, emulator.environment)
    preview = run.preview()
    assert preview.ok, preview.text
    assert "3 to create" in preview.text
    assert not any(word in preview.text for word in ("to update", "to delete", "to replace"))
    assert "plan " not in preview.text
    first = run.up()
    assert first.ok, first.text
    assert administrator.writes() == []
    assert administrator.holders(OFFICE) == set(HOLDERS)

    csv = project / "9NBLGGH4R2R6-0016.csv"
    text = csv.read_text(encoding="utf-8")
    csv.write_text(text.replace("user00007@contoso.com\n", ""), encoding="utf-8")
    second = run.up()
    assert second.ok, second.text
    (only,) = administrator.writes()
    assert only["body"] == {"usernames": ["user00007@contoso.com"], "seatAction": "reclaim"}
    assert administrator.holders(OFFICE) == set(HOLDERS) - {"user00007@contoso.com"}
    assert administrator.holders(MINECRAFT) == {"carl@contoso.com"}


@needs_engine
@pytest.mark.release
def test_pulumi_import_fails_and_changes_nothing(
    emulator: Emulator, administrator: Administrator, project: Path
) -> None:
    """It cannot work for dynamic resources (pulumi#16175): the engine knows no provider to ask.

    The error is Pulumi's own, a traceback that ends in a KeyError; the export works afterwards.
    """
    engine = Engine(project, emulator.environment)
    kind = "pulumi-python:dynamic/microsoft-seats:SeatAssignment"
    failed = engine.run("import", kind, "office", OFFICE, "--yes")
    assert failed.exit_code != 0
    assert "KeyError: '__provider'" in failed.text
    assert administrator.requests() == []
    assert not any(kind in resource["urn"] for resource in engine.resources())
    assert engine.up().ok
    assert administrator.writes() == []
