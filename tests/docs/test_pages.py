"""README, docs and the examples' own pages, followed block by block as a reader would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import Page, pages
from tests.docs.reader import Reader
from tests.support.pulumi_cli import CLI, NO_CLI


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=page.name)
        for page in pages()
        if any(block.runs for block in page.blocks)
    ],
)
def test_every_command_of_a_page_does_what_the_page_says(page: Page, tmp_path: Path) -> None:
    """In order, in one folder, with the output that is shown."""
    if CLI is None and any(block.needs_engine for block in page.blocks):
        pytest.skip(NO_CLI)
    with Reader(tmp_path) as reader:
        for block in page.blocks:
            reader.follow(block)
