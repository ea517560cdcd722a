"""How the work on a resource fails, and how the program learns of it."""

from __future__ import annotations

import pulumi


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
