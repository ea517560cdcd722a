"""The world: the directory and what each service knows, in the format of a seed.

    users: [ada@contoso.com, grace@contoso.com]   # the directory; left out, any user name is known
    inventory: […]                                # the Store's part: `store/seed.py`

A service adds its part as a field of `World`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from .documents import STRICT, ListOf, check_once, load, parse
from .emulator_error import EmulatorError
from .graph.graph_seed import License, PeopleGroup, Person, SeedUser
from .graph.seeding import content_of
from .spelling import fold
from .store.seed import InventoryEntry

if TYPE_CHECKING:
    from pathlib import Path


def _is_empty(listed: tuple[object, ...]) -> bool:
    return not listed


@dataclass(frozen=True, slots=True, config=STRICT)
class World:
    """Everything that the services know.

    Attributes:
        inventory: The Store's entries, each product and SKU once.
        users: The directory; None when any user name is known.
        groups: The directory's groups.
        licenses: Graph's SKUs, and who has them.

    Raises:
        EmulatorError: An entry or a user is listed twice, or a seat is held by somebody whom the
            directory does not list.
    """

    inventory: ListOf[InventoryEntry] = ()
    users: tuple[SeedUser, ...] | None = None
    groups: ListOf[PeopleGroup] = Field(default=(), exclude_if=_is_empty)
    licenses: ListOf[License] = Field(default=(), exclude_if=_is_empty)

    def __post_init__(self) -> None:
        check_once((entry.key for entry in self.inventory), "inventory")
        if self.users is None:
            return
        check_once(self.user_names or (), "users")
        known = set(map(fold, self.user_names or ()))
        for entry in self.inventory:
            for holder in entry.seats:
                if fold(holder) not in known:
                    raise EmulatorError(
                        f"{holder} holds a seat of {entry.key} but is not among users; add the "
                        "name there or leave users out.",
                    )

    @property
    def user_names(self) -> tuple[str, ...] | None:
        """The directory by names alone; None when any user name is known."""
        if self.users is None:
            return None
        return tuple(user.user if isinstance(user, Person) else user for user in self.users)


_WORLD: TypeAdapter[World] = TypeAdapter(World)


def load_world(path: Path) -> World:
    """Read a seed file.

    Raises:
        EmulatorError: The file cannot be read or describes no world.
    """
    return load(path, parse_world)


def parse_world(document: object) -> World:
    """Make a world of a seed's document; every field but an entry's ids is optional.

    Raises:
        EmulatorError: The document has another shape, or contradicts itself.
    """
    world = parse(_WORLD, document, "the world")
    # Whatever contradicts itself there is found by making a tenant of it.
    content_of(world.users, world.groups, world.licenses, "")
    return world


def world_document(world: World) -> dict[str, Any]:
    """The world as a seed's document, which `parse_world` reads.

    Every field is written out, but for a directory and a `product` that were not declared.
    """
    document: dict[str, Any] = _WORLD.dump_python(world, mode="json", exclude_none=True)
    return document
