"""The rehearsal as a command: prints what happened and returns an exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from .display import render
from .errors import RehearsalError
from .rehearsal import DEFAULT_STACK, Rehearsal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from .result import Operation


def rehearse(
    operation: Operation,
    directory: str | Path = ".",
    *,
    stack: str = DEFAULT_STACK,
    state_file: str | Path | None = None,
    config: Sequence[str] = (),
    output: TextIO | None = None,
    **options: str | Path | None,
) -> int:
    """Run one operation and print its result, in colour on a terminal unless NO_COLOR is set.

    `config` holds `key=value` texts, `options` are those of the operation (`save_plan` of a
    preview, `plan` of an `up`). Input that cannot be used is told in one line on standard
    error.

    Returns:
        0 when everything went well, otherwise 1.
    """
    stream = output or sys.stdout
    try:
        rehearsal = Rehearsal(directory, stack, state_file, _pairs(config))
        result = getattr(rehearsal, operation)(**options)
    except RehearsalError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    stream.write(render(result, colour=_wants_colour(stream)))
    return int(result.exit_code)


def _pairs(texts: Sequence[str]) -> dict[str, object]:
    pairs: dict[str, object] = {}
    for text in texts:
        key, separator, value = text.partition("=")
        if not key or not separator:
            raise RehearsalError(f"Configuration is given as key=value, which {text} is not.")
        pairs[key] = value
    return pairs


def _wants_colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")
