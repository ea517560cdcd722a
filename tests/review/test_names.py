"""`--names`: a report for a log that many read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pulumi_microsoft_seats.cli.commands import app

from .samples import FOLDER, people, report_from, update

SAMPLES = sorted(file.stem for file in FOLDER.glob("*.json"))
FORMATS = ["text", "markdown", "html", "json"]
FIRST_NAMES = re.compile(
    r"\b(ada|berta|carla|dora|edith|frieda|grace|hilda|hugo|gina|ines|mallory|oscar)\b"
    r"|'nobody'|@contoso"
)


def _reported(file: Path | str, *options: str) -> str:
    return CliRunner().invoke(app, ["review", str(file), *options]).output


@pytest.mark.parametrize("as_format", FORMATS)
def test_none_names_nobody(as_format: str) -> None:
    """Of any preview: in no list, refusal, warning, note or error of the program."""
    for name in SAMPLES:
        said = _reported(FOLDER / f"{name}.json", "--names", "none", "--format", as_format)
        assert not FIRST_NAMES.search(said), (name, said)
        assert "Traceback" not in said


def test_none_still_counts() -> None:
    said = _reported(FOLDER / "licences.json", "--names", "none")
    assert "0 users would gain a seat, 3 would lose one." in said
    assert "  Keeping the seat, service plans change: YAMMER_ENTERPRISE off (3)\n" in said
    assert "pulumi config set microsoft-seats:approve b2676f76" in said
    data = _reported(FOLDER / "licences.json", "--names", "none", "--format", "json")
    assert '"losses": null' in data
    assert '"losses": 3' in data


def test_none_names_nobody_in_an_error(tmp_path: Path) -> None:
    """Also where the name is no user principal name, but quoted."""
    document = update(people("ada"), people("berta"), name="ada@contoso.com")
    document["steps"][0]["op"] = "import"
    file = tmp_path / "preview.json"
    file.write_text(re.sub("'", '"', str(document)), encoding="utf-8")
    said = _reported(file, "--names", "none")
    assert said.startswith("error: The preview would import (kept secret), and what that does")


@pytest.mark.parametrize("as_format", FORMATS)
def test_some_names_the_first_ten(tmp_path: Path, as_format: str) -> None:
    many = [f"user{number:02}@contoso.com" for number in range(12)]
    file = tmp_path / "preview.json"
    file.write_text(re.sub("'", '"', str(update(many, []))), encoding="utf-8")
    said = _reported(file, "--names", "some", "--format", as_format)
    assert {*re.findall(r"user\d\d@", said)} == {f"user{number:02}@" for number in range(10)}
    assert "and 2 more" in said or as_format == "json"
    assert report_from(update(many, [])).losses == 12
