"""Which way to read seats is the cheaper: the whole list, or some users."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..domain.model import Capacity


def is_list_cheaper(
    capacity: Capacity | None, users: int, *, page_size: int, users_per_page: int
) -> bool:
    """Whether the pages of the list take no longer than asking for some users.

    Args:
        capacity: of the product; None when it is not known.
        users: how many would be asked for.
        page_size: holders in a page.
        users_per_page: users who can be asked for in the time of a page.
    """
    if capacity is None or capacity.held is None:
        return True  # the list says at least what is wrong, and counts may be off
    return math.ceil(capacity.held / page_size) <= max(users / users_per_page, 1)
