"""What a rehearsal refuses, told in one sentence."""

from __future__ import annotations


class RehearsalError(Exception):
    """What the rehearsal was given cannot be used; the message is one sentence for a person."""
