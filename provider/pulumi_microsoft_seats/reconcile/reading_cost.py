"""Which way to read seats is the cheaper: the whole list, or a user at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..domain.model import InventoryEntry

USERS_PER_PAGE = 4
"""Users who can be asked for one by one in the time that one page of the list takes.

Pages follow one another, because each names the next; users are asked for side by side. So this
grows with the distance to the service: the bench measured 2 without any latency and 16 at 50 ms.
"""


def is_listing_cheaper(entry: InventoryEntry | None, *, users: int, page_size: int) -> bool:
    """Whether to list all holders of a product, rather than to ask for some users.

    Args:
        entry: the product's inventory entry; None when it is not known.
        users: how many would be asked for, those included that were asked for before.
        page_size: holders in a page of the list.
    """
    if entry is None or entry.held is None:
        return True  # the list says at least what is wrong, and counts that may be off say nothing
    pages = math.ceil(entry.held / page_size)
    return pages <= max(users / USERS_PER_PAGE, 1)
