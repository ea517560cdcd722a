"""The live seats that a resource has to know of, by its properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..domain.roster import fold
from .status_column import StatusColumn

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from ..domain.model import ProductKey
    from ..domain.progress import Progress
    from ..reconcile.snapshot import Snapshot
    from .properties import SeatProperties
    from .session import PluginSession

_Judgement = TypeVar("_Judgement")


def seats_for(session: PluginSession, product: ProductKey, *sides: SeatProperties) -> Snapshot:
    """The seats that the sides of a resource are held against.

    All of the product's, unless the ownership is shared: then only those of its own users count.

    Raises:
        SeatsError: they cannot be read.
    """
    _expect(session, product, *sides)
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
    if side.kind.found_out:
        session.inventory.raise_if_gone(product)  # of which a list may just name nobody
    _expect(session, product, side)
    report = _report(session, side)
    # A list that lags would spare who was served a moment ago, and nobody would know of it then.
    session.snapshots.confirm(product, side.named, report)
    return session.snapshots.of_users(product, side.named, report)


def confirmed(
    session: PluginSession,
    product: ProductKey,
    side: SeatProperties,
    judge: Callable[[], _Judgement],
    users_of: Callable[[_Judgement], AbstractSet[str]],
) -> _Judgement:
    """What is made of the live seats, once it concerns nobody of whom a list alone has spoken.

    Args:
        session: of this process.
        product: whose seats.
        side: of the resource, for the progress on its row.
        judge: makes it, of the snapshot as it is then.
        users_of: whom it concerns. Where lists may be wrong they are asked for, which may change
            the snapshot.

    Raises:
        SeatsError: the seats cannot be read.
    """
    report = _report(session, side)
    judgement = judge()
    while session.snapshots.confirm(product, users_of(judgement), report):
        judgement = judge()
    return judgement


def declared_otherwise(
    session: PluginSession,
    product: ProductKey,
    declared: AbstractSet[str],
    users: AbstractSet[str],
) -> frozenset[str]:
    """Those of some users whom the program declares by another name."""
    ids = session.service.ids(product, users) if users else {}
    people = frozenset(session.service.ids(product, declared).values()) if ids else frozenset()
    return frozenset(user for user, id_ in ids.items() if id_ in people)


def second_names(
    session: PluginSession, product: ProductKey, users: AbstractSet[str]
) -> dict[str, str]:
    """Those of some users who are there by the name of today as well, and that; they count once."""
    renamed = session.service.renamed(product, users)
    return {user: fold(today) for user, today in renamed.items() if fold(today) in users}


def renamed_since(
    session: PluginSession, product: ProductKey, olds: SeatProperties, news: SeatProperties
) -> dict[str, str]:
    """Users of the old side whom the new one calls by another name, and which."""
    dropped = olds.named - news.named
    remembered = olds.ids if dropped else {}
    former = {remembered[user] for user in dropped & remembered.keys()}
    if not former:
        return {}
    # Of somebody who is in state by both names, state alone may know so far.
    ids = {u: id_ for u, id_ in remembered.items() if id_ in former and u in news.named}
    ids |= session.service.ids(product, ids.keys() | (news.named - olds.named))
    called = {id_: user for user, id_ in ids.items()}
    found = {user: called.get(remembered.get(user, "")) for user in dropped}
    return {user: name for user, name in found.items() if name is not None}


def _expect(session: PluginSession, product: ProductKey, *sides: SeatProperties) -> None:
    """Tell the service whom the resource names, and whom its state means by that.

    Of somebody who has two names here, the old side's and the new one's, only the new one counts.
    Who that is, is found out by asking for whoever the new side adds.
    """
    olds, news = sides[0], sides[-1]
    remembered = {user: id_ for side in sides for user, id_ in side.ids.items()}
    if remembered and olds.named - news.named:
        session.snapshots.confirm(product, news.named - olds.named)
    renamed = renamed_since(session, product, olds, news)
    # By the new name, because a list that lags has them by the old one.
    ids = {renamed.get(user, user): id_ for user, id_ in remembered.items()}
    session.service.expect(product, news.named, ids)
    # A refresh before this, in the same process, found them by the old one.
    session.snapshots.forget(product, renamed.keys())


def _report(session: PluginSession, side: SeatProperties) -> Callable[[Progress], None]:
    return StatusColumn(session.engine, side.urn).show


def _users_of(sides: tuple[SeatProperties, ...]) -> frozenset[str] | None:
    """Everybody that the sides name; None when one of them is about all seats of the product."""
    known = [side for side in sides if side.product is not None]
    if not all(side.ownership == "shared" for side in known):
        return None
    return frozenset[str]().union(*(side.named for side in known))
