"""What a rehearsal refuses, told in one sentence."""

from __future__ import annotations


class RehearsalError(Exception):
    """What the rehearsal was given cannot be used; the message is one sentence for a person."""


def reason_of(error: OSError | UnicodeDecodeError) -> str:
    """Why a file cannot be read or written, without its path, which the sentence has already."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return error.strerror or type(error).__name__
