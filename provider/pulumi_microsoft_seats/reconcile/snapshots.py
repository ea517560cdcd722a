"""Reading live seats: once a phase, in the cheaper way, shared by all resources."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..domain.errors import ProductNotFound, ServiceError
from ..domain.model import Holding
from ..domain.progress import Progress
from .parts import parts_of
from .snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from concurrent.futures import Executor

    from ..domain.model import Capacity, ProductKey, Seat
    from .inventory import Inventory
    from .seat_service import SeatService


Report = Callable[[Progress], None]

_SEATS_BETWEEN_REPORTS = 1_000


def _silent(_progress: Progress) -> None:
    return


@dataclass(slots=True)
class _Product:
    """What was read of one product.

    Attributes:
        asking: held by whoever asks for users, so that nobody is asked for twice.
        asked: users asked for so far.
        listing: the reading of the whole list, once somebody needs it.
    """

    snapshot: Snapshot = field(default_factory=Snapshot)
    asking: threading.Lock = field(default_factory=threading.Lock)
    asked: int = 0
    listing: Future[Snapshot] | None = None


class Snapshots:
    """The snapshots of one plugin process, which the engine starts anew for each phase.

    Args:
        service: where seats are read.
        inventory: says how many are held, which decides how they are read.
        executor: asks for users side by side.
    """

    def __init__(self, service: SeatService, inventory: Inventory, executor: Executor) -> None:
        self._service = service
        self._inventory = inventory
        self._executor = executor
        self._lock = threading.Lock()
        self._products: dict[ProductKey, _Product] = {}

    def of(self, product: ProductKey, report: Report = _silent) -> Snapshot:
        """Everybody who holds a seat of a product.

        Whoever asks first reads the list, everybody else who asks meanwhile waits for that reading.
        One that failed is forgotten, so the next one to ask tries again.

        Args:
            product: which.
            report: told now and then how many were read, if it is this call that reads them.

        Raises:
            ProductGone: the inventory lacks the product.
            SignInError, ServiceError: the seats cannot be read.
        """
        with self._lock:
            known = self._products.setdefault(product, _Product())
            listing = known.listing
            mine = listing is None
            if listing is None:
                listing = known.listing = Future()
        if mine:
            self._list(product, known, listing, report)
        return listing.result()

    def of_users(
        self, product: ProductKey, users: AbstractSet[str], report: Report = _silent
    ) -> Snapshot:
        """A snapshot that knows at least whether some users (folded) hold a seat.

        Raises:
            ProductGone: the inventory lacks the product.
            SignInError, ServiceError: the seats cannot be read.
        """
        known = self._product(product)
        with known.asking:
            unknown = known.snapshot.unknown(users)
            if known.listing is None and not self._should_list(product, known, len(unknown)):
                try:
                    self._ask(product, known, unknown, report)
                except ProductNotFound:
                    pass  # It is not about the users: the list says who holds a seat, or why not.
                else:
                    return known.snapshot
        return self.of(product, report)

    def confirm(
        self, product: ProductKey, users: AbstractSet[str], report: Report = _silent
    ) -> bool:
        """Ask for whoever of some users (folded) was only listed, where lists may be wrong.

        Returns:
            Whether anybody was asked for, so that the snapshot may have changed.

        Raises:
            SignInError, ServiceError: the seats cannot be read.
        """
        if self._service.is_list_exact:
            return False
        known = self._product(product)
        with known.asking:
            unasked = known.snapshot.unasked(users)
            if unasked:  # what the snapshot has made of its seats stays made
                self._ask(product, known, unasked, report)
        return bool(unasked)

    def forget(self, product: ProductKey, users: AbstractSet[str]) -> None:
        """Count names (folded) no longer: who was found by them is known by others."""
        if users:
            self._product(product).snapshot.learn(Holding(user, None) for user in users)

    def known(self, product: ProductKey, users: AbstractSet[str] | None) -> Snapshot | None:
        """The snapshot, if it was read already for these users, or for all where it is None."""
        snapshot = self._product(product).snapshot
        lacks = not snapshot.is_whole if users is None else snapshot.unknown(users)
        return None if lacks else snapshot

    def _product(self, product: ProductKey) -> _Product:
        with self._lock:
            return self._products.setdefault(product, _Product())

    def _should_list(self, product: ProductKey, known: _Product, more: int) -> bool:
        # What was asked for before counts as well: many small questions are dear in the end.
        if known.asked and not more:
            return False
        return self._service.is_listing_cheaper(self._capacity(product), known.asked + more)

    def _capacity(self, product: ProductKey) -> Capacity | None:
        try:
            return self._inventory.capacity(product)
        except ServiceError:
            return None  # the list may be had all the same

    def _ask(self, product: ProductKey, known: _Product, users: list[str], report: Report) -> None:
        questions = parts_of(users, self._service.question_size)
        found: list[Holding] = []
        for answers in self._executor.map(lambda some: self._service.ask(product, some), questions):
            before = len(found)
            found += answers
            if len(found) // _SEATS_BETWEEN_REPORTS > before // _SEATS_BETWEEN_REPORTS:
                report(Progress("reading", len(found), len(users)))
        known.snapshot.learn(found)
        known.asked += len(users)

    def _list(
        self, product: ProductKey, known: _Product, listing: Future[Snapshot], report: Report
    ) -> None:
        try:
            is_exact = self._service.is_list_exact
            known.snapshot.learn_all(self._holders(product, report), is_exact=is_exact)
            listing.set_result(known.snapshot)
        except BaseException as error:
            with self._lock:
                known.listing = None
            listing.set_exception(error)
            raise

    def _holders(self, product: ProductKey, report: Report) -> Iterator[Seat]:
        try:
            for number, seat in enumerate(self._service.holders(product)):
                if number and not number % _SEATS_BETWEEN_REPORTS:
                    report(Progress("reading", number))
                yield seat
        except ProductNotFound:
            self._inventory.raise_if_gone(product)
            raise
