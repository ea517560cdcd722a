"""Whether somebody looks on, at a terminal, and likes colours."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH_OF_A_FILE = 10_000


def likes_colour(stream: TextIO) -> bool:
    """Whether what is written may be coloured: at a terminal, unless NO_COLOR says otherwise."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def console_on(stream: TextIO) -> Console:
    """A console that reads no markup in what it is given."""
    from rich.console import Console  # noqa: PLC0415 - a help text waits for none of it

    return Console(
        file=stream,
        force_terminal=stream.isatty(),
        color_system="auto" if likes_colour(stream) else None,
        # A line that goes to a file or a pipe is not broken: it will be searched.
        width=None if stream.isatty() else _WIDTH_OF_A_FILE,
        markup=False,
        emoji=False,
        highlight=False,
    )
