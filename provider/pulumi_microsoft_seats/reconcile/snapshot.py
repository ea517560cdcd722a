"""The seats as they are now: read once a phase, shared by all resources, corrected by writes."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

from ..domain.roster import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..domain.model import ProductKey, Seat
    from .seat_service import SeatService


class Snapshot:
    """One product's held seats, by folded user name. Safe to use from several threads."""

    def __init__(self, seats: Iterable[Seat]) -> None:
        self._seats = {fold(seat.user): seat for seat in seats}
        self._users: frozenset[str] | None = None
        self._lock = threading.Lock()

    @property
    def users(self) -> frozenset[str]:
        """Everybody who holds a seat, folded."""
        with self._lock:
            # Asked for several times a call, and large: made once, until a write corrects it.
            if self._users is None:
                self._users = frozenset(self._seats)
            return self._users

    def seat_of(self, user: str) -> Seat | None:
        """The seat of a user (folded), if there is one."""
        with self._lock:
            return self._seats.get(user)

    def correct(self, *, gained: Iterable[Seat] = (), lost: Iterable[str] = ()) -> None:
        """Take note of what our own writes changed; `lost` holds folded users."""
        with self._lock:
            self._users = None
            self._seats.update({fold(seat.user): seat for seat in gained})
            for user in lost:
                self._seats.pop(user, None)


class Snapshots:
    """The snapshots of one plugin process, which the engine starts anew for each phase.

    Whoever asks first for a product reads it, everybody else who asks meanwhile waits for that
    reading. A reading that failed is forgotten, so the next one to ask tries again.
    """

    def __init__(self, service: SeatService) -> None:
        self._service = service
        self._lock = threading.Lock()
        self._readings: dict[ProductKey, Future[Snapshot]] = {}

    def of(self, product: ProductKey) -> Snapshot:
        """The product's snapshot.

        Raises:
            SignInError, ServiceError: the seats cannot be read.
        """
        with self._lock:
            reading = self._readings.get(product)
            mine = reading is None
            if reading is None:
                reading = self._readings[product] = Future()
        if mine:
            self._read(product, reading)
        return reading.result()

    def known(self, product: ProductKey) -> Snapshot | None:
        """The product's snapshot if it was read already, None where it would have to be."""
        with self._lock:
            reading = self._readings.get(product)
        return reading.result() if reading is not None and reading.done() else None

    def _read(self, product: ProductKey, reading: Future[Snapshot]) -> None:
        try:
            reading.set_result(Snapshot(self._service.holders(product)))
        except BaseException as error:
            with self._lock:
                del self._readings[product]
            reading.set_exception(error)
            raise
