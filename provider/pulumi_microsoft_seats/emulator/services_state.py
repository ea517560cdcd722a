"""What the emulator keeps: one database with the directory and every service's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import directory
from .database import open_database, transaction
from .directory import Directory
from .graph import seed_writing
from .graph.graph_service import Graph
from .graph.tenant import Tenant
from .graph.tenant_table import TenantTable
from .store import inventory_tables
from .store.seat_table import Ledger
from .store.store_service import Store
from .world import World

if TYPE_CHECKING:
    from pathlib import Path

    from .fault_injection import Faults
    from .services import Service


class State:
    """The directory, the services, and the database beneath them.

    Args:
        path: The database's file; None keeps everything in memory.
        faults: The rules in force.

    Attributes:
        directory: The users that every service knows.
        ledger: The Store's seats.
        graph: Graph's people and licences.
        services: What is served, each below its own path.

    Raises:
        EmulatorError: The file cannot be used.
    """

    def __init__(self, path: Path | None, faults: Faults) -> None:
        self._database = open_database(path, f"{directory.SCHEMA} {inventory_tables.SCHEMA}")
        self.directory = Directory(self._database)
        self.ledger = Ledger(self._database)
        self.graph = Graph(Tenant(TenantTable(self._database)), self.directory, faults)
        if self.directory.is_kept() and self.graph.is_empty():
            # The file is older than Graph, or nobody was in the directory.
            with transaction(self._database):
                self.graph.replace(World(users=self.directory.users()))
        self.services: tuple[Service, ...] = (Store(self.ledger, self.directory), self.graph)

    def close(self) -> None:
        """Close the database; nothing else may be called after it."""
        self._database.close()

    def service_of(self, product: str) -> Service:
        """Whose a product is: the Store's keys have a slash, a SKU has none."""
        store, graph = self.services
        return store if "/" in product else graph

    def is_empty(self) -> bool:
        """Whether there is no directory and no service knows anything."""
        return not self.directory.is_kept() and all(each.is_empty() for each in self.services)

    def replace(self, world: World) -> None:
        """Forget everything and start from `world`."""
        with transaction(self._database):
            self.directory.replace(world.user_names)
            for service in self.services:
                service.replace(world)

    def world(self) -> World:
        """The directory and what each service knows at this moment."""
        parts = {name: part for each in self.services for name, part in each.part().items()}
        # Graph knows of each of them what the directory does not.
        known = seed_writing.people(self.graph.tenant.content())
        return World(users=known if self.directory.is_kept() else None, **parts)
