"""The service's operations, as the reference's table names them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the table.

    Attributes:
        path: below `/V1`, what varies in braces.
    """

    number: int
    name: str
    method: str
    path: str

    def is_asked_by(self, method: str, path: str) -> bool:
        """Whether a request is this operation's, whatever the base address of the service."""
        names = re.split(r"\{\w+\}", self.path)
        pattern = r"(?:/V1)?" + "[^/]+".join(map(re.escape, names))
        return method == self.method and re.fullmatch(pattern, path, re.IGNORECASE) is not None


_SEATS = "/Inventory/{productId}/{skuId}/Seats"
_PRODUCT = "/Products/{productId}/{skuId}"

OPERATIONS = (
    Operation(1, "Get inventory", "GET", "/Inventory"),
    Operation(2, "Get product details", "GET", _PRODUCT),
    Operation(
        3, "Get localized product details", "GET", f"{_PRODUCT}/LocalizedDetails/{{language}}"
    ),
    Operation(4, "Get offline license", "POST", f"{_PRODUCT}/OfflineLicense/{{contentId}}"),
    Operation(5, "Get product packages", "GET", f"{_PRODUCT}/Packages"),
    Operation(6, "Get product package", "GET", f"{_PRODUCT}/Packages/{{packageId}}"),
    Operation(7, "Get seats", "GET", _SEATS),
    Operation(8, "Get seat", "GET", f"{_SEATS}/{{username}}"),
    Operation(9, "Assign seat", "POST", f"{_SEATS}/{{username}}"),
    Operation(10, "Reclaim seat from user", "DELETE", f"{_SEATS}/{{username}}"),
    Operation(11, "Bulk assign and reclaim seats", "POST", _SEATS),
    Operation(12, "Get seats assigned to a user", "GET", "/Users/{username}/Seats"),
)


def operation_of(method: str, path: str) -> Operation | None:
    """The operation that a request asks for; None when it is none of the service's."""
    return next((each for each in OPERATIONS if each.is_asked_by(method, path)), None)
