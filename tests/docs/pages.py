"""The pages a reader finds, and the fenced blocks on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

REPOSITORY = Path(__file__).parents[2]

COMMANDS = ("sh", "console")
"""The languages of blocks that are run."""

_MARKDOWN = MarkdownIt("commonmark").enable("table")

# At the start of a command, behind variables that are set for it alone; or by the fleet's loop.
_CALLS_PULUMI = re.compile(
    r"(?:^|&&|\|\||;|\||\$\()\s*(?:\w+=\S*\s+)*(?:pulumi|python -m examples\.fleet)\s",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Step:
    """A command of a console block, and what the page says it prints."""

    command: str
    printed: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A fenced block.

    `options` are the words behind the language, which no page shows: `file=NAME`, `exit=CODE`,
    `background`, `run-by=PATH`.
    """

    page: Path
    line: int
    language: str
    options: dict[str, str]
    text: str

    @property
    def place(self) -> str:
        """Where it is, for a message."""
        return f"{self.page.relative_to(REPOSITORY)}:{self.line}"

    @property
    def runs(self) -> bool:
        """Whether its commands are run with the page."""
        return self.language in COMMANDS and "run-by" not in self.options

    @property
    def needs_engine(self) -> bool:
        """Whether a command of it is the Pulumi CLI."""
        commands = "\n".join(step.command for step in self.steps) or self.text
        return self.runs and bool(_CALLS_PULUMI.search(commands))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The commands of a console block; none of any other."""
        return tuple(_steps(self.text)) if self.language == "console" else ()


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        """Its path from the top of the repository."""
        return str(self.path.relative_to(REPOSITORY))

    @cached_property
    def tokens(self) -> list[Token]:
        """What the parser makes of it."""
        return _MARKDOWN.parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def blocks(self) -> list[Block]:
        """Its fenced blocks, in order."""
        return [self._block(token) for token in self.tokens if token.type == "fence"]

    def _block(self, token: Token) -> Block:
        language, *words = token.info.split() or [""]
        options = dict(word.partition("=")[::2] for word in words)
        line = token.map[0] + 1 if token.map else 0
        return Block(self.path, line, language, options, token.content)


@cache
def page_at(path: Path) -> Page:
    """A page, read once."""
    return Page(path)


@cache
def pages() -> list[Page]:
    """README, docs, the examples' own pages, and what else lies at the top."""
    found = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]
    found += (REPOSITORY / "examples").rglob("*.md")
    return [page_at(path) for path in sorted(found)]


def _steps(text: str) -> Iterator[Step]:
    lines = text.splitlines()
    while lines:
        command = lines.pop(0).removeprefix("$ ")
        while command.endswith("\\") and lines:
            command += "\n" + lines.pop(0)
        printed = []
        while lines and not lines[0].startswith("$ "):
            printed.append(lines.pop(0))
        yield Step(command, tuple(printed))
