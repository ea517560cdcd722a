"""What the reader sees: headings, what commands print, and what was checked."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from textwrap import TextWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .engines import Shown

_BOLD, _GREEN, _RESET = "\x1b[1m", "\x1b[32m", "\x1b[0m"
_WIDEST = 110
_MARGIN = "  | "
# A long line may be folded after a space, and after a line end that the CLI writes as \n.
_PIECE = re.compile(r".*?(?:\\n|\s+)|.+$")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# Where the rest of a folded value begins: under its first letter.
_HANGING = re.compile(r'\s*(?:\w+\s*: ")?')


@dataclass(frozen=True)
class Page:
    """Standard output.

    Attributes:
        colour: whether it is a terminal that shows colours.
        width: how wide a line may be.
    """

    colour: bool
    width: int

    def heading(self, title: str, look: str) -> None:
        """Begin a step: its title, and what to look at."""
        self.write("")
        self.write(self._styled(_BOLD, f"== {title}"))
        self.say(look, indent="   ")
        self.write("")

    def say(self, text: str, indent: str = "") -> None:
        """Write a paragraph."""
        self.write(self._filled(text, indent, indent))

    def shown(self, shown: Shown) -> None:
        """Write a command and all that it printed, folded to the width."""
        self.write(self._styled(_BOLD, f"  $ {shown.command}"))
        style = ""
        for line in shown.text.strip("\n").splitlines():
            for part in _folded(line.rstrip(), self.width - len(_MARGIN)):
                # The margin stays out of a colour that goes on over several lines.
                begun, style = style, _style_after(style + part)
                self.write(f"{_MARGIN}{begun}{part}{_RESET if style else ''}".rstrip())
        self.write("")

    def checked(self, fact: str) -> None:
        """Write what a step has shown."""
        self.write(self._styled(_GREEN, self._filled(f"Checked: {fact}", "  ", "           ")))

    def write(self, line: str) -> None:
        """Write a line, at once."""
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def _filled(self, text: str, first: str, rest: str) -> str:
        wrapper = TextWrapper(
            self.width,
            initial_indent=first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return wrapper.fill(text)

    def _styled(self, style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if self.colour else text


def page_for(*, colour: bool) -> Page:
    """A page as wide as the terminal, within reason."""
    columns = shutil.get_terminal_size(fallback=(_WIDEST, 24)).columns
    return Page(colour, min(columns, _WIDEST))


def _folded(line: str, width: int) -> Iterator[str]:
    plain = _COLOUR.sub("", line)
    if len(plain) <= width:
        yield line
        return
    hanging = _HANGING.match(plain)
    indent = " " * (hanging.end() if hanging else 0)
    part = ""
    for piece in _PIECE.findall(line):
        if _visible(part.strip()) and _visible(part + piece.rstrip()) > width:
            yield part.rstrip()
            part = indent
        part += piece
    yield part


def _style_after(text: str) -> str:
    """The colours in force at the end of a text."""
    return "".join(_COLOUR.findall(text.rpartition(_RESET)[2]))


def _visible(text: str) -> int:
    return len(_COLOUR.sub("", text))
