"""What a command answers with, whatever its form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A command's answer, in all its forms.

    Attributes:
        columns: their names, as the heading of the CSV; the table has spaces for underscores.
        rows: a cell for each column.
        document: what the JSON holds.
        bars: for each row a share, 0 to 1, that the table shows as a bar in a last column, `used`;
            None for a row without.
        less: columns that a narrow table does without, the first of them first.
        texts: columns of words, which a narrow table breaks into lines; all others stay whole.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    document: object
    bars: Sequence[float | None] = ()
    less: Sequence[str] = ()
    texts: Sequence[str] = ()
