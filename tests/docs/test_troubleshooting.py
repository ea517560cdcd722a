"""`docs/troubleshooting.md` has every text of the source, and none that the source has not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .messages import GAP, NOT_SAID, Message, literals, messages, names_in

PAGE = Path(__file__).parents[2] / "docs" / "troubleshooting.md"

_FOREIGN = "What Pulumi says"
"""The heading above texts that are not this package's."""

_PLACEHOLDER = re.compile(r"\{[^{}]*\}|…")
_INSIDE_A_WORD = re.compile(r"\w\w")


@dataclass(frozen=True, slots=True)
class Entry:
    """A text on the page.

    Attributes:
        text: as it is shown, with `{what}` or `…` for what varies, `{one|other}` for alternatives.
        meaning: what is said below it.
        foreign: whether it is not this package's.
    """

    text: str
    meaning: str
    foreign: bool = False

    @property
    def fixed(self) -> list[str]:
        """What is always the same of it, in order, the alternatives among it apart."""
        return [part for part in _PLACEHOLDER.split(self.text) if part]

    @property
    def alternatives(self) -> list[str]:
        """The texts among which one is shown."""
        found = (part.strip("{}") for part in _PLACEHOLDER.findall(self.text))
        return [one for part in found if "|" in part for one in part.split("|")]


@cache
def _entries() -> tuple[Entry, ...]:
    return tuple(entries_of(PAGE.read_text(encoding="utf-8")))


@cache
def _messages() -> tuple[Message, ...]:
    return tuple(messages())


def entries_of(page: str) -> list[Entry]:
    """The texts of a page: of each item of a list, the code before the line break."""
    found: list[Entry] = []
    heading, depth = "", 0
    tokens = MarkdownIt().parse(page)
    for before, token in pairwise(tokens):
        depth += (token.type == "list_item_open") - (token.type == "list_item_close")
        if before.type == "heading_open" and before.tag == "h2":
            heading = token.content
        elif token.type == "inline" and depth:
            found += _entries_of_an_item(token, foreign=heading == _FOREIGN)
    return found


def _entries_of_an_item(item: Token, *, foreign: bool) -> list[Entry]:
    parts = list(item.children or ())
    ends = next((at for at, part in enumerate(parts) if part.type == "hardbreak"), len(parts))
    meaning = "".join(part.content or " " for part in parts[ends + 1 :]).strip()
    texts = [part.content for part in parts[:ends] if part.type == "code_inline"]
    return [Entry(text, meaning, foreign=foreign) for text in texts]


@cache
def pattern_of(message: Message) -> re.Pattern[str]:
    """What a text on the page looks like that shows this one.

    Where it is all that is said, a value does not reach over a semicolon, behind which the advice
    stands: otherwise a text without advice would be found in one that has some.
    """
    gap = "[^;]*?" if message.whole else ".*?"
    parts = re.split(f"[{GAP}…]+", message.text)
    return re.compile(gap.join(map(re.escape, parts)))


def is_shown(message: Message, entry: Entry) -> bool:
    """Whether an entry of the page shows a text of the source."""
    if not all(piece in entry.text for piece in message.pieces):
        return False  # which is quicker to see than to search
    pattern = pattern_of(message)
    found = pattern.fullmatch(entry.text) if message.whole else pattern.search(entry.text)
    return found is not None


def is_built_from(text: str, pieces: set[str]) -> bool:
    """Whether a text is made of these pieces, whole words of the first and the last one."""
    if any(text in piece for piece in pieces):
        return True
    reached = {0} | {
        end
        for piece in pieces
        for end in range(1, min(len(piece), len(text)) + 1)
        if piece.endswith(text[:end]) and not _cuts_a_word(piece, len(piece) - end)
    }
    for at in range(len(text)):
        if at not in reached or _cuts_a_word(text, at):
            continue
        if any(piece.startswith(text[at:]) for piece in pieces):
            return True
        reached |= {at + len(piece) for piece in pieces if text.startswith(piece, at)}
    return len(text) in reached


def _cuts_a_word(text: str, at: int) -> bool:
    return _INSIDE_A_WORD.fullmatch(text[max(at - 1, 0) : at + 1]) is not None


def test_every_text_of_the_source_is_on_the_page() -> None:
    """With the file, the line and the text of each that is not."""
    lacking = [
        f"{message.place}: {message.text.replace(GAP, '…')}"
        for message in _messages()
        if not any(is_shown(message, entry) for entry in _entries())
    ]
    assert not lacking, "docs/troubleshooting.md lacks:\n" + "\n".join(lacking)


def test_every_text_of_the_page_is_in_the_source() -> None:
    """All of it, between what varies: a sentence that was reworded is found on the page."""
    told = set(_messages())
    short = {piece for part in literals() if part not in told for piece in part.pieces}
    every = {literal.text for literal in literals()} | {"…"}
    stale = []
    for entry in _entries():
        if entry.foreign:
            continue
        shown = [message for message in _messages() if is_shown(message, entry)]
        pieces = {piece for message in shown for piece in message.pieces} | short
        wrong = [part for part in entry.fixed if not is_built_from(part, pieces)]
        wrong += [one for one in entry.alternatives if one not in every and not _shows(one)]
        if wrong or not shown:
            stale.append(f"{entry.text}\n    not in the source: {wrong or 'any of it'}")
    assert not stale, "docs/troubleshooting.md has:\n" + "\n".join(stale)


def _shows(alternative: str) -> bool:
    entry = Entry(alternative, "")
    return any(is_shown(message, entry) for message in _messages())


def test_the_page_leads_with_ten_of_its_texts() -> None:
    """In a table, each with what to do; the texts themselves are further down."""
    page = PAGE.read_text(encoding="utf-8")
    ten = re.findall(
        r"^\| `([^`]+)` \| \S.{20,} \|$", page.partition("\n## How to")[0], re.MULTILINE
    )
    shown = [[part.strip() for part in text.split("…")] for text in ten]
    assert len(ten) == 10
    texts = [entry.text for entry in _entries()]
    assert all(any(all(part in text for part in parts) for text in texts) for parts in shown), ten


def test_every_entry_says_what_it_means() -> None:
    """And what to do, below the text."""
    assert len(_entries()) > 150
    assert not [entry.text for entry in _entries() if len(entry.meaning.split()) < 3]


def test_no_text_stands_on_the_page_twice() -> None:
    texts = [entry.text for entry in _entries()]
    assert sorted({text for text in texts if texts.count(text) > 1}) == []


def test_what_is_left_out_exists() -> None:
    """An exclusion of a name that is gone would cover the next one of that name."""
    assert NOT_SAID.keys() <= set(names_in())
    assert all(NOT_SAID.values())


def _package(folder: Path, text: str) -> Path:
    module = folder / "domain" / "figures.py"  # which is in `NOT_SAID`
    module.parent.mkdir(parents=True)
    module.write_text(text, encoding="utf-8")
    (folder / "guard.py").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('raise SomeError(f"{name} is not there; check it.")', ["\0 is not there; check it."]),
        ('def what(x):\n    return f"{x} is not there"', ["\0 is not there"]),
        ('why = "it is late" if late else "no idea"', ["it is late", "no idea"]),
        ('say(f"{counted(n, ONE, MANY)} not there.", counted(1, "user is"))', ["\0 not there."]),
        ('REASONS = {"seat": "it may be gone"}', ["it may be gone"]),
        ('"""What it is for."""\nx: int = 1\n"""What x is."""', []),
        ('Option("--yes", help="Go ahead at once.")', []),
        ('raise ValueError("caught by its caller")', []),
        ('if error == "Extra data": pass', []),
    ],
)
def test_a_text_is_found_wherever_it_is_built(
    tmp_path: Path, source: str, found: list[str]
) -> None:
    """Not in docstrings, helps and comparisons."""
    told = messages(_package(tmp_path, source))
    assert [each.text for each in told if each.place.startswith("guard.py:")] == found


def test_an_error_is_found_where_all_else_is_left_out(tmp_path: Path) -> None:
    """By its class, whether it is raised there or returned."""
    source = (
        "class GoneError(Exception): ...\n"
        "class Gone(GoneError): ...\n"
        'def gone(): return Gone(f"{what} is gone.")\n'
        'note = "no error at all"\n'
    )
    told = messages(_package(tmp_path, source))
    assert [each.text for each in told if each.place.startswith("domain/")] == ["\0 is gone."]


@pytest.mark.parametrize(
    ("said", "page", "same"),
    [
        ("\0 cannot be read: \0.", "{file} cannot be read: {reason}.", True),
        ("\0 cannot be read: \0.", "{file} cannot be read: {reason}; check it.", False),
        ("\0 cannot be read: \0; check it.", "{file} cannot be read: {reason}.", False),
        ("\0 is gone for good.", "{file} is gone for ever.", False),
        ("\0 is gone.", "{file} is gone. Really.", False),
        ("\0 is \0 gone.", "{file} is long gone.", False),
    ],
)
def test_a_text_that_was_reworded_is_another(said: str, page: str, *, same: bool) -> None:
    """Also where only the advice behind it was added or left out."""
    message, entry = Message("x.py:1", said, whole=True), Entry(page, "")
    built = all(is_built_from(part, set(message.pieces)) for part in entry.fixed)
    assert (is_shown(message, entry) and built) is same


def test_an_entry_is_the_code_before_the_break() -> None:
    ours = "## A\n\n- `one text`, `two {n}`\\\n  Do `this`.\n\n"
    found = entries_of(f"{ours}## What Pulumi says\n\n- `x`\\\n  y\n")
    assert [each.text for each in found] == ["one text", "two {n}", "x"]
    assert [each.foreign for each in found] == [False, False, True]
    assert found[0].meaning == "Do this."
