"""The HTML page as a browser shows it."""

from __future__ import annotations

import re
import subprocess
from html import escape, unescape
from pathlib import Path

import pytest

from pulumi_microsoft_seats.review.html import html_of
from tests.support.chromium import CHROMIUM, OPTIONS

from .samples import report_from, sample, update

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on PATH to look at the page with (Debian's `chromium`)"
)


_OWN = ("--window-size=1400,900", "--hide-scrollbars")


def _rendered(folder: Path, page: str, fragment: str = "") -> str:
    """The page's elements after its own script has run."""
    assert CHROMIUM is not None
    file = folder / "review.html"
    file.write_text(page, encoding="utf-8")
    address = f"{file.as_uri()}{fragment}"
    run = subprocess.run(
        [CHROMIUM, *OPTIONS, *_OWN, f"--user-data-dir={folder / 'profile'}", "--dump-dom", address],
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


_SEEN = """<script>
addEventListener("load", () => {
  const page = document.documentElement;
  const seen = [...document.querySelectorAll("li")].filter(name => {
    scrollTo(0, scrollY + name.getBoundingClientRect().top - innerHeight / 2);
    const box = name.getBoundingClientRect();
    const middle = [box.left + box.width / 2, box.top + box.height / 2];
    return document.elementFromPoint(...middle) === name && box.right <= innerWidth;
  });
  const wide = `page ${page.scrollWidth} wide`;
  parent.document.title = `${seen.length} names seen at ${innerWidth}, ${wide}`;
});
</script>"""


@pytest.mark.parametrize("width", [1280, 390])
def test_each_of_300_who_lose_a_seat_can_be_scrolled_to(tmp_path: Path, width: int) -> None:
    """Down the page, never to its side: each name is what is drawn where it stands."""
    many = [f"user{number:03}.with.a.long.name@contoso.com" for number in range(310)]
    page = escape(html_of(report_from(update(many, many[300:]))) + _SEEN)
    # A window is 500 pixels wide at least; a frame in it is a page of its own.
    frame = f'<iframe srcdoc="{page}" style="border:0;width:{width}px;height:800px">'
    dom = _rendered(tmp_path, f"<!doctype html><title></title>{frame}")
    assert f"<title>300 names seen at {width}, page {width} wide</title>" in dom


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
