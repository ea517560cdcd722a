"""A request to the service as an operation sees it, and the checks that operations share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ..spelling import is_text
from .continuation import PARAMETER, read_token
from .store_errors import conflict, invalid_parameter, missing_item

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..directory import Directory
    from .records import Entry
    from .request_parsing import Query
    from .seat_table import Ledger

_Item = TypeVar("_Item")

NOT_ONLINE = "Not online"


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the service, as an operation sees it.

    Attributes:
        ledger: The inventory and its seats.
        directory: The users that are known.
        parts: The path's variable segments by their names in the reference, percent-decoded.
        query: The query's parameters.
        body: The body as it was sent.
        content_type: The header of that name, empty without one.
        refusals: Which of some users a fault makes this call refuse, with the reason of each.
    """

    ledger: Ledger
    directory: Directory
    parts: Mapping[str, str]
    query: Query
    body: bytes
    content_type: str
    refusals: Callable[[Sequence[str]], Mapping[str, str]]

    def text(self, name: str) -> str:
        """A variable segment of the path.

        Raises:
            ServiceError: 400, it is blank.
        """
        value = self.parts[name]
        if not is_text(value):
            raise invalid_parameter(name, "Missing", "Name it in the path.")
        return value

    def entry(self) -> Entry:
        """The inventory entry of the path's product and SKU.

        Raises:
            ServiceError: 400, one of the two is blank; 404, there is none.
        """
        product_id, sku_id = self.text("productId"), self.text("skuId")
        entry = self.ledger.entry(product_id, sku_id)
        if entry is None:
            raise missing_item("Inventory", f"{product_id}/{sku_id}")
        return entry

    def online_entry(self) -> Entry:
        """The inventory entry of the path, which has seats.

        Raises:
            ServiceError: 400 and 404 as of `entry`; 409, it is not online-licensed.
        """
        # Assumed: the order of the checks, which is entry, licence type, user, seat.
        entry = self.entry()
        if entry.license_type != "online":
            raise conflict(NOT_ONLINE, entry.key)
        return entry

    def known_user(self) -> str:
        """The user of the path.

        Raises:
            ServiceError: 400, it is blank; 404, the directory does not list it.
        """
        user = self.text("username")
        if not self.directory.knows(user):
            raise missing_item("User", user)
        return user

    def page(self, listing: str) -> tuple[str, int]:
        """After which position of `listing` the page starts, and how many items it may have.

        Raises:
            ServiceError: 400, the token or the number is invalid.
        """
        token = self.query.text(PARAMETER)
        return "" if token is None else read_token(token, listing), self.query.max_results()


def split(found: Sequence[_Item], limit: int) -> tuple[Sequence[_Item], bool]:
    """The items of a page, and whether there are more, of which `found` has one."""
    return found[:limit], len(found) > limit
