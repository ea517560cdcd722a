"""What the emulator keeps: one database with the directory and every service's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import directory
from .database import open_database, transaction
from .directory import Directory
from .store import inventory_tables
from .store.ledger import Ledger
from .store.service import Store
from .world import World

if TYPE_CHECKING:
    from pathlib import Path

    from .services import Service


class State:
    """The directory, the services, and the database beneath them.

    Args:
        path: The database's file; None keeps everything in memory.

    Attributes:
        directory: The users that every service knows.
        ledger: The Store's seats.
        services: What is served, each below its own path.

    Raises:
        EmulatorError: The file cannot be used.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._database = open_database(path, f"{directory.SCHEMA} {inventory_tables.SCHEMA}")
        self.directory = Directory(self._database)
        self.ledger = Ledger(self._database)
        self.services: tuple[Service, ...] = (Store(self.ledger, self.directory),)

    def close(self) -> None:
        """Close the database; nothing else may be called after it."""
        self._database.close()

    def is_empty(self) -> bool:
        """Whether there is no directory and no service knows anything."""
        return not self.directory.is_kept() and all(each.is_empty() for each in self.services)

    def replace(self, world: World) -> None:
        """Forget everything and start from `world`."""
        with transaction(self._database):
            self.directory.replace(world.users)
            for service in self.services:
                service.replace(world)

    def world(self) -> World:
        """The directory and what each service knows at this moment."""
        parts = {name: part for each in self.services for name, part in each.part().items()}
        return World(users=self.directory.users(), **parts)
