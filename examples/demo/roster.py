"""The CSV that the program reads, and the changes that the story makes to it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True)
class Roster:
    """A CSV with a header and a user a row.

    Attributes:
        path: the file.
    """

    path: Path

    @property
    def users(self) -> set[str]:
        """Everybody in it."""
        with self.path.open(encoding="utf-8", newline="") as file:
            return {row["userPrincipalName"] for row in csv.DictReader(file)}

    @property
    def rows(self) -> list[str]:
        """The lines after the header."""
        return self._lines[1:]

    def rewrite(self, rows: Iterable[str]) -> None:
        """Put other lines after the header."""
        lines = [self._lines[0], *rows]
        self.path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    @property
    def _lines(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").splitlines()
