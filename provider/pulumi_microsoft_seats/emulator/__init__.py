"""The stand-in for the services: the retired Store for Business, and Entra, which signs in to it.

It is written from the published references alone and imports nothing of the rest of the package, so
that one misreading of the wire cannot hide in both. Whatever they do not say is marked
`# Assumed:` where it is decided.
"""

from .emulator_error import EmulatorError
from .fault_rules import FaultPlan, parse_faults
from .federated_tokens import FederatedCredential
from .foreground import run
from .request_log import LoggedRequest
from .server import Emulator
from .store.seed import InventoryEntry
from .world import World, load_world, parse_world, world_document

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
