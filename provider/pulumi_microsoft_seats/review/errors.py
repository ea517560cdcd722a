"""What can go wrong when a preview is turned into a report."""

from __future__ import annotations

from ..domain.errors import SeatsError


class UnreadablePreview(SeatsError):
    """The file is not what `pulumi preview --json` writes, or lacks what a review needs."""


class UnwritableReport(SeatsError):
    """The file for the report cannot be written."""
