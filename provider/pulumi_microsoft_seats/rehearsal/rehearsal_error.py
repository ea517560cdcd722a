"""What a rehearsal refuses, and how the work on a resource fails."""

from __future__ import annotations

import pulumi


class RehearsalError(Exception):
    """What the rehearsal was given cannot be used; the message is one sentence for a person."""


class StepError(Exception):
    """The work on one resource failed.

    `message` is for a person; `details` are the provider's traceback, if it sent one.
    """

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class PhaseStoppedError(pulumi.RunError):
    """Told to the program once something failed: no more of its resources are worked on.

    The failure itself was reported where it happened, so this carries no message of its own.
    """


def reason_of(error: OSError | UnicodeDecodeError) -> str:
    """Why a file cannot be read or written, without its path, which the sentence has already."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return error.strerror or type(error).__name__
