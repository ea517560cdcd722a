"""The two services, as options name them and as sentences call them."""

from __future__ import annotations

from enum import Enum

LICENSES, STORE = "licenses", "store"


class Service(str, Enum):
    """Where seats are."""

    LICENSES = LICENSES
    STORE = STORE


CALLED = {
    Service.LICENSES: "Microsoft 365 and Entra",
    Service.STORE: "the Store for Business",
}
