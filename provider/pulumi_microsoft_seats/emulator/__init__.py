"""The stand-in for Microsoft's retired Store for Business seat service.

It is written from the published reference alone and imports nothing of the rest of the package, so
that one misreading of the wire cannot hide in both. Whatever the reference does not say is marked
`# Assumed:` where it is decided.
"""

from .errors import EmulatorError
from .fault_rules import FaultPlan, parse_faults
from .federation import FederatedCredential
from .foreground import run
from .request_log import LoggedRequest
from .seed import load_world, parse_world, world_document
from .server import Emulator
from .world import InventoryEntry, World

__all__ = [
    "Emulator",
    "EmulatorError",
    "FaultPlan",
    "FederatedCredential",
    "InventoryEntry",
    "LoggedRequest",
    "World",
    "load_world",
    "parse_faults",
    "parse_world",
    "run",
    "world_document",
]
