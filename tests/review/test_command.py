"""`microsoft-seats review`: files, formats and exit codes."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest

from pulumi_microsoft_seats.cli import review as command
from tests.support.command_line import invoke

from .samples import FOLDER


def _file(name: str) -> str:
    return str(FOLDER / f"{name}.json")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nothing_refreshed", 0),
        ("nothing_without_refresh", 0),
        ("drift_and_change", 2),
        ("adoption_refused", 1),
        ("program_raised", 1),
    ],
)
def test_exit_codes(name: str, code: int) -> None:
    assert invoke("review", _file(name), "--exit-code").exit_code == code
    assert invoke("review", _file(name)).exit_code == 0


@pytest.mark.parametrize(
    ("name", "begins"),
    [("text", "Seats of"), ("markdown", "## Seats"), ("html", "<!doctype html>"), ("json", "{")],
)
def test_formats_go_to_a_file_or_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, begins: str
) -> None:
    monkeypatch.setattr(command, "_now", lambda: datetime(2026, 11, 27, tzinfo=timezone.utc))
    source = _file("drift_and_change")
    shown = invoke("review", source, "--format", name)
    assert shown.stdout.startswith(begins)
    assert "\x1b" not in shown.stdout
    assert "2026-11-27" in shown.stdout
    out = tmp_path / "report"
    written = invoke("review", source, "--format", name, "--out", str(out))
    assert written.stdout == ""
    assert out.read_text(encoding="utf-8") == shown.stdout


def test_standard_input_is_read() -> None:
    content = Path(_file("drift_and_change")).read_bytes()
    shown = invoke("review", "-", "--format", "json", stdin=content)
    assert json.loads(shown.stdout)["verdict"] == "changes"


def test_a_preview_of_another_program_is_an_error() -> None:
    """A program that creates something, and none of it a seat assignment."""
    refused = invoke("review", _file("unreadable/another_program"), "--exit-code")
    assert refused.exit_code == 1
    assert "No seat assignment is in this preview: it is of another program" in refused.output
    assert "--refresh" in refused.output


def test_a_file_that_is_none_is_an_error(tmp_path: Path) -> None:
    missing = str(tmp_path / "no.json")
    result = invoke("review", missing)
    assert result.exit_code == 1
    assert result.stderr == (
        f"error: {missing} cannot be read: No such file or directory; check the path.\n"
    )
    assert invoke("review", "-", stdin="").exit_code == 1


def test_a_report_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    result = invoke("review", _file("removal"), "--out", str(tmp_path))
    assert result.exit_code == 1
    assert result.stderr == f"error: {tmp_path} cannot be written: Is a directory; check --out.\n"
