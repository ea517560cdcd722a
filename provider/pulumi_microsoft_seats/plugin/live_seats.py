"""The live seats that a resource has to know of, by its properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .status_column import StatusColumn

if TYPE_CHECKING:
    from ..domain.model import ProductKey
    from ..reconcile.snapshot import Snapshot
    from .properties import SeatProperties
    from .session import PluginSession


def seats_for(session: PluginSession, product: ProductKey, *sides: SeatProperties) -> Snapshot:
    """The seats that the sides of a resource are held against.

    All of the product's, unless the ownership is shared: then only those of its own users count.

    Raises:
        SeatsError: they cannot be read.
    """
    users = _users_of(sides)
    report = StatusColumn(session.engine, sides[-1].urn).show
    if users is None:
        return session.snapshots.of(product, report)
    return session.snapshots.of_users(product, users, report)


def known_seats_for(
    session: PluginSession, product: ProductKey, *sides: SeatProperties
) -> Snapshot | None:
    """The same if they were read already, None where they would have to be."""
    return session.snapshots.known(product, _users_of(sides))


def own_seats(session: PluginSession, product: ProductKey, side: SeatProperties) -> Snapshot:
    """The seats of the users that one side of a resource names, whatever its ownership.

    Raises:
        SeatsError: they cannot be read.
    """
    return session.snapshots.of_users(
        product, side.named, StatusColumn(session.engine, side.urn).show
    )


def _users_of(sides: tuple[SeatProperties, ...]) -> frozenset[str] | None:
    """Everybody that the sides name; None when one of them is about all seats of the product."""
    known = [side for side in sides if side.product is not None]
    if not all(side.ownership == "shared" for side in known):
        return None
    return frozenset[str]().union(*(side.named for side in known))
