"""The HTML page as a browser shows it."""

from __future__ import annotations

import json
import re
import subprocess
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from pulumi_microsoft_seats.review.html import html_of
from tests.support.chromium import CHROMIUM, OPTIONS

from .samples import people, report_from, sample, update

_WHY = "no chromium on PATH to look at the page with (Debian's `chromium`)"

pytestmark = [
    pytest.mark.xdist_group("review-page"),
    pytest.mark.skipif(CHROMIUM is None, reason=_WHY),
]

NASTY = "<script>document.title='gotcha'</script>@contoso.com"
LOSING = [f"user{number:03}.with.a.long.name@contoso.com" for number in range(300)]

_LOOK = """
  const shown = () => [...document.querySelectorAll("article:not([hidden]) li[data-sign]")]
    .filter(name => !name.hidden).map(name => name.textContent);
  const drawn = () => [...document.querySelectorAll("li")].filter(name => {
    scrollTo(0, scrollY + name.getBoundingClientRect().top - innerHeight / 2);
    const box = name.getBoundingClientRect();
    const middle = [box.left + box.width / 2, box.top + box.height / 2];
    return document.elementFromPoint(...middle) === name && box.right <= innerWidth;
  }).length;
  const search = words => {
    const box = document.getElementById("q");
    box.value = words;
    box.dispatchEvent(new Event("input"));
    return shown();
  };
  const tell = seen => {
    const text = encodeURIComponent(JSON.stringify({...seen, title: document.title}));
    top.document.body.insertAdjacentHTML("beforeend", `<pre data-at="${innerWidth}">${text}</pre>`);
  };
"""


def _telling(page: str, seen: str) -> str:
    """A page that tells, once it is loaded, what is seen of it."""
    return f'{page}<script>addEventListener("load", () => {{ {_LOOK} tell({seen}); }});</script>'


def _seen(folder: Path, page: str, fragment: str = "") -> dict[int, dict[str, Any]]:
    """What a page tells, or those in its frames, by how wide they are."""
    assert CHROMIUM is not None
    file = folder / "review.html"
    file.write_text(page, encoding="utf-8")
    own = ("--window-size=1400,900", "--hide-scrollbars", f"--user-data-dir={folder / 'profile'}")
    run = subprocess.run(
        [CHROMIUM, *OPTIONS, *own, "--dump-dom", f"{file.as_uri()}{fragment}"],
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    told = re.findall(r'<pre data-at="(\d+)">(.*?)</pre>', run.stdout)
    return {int(width): json.loads(unquote(text)) for width, text in told}


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Whom the page shows: at an address with a search, then as something else is typed."""
    seen = (
        "{asked: shown(), said: document.getElementById('found').textContent, "
        "typed: search('craft'), everybody: search('')}"
    )
    page = _telling(html_of(sample("drift_and_change")), seen)
    (told,) = _seen(tmp_path_factory.mktemp("searched"), page, "#q=MALLory").values()
    return told


def test_the_page_shows_everybody(searched: dict[str, Any]) -> None:
    names = ("ada", "ada", "berta", "dora", "grace", "hilda", "mallory")
    assert sorted(searched["everybody"]) == [*people(*names)]
    assert searched["title"] == "Seats of seats, stack test: Changes"


def test_the_page_can_be_searched_by_name(searched: dict[str, Any]) -> None:
    """Also by a link to it."""
    assert searched["asked"] == [*people("mallory")]
    assert searched["said"] == "1 user in 1 assignment"


def test_an_assignment_can_be_searched_for(searched: dict[str, Any]) -> None:
    assert sorted(searched["typed"]) == [*people("ada", "dora", "grace")]


@pytest.fixture(scope="module")
def framed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, Any]]:
    """What is seen in windows of three widths; 300 people lose a seat in two of them."""
    losing = html_of(report_from(update([*LOSING, *people("ada")], people("ada"))))
    nasty = html_of(report_from(update([], [NASTY])))
    seen = "{drawn: drawn(), shown: shown(), wide: document.documentElement.scrollWidth}"
    # A window is 500 pixels wide at least; a frame in it is a page of its own.
    frames = [
        f'<iframe srcdoc="{escape(_telling(page, seen))}" '
        f'style="border:0;width:{width}px;height:800px"></iframe>'
        for width, page in {1280: losing, 700: nasty, 390: losing}.items()
    ]
    return _seen(tmp_path_factory.mktemp("framed"), f"<!doctype html>{''.join(frames)}")


@pytest.mark.parametrize("width", [1280, 390])
def test_each_of_300_who_lose_a_seat_can_be_scrolled_to(
    framed: dict[int, dict[str, Any]], width: int
) -> None:
    """Down the page, never to its side: each name is what is drawn where it stands."""
    assert (framed[width]["drawn"], framed[width]["wide"]) == (300, width)


def test_a_nasty_name_is_a_name(framed: dict[int, dict[str, Any]]) -> None:
    """It is shown, and nothing of it runs."""
    assert framed[700]["shown"] == [NASTY]
    assert "gotcha" not in framed[700]["title"]
