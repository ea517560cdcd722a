"""The service's operations, each a method named after the reference's name for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..domain.errors import NotFound, OutcomeUnknown, ProductNotFound, UnreadableAnswer
from ..domain.roster import fold
from ..domain.wording import shortened
from ..transport.paging import items_of_pages
from ..transport.request import Request, Subject
from . import paths, wire

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from ..domain.inventory_entry import InventoryEntry
    from ..domain.model import BulkResult, ProductKey, Seat
    from ..domain.product import (
        LocalizedProductDetail,
        OfflineLicense,
        ProductDetails,
        ProductPackageDetails,
        ProductPackageSet,
    )
    from ..transport.paging import Page
    from ..transport.transport import Transport

LARGEST_BULK_CALL = 25
"""Users in one bulk call."""

LARGEST_SEAT_PAGE = 100
"""Seats in one page."""

_SEAT_PAGE = (("maxResults", str(LARGEST_SEAT_PAGE)),)

_Item = TypeVar("_Item", bound="Hashable")
_Read = TypeVar("_Read")


class StoreClient:
    """One organisation's seats, inventory and products. Safe to use from several threads.

    Every method raises `SignInError` when there is no token, a subclass of `ServiceError` when the
    service does not do what was asked, and `InputError` for a name that no address can hold. What
    comes in pages is an iterator, which reads on as it is used up.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def stop_waiting(self) -> None:
        """From now on, give up requests that the service lets wait, as `ServiceUnavailable`."""
        self._transport.stop_waiting()

    def get_inventory(
        self,
        *,
        license_types: Sequence[str] = (),
        modified_since: str | None = None,
    ) -> Iterator[InventoryEntry]:
        """*Get inventory*: every entry, page by page; a product may have several.

        Args:
            license_types: `online`, `offline` or both; the service's default when empty.
            modified_since: ISO 8601 with an offset; only entries changed since then.
        """
        query = [paths.parameter("licenseTypes", kind) for kind in license_types]
        if modified_since is not None:
            query.append(paths.parameter("modifiedSince", modified_since))
        subject = Subject("reading", "the inventory", missing="service")
        return self._pages(paths.INVENTORY, query, subject, wire.read_inventory_page, alike=True)

    def get_product_details(self, product: ProductKey) -> ProductDetails:
        """*Get product details*: a product, apart from what depends on the language."""
        from . import product_wire

        subject = Subject("reading the details of", str(product))
        request = Request("GET", paths.product_path(product), subject)
        return self._read(request, lambda it: product_wire.read_product_details(it, product))

    def get_localized_product_details(
        self, product: ProductKey, language: str
    ) -> LocalizedProductDetail:
        """*Get localized product details*: its names and texts in a language such as `en-us`."""
        from . import product_wire

        subject = Subject(
            f"reading the {language} texts of", str(product), missing="text in this language"
        )
        path = paths.product_path(product, "LocalizedDetails", language)
        return self._read(Request("GET", path, subject), product_wire.read_localized_detail)

    def get_offline_license(self, product: ProductKey, content_id: str) -> OfflineLicense:
        """*Get offline license*: the licence to install a package without the store.

        A write as far as repeating goes: the reference does not say that each call issues the same.
        """
        from . import product_wire

        subject = Subject(
            f"getting the offline licence for {content_id} of", str(product), missing="licence"
        )
        path = paths.product_path(product, "OfflineLicense", content_id)
        return self._write(
            Request("POST", path, subject),
            lambda it: product_wire.read_offline_license(it, product),
        )

    def get_product_packages(self, product: ProductKey) -> ProductPackageSet:
        """*Get product packages*: everything there is to install of a product."""
        from . import product_wire

        subject = Subject("reading the packages of", str(product))
        path = paths.product_path(product, "Packages")
        return self._read(Request("GET", path, subject), product_wire.read_package_set)

    def get_product_package(self, product: ProductKey, package_id: str) -> ProductPackageDetails:
        """*Get product package*: one package of a product."""
        from . import product_wire

        subject = Subject(f"reading package {package_id} of", str(product), missing="package")
        path = paths.product_path(product, "Packages", package_id)
        return self._read(Request("GET", path, subject), product_wire.read_package)

    def get_seats(self, product: ProductKey) -> Iterator[Seat]:
        """*Get seats*: every seat of a product, page by page."""
        return self._pages(
            paths.seats_path(product),
            _SEAT_PAGE,
            Subject("reading the seats of", str(product)),
            lambda answer: wire.read_seat_page(answer, product),
        )

    def get_user_seats(self, user: str) -> Iterator[Seat]:
        """*Get seats assigned to a user*: every seat a user holds, page by page."""
        return self._pages(
            paths.user_seats_path(user),
            _SEAT_PAGE,
            Subject("reading the seats of", user, missing="user"),
            lambda answer: wire.read_user_seat_page(answer, user),
        )

    def get_seat(self, product: ProductKey, user: str) -> Seat | None:
        """*Get seat*: a user's seat of a product; None when the user holds none.

        Raises:
            ProductNotFound: a 404 that names neither the user nor the seat. A wrong address and a
                gateway answer so as well, so it does not say that nobody holds a seat.
        """
        subject = Subject(f"reading the seat of {user} in", str(product))
        request = Request("GET", paths.seat_path(product, user), subject)
        try:
            seat = self._read(request, lambda answer: _seat_of(user, answer, product))
        except ProductNotFound:
            raise
        except NotFound:
            return None
        return seat if seat.active else None

    def assign_seat(self, product: ProductKey, user: str) -> Seat:
        """*Assign seat*: give one user a seat."""
        subject = Subject(f"assigning {user} a seat of", str(product))
        request = Request("POST", paths.seat_path(product, user), subject)
        return self._write(request, lambda answer: _seat_of(user, answer, product))

    def reclaim_seat(self, product: ProductKey, user: str) -> Seat:
        """*Reclaim seat from user*: take one user's seat."""
        subject = Subject(f"reclaiming the seat of {user} in", str(product))
        request = Request("DELETE", paths.seat_path(product, user), subject)
        return self._write(request, lambda answer: _seat_of(user, answer, product))

    def bulk_seat_operation(
        self, product: ProductKey, users: Sequence[str], action: wire.SeatAction
    ) -> BulkResult:
        """*Bulk assign and reclaim seats*: one action for at most 25 users.

        The call can half succeed: the result names who went through and who did not.
        """
        doing = "assigning" if action == "assign" else "reclaiming"
        request = Request(
            "POST",
            paths.seats_path(product),
            Subject(f"{doing} seats of", str(product)),
            body=wire.bulk_request(users, action),
        )
        return self._write(request, lambda answer: wire.read_bulk_result(answer, product))

    def _read(self, request: Request, read: Callable[[object], _Read]) -> _Read:
        answer = self._transport.send(request)
        try:
            return read(answer)
        except UnreadableAnswer as error:
            raise UnreadableAnswer(
                f"{str(error).rstrip('.')} when {request.subject}; run again later, and contact "
                "Microsoft if it stays.",
                correlation=request.correlation,
            ) from error

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
        read: Callable[[object], Page[_Item]],
        *,
        alike: bool = False,
    ) -> Iterator[_Item]:
        def fetch(token: str | None) -> Page[_Item]:
            more = [("continuationToken", token)] if token else []
            return self._read(Request("GET", path, subject, [*query, *more]), read)

        return items_of_pages(fetch, subject, alike=alike)


def _seat_of(user: str, answer: object, product: ProductKey) -> Seat:
    """A seat that has to be this user's: another's tells nothing of whether this one holds one."""
    seat = wire.read_seat(answer, product)
    if fold(seat.user) != fold(user):
        raise UnreadableAnswer(f"The service's answer has the seat of {shortened(seat.user)}.")
    return seat
