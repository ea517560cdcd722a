"""The live seats that a resource has to know of, by its properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .declaration import OWNERSHIP, Properties, urn_in, users_in
from .pending_reclaims import planned_reclaims
from .status_column import StatusColumn

if TYPE_CHECKING:
    from .domain.model import ProductKey
    from .plugin_session import PluginSession
    from .reconcile.snapshot import Snapshot


def seats_for(session: PluginSession, product: ProductKey, *sides: Properties) -> Snapshot:
    """The seats that old and new properties of a resource (its sides) are held against.

    All of the product's, unless the ownership is shared: then only those of its own users count.

    Raises:
        SeatsError: they cannot be read.
    """
    users = _users_of(sides)
    report = StatusColumn(urn_in(sides[-1])).show
    if users is None:
        return session.snapshots.of(product, report)
    return session.snapshots.of_users(product, users, report)


def known_seats_for(
    session: PluginSession, product: ProductKey, *sides: Properties
) -> Snapshot | None:
    """The same if they were read already, None where they would have to be."""
    return session.snapshots.known(product, _users_of(sides))


def own_seats(session: PluginSession, product: ProductKey, properties: Properties) -> Snapshot:
    """The seats of the users that a resource has in its state, whatever its ownership.

    Raises:
        SeatsError: they cannot be read.
    """
    report = StatusColumn(urn_in(properties)).show
    return session.snapshots.of_users(product, _named_in(properties), report)


def _users_of(sides: tuple[Properties, ...]) -> frozenset[str] | None:
    """Everybody that the sides name; None when one of them is about all seats of the product."""
    known = [side for side in sides if side]
    if not all(side.get(OWNERSHIP) == "shared" for side in known):
        return None
    return frozenset[str]().union(*(_named_in(side) for side in known))


def _named_in(properties: Properties) -> frozenset[str]:
    return (users_in(properties) or frozenset()) | planned_reclaims(properties)
