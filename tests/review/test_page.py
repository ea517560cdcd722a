"""The HTML page as a browser shows it."""

from __future__ import annotations

import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from pulumi_microsoft_seats.review.html import html_of
from tests.support.chromium import CHROMIUM, OPTIONS

from .samples import report_from, sample, update

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on PATH to look at the page with (Debian's `chromium`)"
)


def _rendered(folder: Path, page: str, fragment: str = "") -> str:
    """The page's elements after its own script has run."""
    assert CHROMIUM is not None
    file = folder / "review.html"
    file.write_text(page, encoding="utf-8")
    address = f"{file.as_uri()}{fragment}"
    run = subprocess.run(
        [CHROMIUM, *OPTIONS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", address],
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    return run.stdout


def _shown(dom: str) -> list[str]:
    """The users on the page that are not hidden."""
    cards = re.findall(r"<article(.*?)>(.*?)</article>", dom, flags=re.DOTALL)
    visible = "".join(body for attributes, body in cards if "hidden" not in attributes)
    return [unescape(user) for user in re.findall(r'<li data-sign=".">(.*?)</li>', visible)]


def test_the_page_shows_everybody(tmp_path: Path) -> None:
    dom = _rendered(tmp_path, html_of(sample("drift_and_change")))
    assert sorted(_shown(dom)) == [
        "ada@contoso.com",
        "ada@contoso.com",
        "berta@contoso.com",
        "dora@contoso.com",
        "grace@contoso.com",
        "hilda@contoso.com",
        "mallory@contoso.com",
    ]
    assert "<title>Seats of seats, stack test: Changes</title>" in dom


def test_the_page_can_be_searched_by_name(tmp_path: Path) -> None:
    dom = _rendered(tmp_path, html_of(sample("drift_and_change")), "#q=MALLory")
    assert _shown(dom) == ["mallory@contoso.com"]
    assert "1 user in 1 assignment</output>" in dom


def test_an_assignment_can_be_searched_for(tmp_path: Path) -> None:
    dom = _rendered(tmp_path, html_of(sample("drift_and_change")), "#q=craft")
    assert sorted(_shown(dom)) == ["ada@contoso.com", "dora@contoso.com", "grace@contoso.com"]


def test_a_nasty_name_is_a_name(tmp_path: Path) -> None:
    """It is shown, and nothing of it runs."""
    nasty = "<img/src=x/onerror=document.title='gotcha'>@contoso.com"
    dom = _rendered(tmp_path, html_of(report_from(update([], [nasty]))))
    assert _shown(dom) == [nasty]
    assert "gotcha</title>" not in dom
