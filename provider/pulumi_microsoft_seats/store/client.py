"""The service's operations, each a method named after the reference's name for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import quote

from ..domain.errors import NotFound, OutcomeUnknown, UnreadableAnswer
from . import wire
from .failures import Subject
from .transport import Request, Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..domain.model import BulkResult, InventoryEntry, ProductKey, Seat

LARGEST_BULK_CALL = 25
"""Users in one bulk call."""

LARGEST_SEAT_PAGE = 100
"""Seats in one page."""

_Item_co = TypeVar("_Item_co", covariant=True)
_Read = TypeVar("_Read")


class _Page(Protocol[_Item_co]):
    @property
    def items(self) -> tuple[_Item_co, ...]: ...
    @property
    def continuation_token(self) -> str | None: ...


class StoreClient:
    """One organisation's seats and inventory. Safe to use from several threads.

    Every method raises `SignInError` when there is no token and a subclass of `ServiceError` when
    the service does not do what was asked.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get_inventory(
        self,
        *,
        license_types: Sequence[str] = (),
        modified_since: str | None = None,
        max_results: int | None = None,
    ) -> Iterator[InventoryEntry]:
        """*Get inventory*: every entry, page by page.

        Args:
            license_types: `online`, `offline` or both; the service's default when empty.
            modified_since: ISO 8601 with an offset; only entries changed since then.
            max_results: entries in a page.
        """
        query = [("licenseTypes", kind) for kind in license_types]
        if modified_since is not None:
            query.append(("modifiedSince", modified_since))
        if max_results is not None:
            query.append(("maxResults", str(max_results)))
        subject = Subject("reading", "the inventory", missing="service")
        return self._pages("/Inventory", query, subject, wire.read_inventory_page)

    def get_seats(
        self, product: ProductKey, *, max_results: int = LARGEST_SEAT_PAGE
    ) -> Iterator[Seat]:
        """*Get seats*: every seat of a product, page by page."""
        return self._pages(
            _seats_path(product),
            [("maxResults", str(max_results))],
            Subject("reading the seats of", str(product)),
            lambda answer: wire.read_seat_page(answer, product),
        )

    def get_user_seats(self, user: str, *, max_results: int = LARGEST_SEAT_PAGE) -> Iterator[Seat]:
        """*Get seats assigned to a user*: every seat a user holds, page by page."""
        return self._pages(
            f"/Users/{quote(user, safe='')}/Seats",
            [("maxResults", str(max_results))],
            Subject("reading the seats of", user, missing="user"),
            lambda answer: wire.read_seat_page(answer, None),
        )

    def get_seat(self, product: ProductKey, user: str) -> Seat | None:
        """*Get seat*: a user's seat of a product; None when the user holds none."""
        request = Request(
            "GET",
            _seat_path(product, user),
            Subject(f"reading the seat of {user} in", str(product)),
        )
        try:
            seat = wire.read_seat(self._transport.send(request), product)
        except NotFound:
            return None
        return seat if seat.active else None

    def assign_seat(self, product: ProductKey, user: str) -> Seat:
        """*Assign seat*: give one user a seat."""
        subject = Subject(f"assigning {user} a seat of", str(product))
        request = Request("POST", _seat_path(product, user), subject)
        return self._write(request, lambda answer: wire.read_seat(answer, product))

    def reclaim_seat(self, product: ProductKey, user: str) -> Seat:
        """*Reclaim seat from user*: take one user's seat."""
        subject = Subject(f"reclaiming the seat of {user} in", str(product))
        request = Request("DELETE", _seat_path(product, user), subject)
        return self._write(request, lambda answer: wire.read_seat(answer, product))

    def bulk_seat_operation(
        self, product: ProductKey, users: Sequence[str], action: wire.SeatAction
    ) -> BulkResult:
        """*Bulk assign and reclaim seats from users*: one action for at most 25 users.

        The call can half succeed: the result names who went through and who did not.
        """
        doing = "assigning" if action == "assign" else "reclaiming"
        request = Request(
            "POST",
            _seats_path(product),
            Subject(f"{doing} seats of", str(product)),
            body=wire.bulk_request(users, action),
        )
        return self._write(request, lambda answer: wire.read_bulk_result(answer, product))

    def _write(self, request: Request, read: Callable[[object], _Read]) -> _Read:
        """A write whose answer cannot be read may have been carried out all the same."""
        answer = self._transport.send(request)
        try:
            return read(answer)
        except UnreadableAnswer as error:
            raise OutcomeUnknown(
                f"No answer says whether {request.subject} was carried out: {error}",
                correlation=request.correlation,
            ) from error

    def _pages(
        self,
        path: str,
        query: Sequence[tuple[str, str]],
        subject: Subject,
        read: Callable[[object], _Page[_Read]],
    ) -> Iterator[_Read]:
        seen: set[str] = set()
        token: str | None = None
        while True:
            more = [("continuationToken", token)] if token else []
            page = read(self._transport.send(Request("GET", path, subject, [*query, *more])))
            yield from page.items
            token = page.continuation_token
            if token is None:
                return
            if token in seen:
                raise UnreadableAnswer(
                    f"The service repeats a continuationToken when {subject}, so its list never "
                    "ends; run again later."
                )
            seen.add(token)


def _seats_path(product: ProductKey) -> str:
    return f"/Inventory/{quote(product.product_id, safe='')}/{quote(product.sku_id, safe='')}/Seats"


def _seat_path(product: ProductKey, user: str) -> str:
    return f"{_seats_path(product)}/{quote(user, safe='')}"
