"""The screenshots in docs/images, taken of what following a page of the docs brings about."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.docs.pages import REPOSITORY, Page
from tests.docs.reader import Reader
from tests.emulator.browser import browser
from tests.support.chromium import CHROMIUM
from tests.support.pulumi_cli import CLI

IMAGES = REPOSITORY / "docs" / "images"
WIDTH = 1000
"""Pixels, as wide as a page of docs is read."""

_LIVE = "document.querySelector('#state').className === 'live'"


def take(target: Path) -> None:
    """Follow docs/review.md, and write what a reader then sees into a folder."""
    with tempfile.TemporaryDirectory() as name, Reader(Path(name)) as reader:
        for block in Page(REPOSITORY / "docs" / "review.md").blocks:
            reader.follow(block)
        origin = reader.variable("MICROSOFT_SEATS_BASE_URL").removesuffix("/V1")
        with browser(origin, Path(name) / "profile") as chromium:
            chromium.open((reader.directory / "report.html").as_uri())
            chromium.screenshot(target / "review.png", width=WIDTH)
            chromium.open(f"{origin}/")
            chromium.wait(_LIVE)
            chromium.screenshot(target / "emulator.png", width=WIDTH)


if __name__ == "__main__":
    if CHROMIUM is None or CLI is None:
        sys.exit("The screenshots need chromium and the Pulumi CLI on PATH.")
    take(IMAGES)
