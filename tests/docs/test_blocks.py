"""What stands on the pages: no block escapes its test, no link leads nowhere."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from urllib.parse import unquote

import pytest
import yaml

from tests.docs.pages import COMMANDS, REPOSITORY, Block, Page, page_at, pages

ILLUSTRATIONS: dict[str, Callable[[str], object]] = {
    "python": ast.parse,
    "yaml": lambda text: list(yaml.safe_load_all(text)),
    "json": json.loads,
    "csv": lambda text: list(csv.reader(text.splitlines(), strict=True)),
    "powershell": str,
    "text": str,
    "diff": str,
}
"""How a block is read that is shown or written to a file, and not run."""

OPTIONS = {"file", "exit", "background", "run-by"}

PAGES = [pytest.param(page, id=page.name) for page in pages()]


@pytest.mark.parametrize("page", PAGES)
def test_every_block_says_what_it_is(page: Page) -> None:
    """An indented block, or one of no language, would be a command that no test runs."""
    assert [token.map for token in page.tokens if token.type == "code_block"] == []
    for block in page.blocks:
        assert block.language in {*COMMANDS, *ILLUSTRATIONS}, block.place
        assert block.options.keys() <= OPTIONS, block.place


@pytest.mark.parametrize("page", PAGES)
def test_every_block_that_is_not_run_can_be_read(page: Page) -> None:
    """Programs compile, documents parse."""
    for block in page.blocks:
        if block.language in ILLUSTRATIONS:
            try:
                ILLUSTRATIONS[block.language](block.text)
            except (SyntaxError, ValueError, yaml.YAMLError, csv.Error) as error:
                pytest.fail(f"{block.place}: {error}")


@pytest.mark.parametrize("page", PAGES)
def test_a_command_that_is_run_elsewhere_stands_there(page: Page) -> None:
    """Only what would recurse, or needs a network, is run by another test."""
    for block in page.blocks:
        if "run-by" in block.options:
            there = (REPOSITORY / block.options["run-by"]).read_text(encoding="utf-8")
            for command in _commands(block):
                assert command in there, f"{block.place}: {command}"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: Page) -> None:
    """To a file of the repository, and to a heading that is there."""
    for target in _links(page):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = unquote(target).partition("#")
        path = (page.path.parent / file).resolve() if file else page.path
        assert path.exists(), f"{page.name}: {target}"
        assert path.is_relative_to(REPOSITORY), f"{page.name}: {target}"
        if anchor:
            assert anchor in _anchors(page_at(path)), f"{page.name}: {target}"


def test_no_two_pages_make_one_stack() -> None:
    """A reader who follows one after the other keeps the states of all in one place."""
    made = [stack for page in pages() for stack in _stacks(page)]
    assert {f"{project}/{stack}" for project, stack in made} >= {"start/dev", "approvals/dev"}
    assert sorted({stack for stack in made if made.count(stack) > 1}) == []


def test_every_page_of_the_docs_is_in_their_index() -> None:
    """Nobody finds a page that nothing leads to."""
    index = page_at(REPOSITORY / "docs" / "README.md")
    listed = {target.partition("#")[0] for target in _links(index)}
    there = {path.name for path in (REPOSITORY / "docs").glob("*.md")} - {"README.md"}
    assert there <= listed


def _stacks(page: Page) -> Iterator[tuple[str, str]]:
    """Project and name of each stack that a page makes; the repository's project unless it says."""
    project = yaml.safe_load((REPOSITORY / "Pulumi.yaml").read_text(encoding="utf-8"))["name"]
    for block in page.blocks:
        if block.options.get("file", "").endswith("Pulumi.yaml"):
            project = yaml.safe_load(block.text)["name"]
        for command in _commands(block) if block.runs else []:
            told = re.search(r"name: (\w+)|export --out (\w+)", command)
            project = (told[1] or told[2]) if told else project
            made = re.search(r"pulumi stack init (\w+)", command)
            if made:
                yield project, made[1]


def _commands(block: Block) -> list[str]:
    """The commands of a block, without the reader's comments."""
    lines = [step.command for step in block.steps] or block.text.splitlines()
    commands = (line.partition(" #")[0].strip() for line in lines)
    return [command for command in commands if command]


def _links(page: Page) -> Iterator[str]:
    for token in page.tokens:
        for child in token.children or []:
            target = child.attrGet({"link_open": "href", "image": "src"}.get(child.type, ""))
            if isinstance(target, str):
                yield target


def _anchors(page: Page) -> set[str]:
    """The anchors of a page's headings, made as a code host makes them."""
    headings = [
        after.content for token, after in pairwise(page.tokens) if token.type == "heading_open"
    ]
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }
