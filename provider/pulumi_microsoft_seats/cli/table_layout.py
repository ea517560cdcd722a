"""A table as wide as the terminal is: what matters stays whole, the rest makes room."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.table import Table

from ..domain.harmless import without_commands
from ..domain.wording import one_line, percentage
from .answer import Answer, Cell
from .terminal import console_on

_BAR = "used"
_BAR_LENGTH = 20
_BETWEEN = 2
_FRACTION = re.compile(r"(?<=T\d\d:\d\d:\d\d)\.\d+")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as it is shown.

    Attributes:
        breaks: whether its cells may be broken into lines, between words.
        counts: whether they are numbers.
    """

    name: str
    cells: Sequence[str]
    breaks: bool
    counts: bool

    @property
    def heading(self) -> str:
        return self.name.replace("_", " ")

    @property
    def whole(self) -> int:
        """How wide it is with each cell on a line."""
        return max(map(cell_len, (self.heading, *self.cells)))

    @property
    def least(self) -> int:
        """How narrow it can be without a word that is cut."""
        if not self.breaks:
            return self.whole
        words = (word for cell in (self.heading, *self.cells) for word in cell.split())
        return max(map(cell_len, words), default=0)


def table_of(answer: Answer) -> str:
    """An answer as a table.

    Where it is wider than the terminal it does first without its bars, unless the answer says when,
    then without the columns that the answer can do without, and then breaks texts between words. No
    name is ever cut: a table that cannot be narrower than the terminal is wider.
    """
    console = console_on(sys.stdout)
    columns = _columns(answer, ascii_only=console.options.ascii_only)
    for name in answer.less if _BAR in answer.less else (_BAR, *answer.less):
        if _width([column.whole for column in columns]) <= console.width:
            break
        columns = [column for column in columns if column.name != name]
    least = _width([column.least for column in columns])
    table = Table(box=None, pad_edge=False, padding=(0, _BETWEEN, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(
            column.heading,
            justify="right" if column.counts else "left",
            no_wrap=not column.breaks,
            min_width=column.least,
        )
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*row)
    console.width = max(console.width, least)
    with console.capture() as capture:
        console.print(table)
    lines = (line.rstrip() for line in capture.get().splitlines())
    # Each cell is harmless; a long one, broken into lines, may begin one with anything.
    return without_commands("\n".join(lines))


def _columns(answer: Answer, *, ascii_only: bool) -> list[_Column]:
    columns = [
        _Column(
            name,
            [_readable(row[number]) for row in answer.rows],
            breaks=name in answer.texts,
            counts=any(isinstance(row[number], int) for row in answer.rows),
        )
        for number, name in enumerate(answer.columns)
    ]
    if answer.bars:
        bars = [_bar(share, ascii_only=ascii_only) for share in answer.bars]
        columns.append(_Column(_BAR, bars, breaks=False, counts=False))
    return columns


def _width(widths: Sequence[int]) -> int:
    return sum(widths) + _BETWEEN * (len(widths) - 1)


def _readable(cell: Cell) -> str:
    """A cell for people: nothing that is not there, times to the second, what is short in words."""
    if cell is None:
        return "-"
    if isinstance(cell, int):
        return f"{cell:,}" if cell >= 0 else f"{-cell:,} short"
    return _FRACTION.sub("", one_line(cell))


def _bar(share: float | None, *, ascii_only: bool) -> str:
    if share is None:
        return ""
    full = round(min(max(share, 0.0), 1.0) * _BAR_LENGTH)
    used, free = "#." if ascii_only else "█░"
    return f"{used * full}{free * (_BAR_LENGTH - full)} {percentage(round(share, 3))}"
