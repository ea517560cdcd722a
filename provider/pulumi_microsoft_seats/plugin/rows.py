"""Lines on a resource's row, without names where the program keeps its users secret."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..domain.errors import SeatsError
from ..domain.secrecy import hide_users
from .engine_log import Severity, log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .properties import SeatProperties


def shown(of: SeatProperties, sentence: str) -> str:
    """A sentence about a resource, as it may be said."""
    return hide_users(sentence) if of.is_secret else sentence


def log_on_row(of: SeatProperties, sentence: str, severity: Severity = "info") -> None:
    """Show a line on the row of a resource."""
    log(shown(of, sentence), urn=of.urn, severity=severity)


@contextmanager
def shown_errors(of: SeatProperties) -> Iterator[None]:
    """Let an error about a resource say only what may be said.

    Raises:
        SeatsError: the same error, with the sentence that may be said.
    """
    try:
        yield
    except SeatsError as error:
        error.args = (shown(of, str(error)),)
        raise
