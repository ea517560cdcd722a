"""What the emulator's Graph assumes stands on the page of the emulator, word by word."""

from __future__ import annotations

import re
from pathlib import Path

from pulumi_microsoft_seats.emulator import graph

SOURCE = Path(graph.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "emulator.md"

_MARK = re.compile(r"# Assumed: ((?:.*\n)(?:\s*# (?!Assumed:).*\n)*)")
_ITEM = re.compile(r"^- (.*(?:\n  .*)*)", re.MULTILINE)


def _one_line(text: str) -> str:
    return " ".join(line.strip().removeprefix("#").strip() for line in text.splitlines()).strip()


def test_each_assumption_is_on_the_page_and_nothing_else_is() -> None:
    marked = {
        _one_line(mark)
        for module in SOURCE.glob("*.py")
        for mark in _MARK.findall(module.read_text(encoding="utf-8"))
    }
    section = PAGE.read_text(encoding="utf-8").partition("### What Graph assumes")[2]
    listed = {_one_line(item) for item in _ITEM.findall(section)}
    assert len(marked) > 40
    assert marked == listed
