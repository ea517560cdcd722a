"""What ends a run before anything has run."""

from __future__ import annotations


class FleetError(Exception):
    """What is wrong, a sentence a fault."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
