"""What planning needs of a service, whichever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..domain.model import BulkResult, Capacity, ProductKey, Seat


class SeatService(Protocol):
    """A service that has products, and seats of them.

    Each method raises `SignInError` or a `ServiceError`; `assign` and `reclaim` raise
    `OutcomeUnknown` when nobody can say whether they were carried out.
    """

    @property
    def batch_size(self) -> int:
        """The most users that one `assign` or `reclaim` takes."""
        ...

    def inventory(self) -> Mapping[ProductKey, Capacity]:
        """Every product, with how many seats of it were bought, are held and are free."""
        ...

    def is_listing_cheaper(self, capacity: Capacity | None, users: int) -> bool:
        """Whether to list all holders of a product, rather than to ask for some users.

        Args:
            capacity: of the product; None when it is not known.
            users: how many would be asked for, those included that were asked for before.
        """
        ...

    def holders(self, product: ProductKey) -> Iterable[Seat]:
        """Every seat that is held."""
        ...

    def holder(self, product: ProductKey, user: str) -> Seat | None:
        """The seat a user holds, if any."""
        ...

    def assign(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Give users a seat; the result says who got one and who did not."""
        ...

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Take the seats of users; the result says whose was taken and whose was not."""
        ...
