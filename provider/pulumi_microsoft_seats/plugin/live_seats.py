"""The live seats that a resource has to know of, by its properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .status_column import StatusColumn

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from ..domain.model import ProductKey
    from ..domain.progress import Progress
    from ..reconcile.snapshot import Snapshot
    from .properties import SeatProperties
    from .session import PluginSession


def seats_for(session: PluginSession, product: ProductKey, *sides: SeatProperties) -> Snapshot:
    """The seats that the sides of a resource are held against.

    All of the product's, unless the ownership is shared: then only those of its own users count.

    Raises:
        SeatsError: they cannot be read.
    """
    _expect(session, *sides)
    users = _users_of(sides)
    report = _report(session, sides[-1])
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
    _expect(session, side)
    report = _report(session, side)
    snapshot = session.snapshots.of_users(product, side.named, report)
    session.snapshots.confirm(product, side.named & snapshot.users, report)
    return snapshot


def confirm(
    session: PluginSession, product: ProductKey, users: AbstractSet[str], side: SeatProperties
) -> bool:
    """Have the service itself asked for whom a list alone has spoken of, where lists may be wrong.

    Returns:
        Whether anybody was asked for, so that the snapshot may have changed.

    Raises:
        SeatsError: they cannot be read.
    """
    return session.snapshots.confirm(product, users, _report(session, side))


def _expect(session: PluginSession, *sides: SeatProperties) -> None:
    """Tell the service whom the resource names; of those who changed their name only the last.

    Whom state remembers and the program does not name any more goes by the name of today.
    """
    named = sides[-1].named
    ids = {user: id_ for side in sides for user, id_ in side.ids.items() if user in named}
    session.service.expect(named, ids)


def _report(session: PluginSession, side: SeatProperties) -> Callable[[Progress], None]:
    return StatusColumn(session.engine, side.urn).show


def _users_of(sides: tuple[SeatProperties, ...]) -> frozenset[str] | None:
    """Everybody that the sides name; None when one of them is about all seats of the product."""
    known = [side for side in sides if side.product is not None]
    if not all(side.ownership == "shared" for side in known):
        return None
    return frozenset[str]().union(*(side.named for side in known))
