"""`--names`: a report for a log that many read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pulumi_microsoft_seats.review.html import html_of
from pulumi_microsoft_seats.review.json_format import json_of
from pulumi_microsoft_seats.review.markdown import markdown_of
from pulumi_microsoft_seats.review.names import Names, showing
from pulumi_microsoft_seats.review.report import Report
from pulumi_microsoft_seats.review.text import text_of
from tests.support.command_line import invoke

from .samples import FOLDER, people, report_from, sample, update

SAMPLES = sorted(file.stem for file in FOLDER.glob("*.json"))
FIRST_NAMES = re.compile(
    r"\b(ada|berta|carla|dora|edith|frieda|grace|hilda|hugo|gina|ines|mallory|oscar)\b"
    r"|'nobody'|@contoso"
)

in_each_format = pytest.mark.parametrize("written", [text_of, markdown_of, html_of, json_of])


def _reported(file: Path, *options: str) -> str:
    return invoke("review", str(file), "--names", "none", *options).output


@in_each_format
def test_none_names_nobody(written: Callable[[Report], str]) -> None:
    """Of any preview: in no list, refusal, warning, note or error of the program."""
    for name in SAMPLES:
        said = written(showing(sample(name), Names.NONE))
        assert not FIRST_NAMES.search(said), (name, said)


def test_none_still_counts() -> None:
    said = _reported(FOLDER / "licences.json")
    assert "0 users would gain a seat, 3 would lose one." in said
    assert "  Keeping the seat, service plans change: YAMMER_ENTERPRISE off (3)\n" in said
    assert "pulumi config set microsoft-seats:approve b2676f76" in said
    (e3,) = json.loads(_reported(FOLDER / "licences.json", "--format", "json"))["assignments"]
    assert (e3["losses"], e3["counts"]["losses"]) == (None, 3)


def test_none_names_nobody_in_an_error(tmp_path: Path) -> None:
    """Also where the name is no user principal name, but quoted."""
    document = update(people("ada"), people("berta"), name="ada@contoso.com")
    document["steps"][0]["op"] = "import"
    file = tmp_path / "preview.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    said = _reported(file)
    assert said.startswith("error: The preview would import (kept secret), and what that does")


@in_each_format
def test_some_names_the_first_ten(written: Callable[[Report], str]) -> None:
    report = report_from(update([f"user{number:02}@contoso.com" for number in range(12)], []))
    said = written(showing(report, Names.SOME))
    assert {*re.findall(r"user\d\d@", said)} == {f"user{number:02}@" for number in range(10)}
    assert "and 2 more" in said or written is json_of
    assert report.losses == 12
