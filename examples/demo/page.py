"""What the reader sees: headings, what commands print, and what was checked."""

from __future__ import annotations

import re
import shutil
import sys
from textwrap import wrap

_BOLD, _GREEN, _RED, _YELLOW, _RESET = "\x1b[1m", "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[0m"
_WIDEST = 110
_MARGIN = "  | "
_STYLES = {"+": _GREEN, "-": _RED, "error:": _RED, "warning:": _YELLOW}


class Page:
    """Standard output.

    Args:
        colour: whether it is a terminal that shows colours.
    """

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour
        columns = shutil.get_terminal_size(fallback=(_WIDEST, 24)).columns
        self._width = min(columns, _WIDEST)

    def heading(self, title: str, look: str) -> None:
        """Begin a step: its title, and what to look at."""
        self._write(f"\n== {title}", _BOLD)
        self.say(look, indent="   ")

    def say(self, text: str, indent: str = "") -> None:
        """Write paragraphs."""
        for paragraph in text.split("\n\n"):
            self._write("\n" * paragraph.startswith("\n") + self._filled(paragraph, indent, indent))

    def shown(self, command: str, lines: list[str]) -> None:
        """Write a command and what it printed, folded to the width."""
        self._write(f"  $ {command}", _BOLD)
        self.quote(lines)

    def quote(self, lines: list[str]) -> None:
        """Write lines of something else, folded to the width."""
        for line in lines:
            indent = re.match(r" *", line.ljust(1))
            hanging = _MARGIN + (indent[0] if indent else "") + "  "
            style = _STYLES.get(line.split(maxsplit=1)[0], "") if line.strip() else ""
            # The CLI writes the line ends of a new text as \n; it may be folded there.
            text = line.replace("\\n", "\\n ")
            self._write(self._filled(text, _MARGIN, hanging) if text else _MARGIN.rstrip(), style)

    def checked(self, fact: str) -> None:
        """Write what a step has shown."""
        self._write(self._filled(f"Checked: {fact}", "  ", "           "), _GREEN)

    def _filled(self, text: str, first: str, rest: str) -> str:
        lead = len(text) - len(text.lstrip(" "))
        lines = wrap(
            text.strip(),
            self._width,
            initial_indent=first + " " * lead,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return "\n".join(lines)

    def _write(self, text: str, style: str = "") -> None:
        sys.stdout.write(f"{style}{text}{_RESET}\n" if style and self._colour else f"{text}\n")
        sys.stdout.flush()
