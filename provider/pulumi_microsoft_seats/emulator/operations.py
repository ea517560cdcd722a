"""The service's operations (the reference's table "Operations").

To add one, write a function that takes a `Call` and add a row to `OPERATIONS`. The same rows serve
the requests and describe them in the emulator's OpenAPI document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .errors import missing_item, not_possible
from .product_operations import (
    get_localized_product_details,
    get_offline_license,
    get_product_details,
    get_product_package,
    get_product_packages,
)
from .product_structures import (
    LocalizedProductDetail,
    OfflineLicense,
    ProductDetails,
    ProductPackageDetails,
    ProductPackageSet,
)
from .request_parsing import BULK_ORDER, CONTINUATION, LICENSE_TYPE, MAX_RESULTS, MODIFIED_SINCE
from .seat_operations import (
    assign_seat,
    change_seats,
    get_inventory,
    get_seat,
    get_seats,
    get_user_seats,
    reclaim_seat,
)
from .structures import (
    BulkSeatOperationResultSet,
    InventoryResultSet,
    SeatDetails,
    SeatDetailsResultSet,
    Structure,
)
from .world import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .calls import Call
    from .request_parsing import Parameter


@dataclass(frozen=True, slots=True)
class Operation:
    """A row of the reference's table.

    Attributes:
        number: Its number in the table.
        name: Its name there.
        method: The HTTP method.
        path: The path below `/V1`, its variable segments in braces.
        run: What does the work.
        answers: The structure of an answer with status 200.
        statuses: The other statuses it answers of its own, besides those of every request.
        query: The query's parameters.
        body: The JSON Schema of the body; None without one.
    """

    number: int
    name: str
    method: str
    path: str
    run: Callable[[Call], Structure]
    answers: type[Structure]
    statuses: tuple[int, ...]
    query: tuple[Parameter, ...] = ()
    body: Mapping[str, object] | None = None


# What every operation answers besides: the token is not valid, the body is too large.
EVERY_STATUS = (401, 413)

_PRODUCT = "Products/{productId}/{skuId}"
_SEATS = "Inventory/{productId}/{skuId}/Seats"
_USER_SEAT = f"{_SEATS}/{{username}}"
_PAGE = (CONTINUATION, MAX_RESULTS)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        1,
        "Get inventory",
        "GET",
        "Inventory",
        get_inventory,
        InventoryResultSet,
        (400,),
        query=(CONTINUATION, MODIFIED_SINCE, LICENSE_TYPE, MAX_RESULTS),
    ),
    Operation(
        2,
        "Get product details",
        "GET",
        _PRODUCT,
        get_product_details,
        ProductDetails,
        (400, 404),
    ),
    Operation(
        3,
        "Get localized product details",
        "GET",
        f"{_PRODUCT}/LocalizedDetails/{{language}}",
        get_localized_product_details,
        LocalizedProductDetail,
        (400, 404),
    ),
    Operation(
        4,
        "Get offline license",
        "POST",
        f"{_PRODUCT}/OfflineLicense/{{contentId}}",
        get_offline_license,
        OfflineLicense,
        (400, 404, 409),
    ),
    Operation(
        5,
        "Get product packages",
        "GET",
        f"{_PRODUCT}/Packages",
        get_product_packages,
        ProductPackageSet,
        (400, 404),
    ),
    Operation(
        6,
        "Get product package",
        "GET",
        f"{_PRODUCT}/Packages/{{packageId}}",
        get_product_package,
        ProductPackageDetails,
        (400, 404),
    ),
    Operation(
        7,
        "Get seats",
        "GET",
        _SEATS,
        get_seats,
        SeatDetailsResultSet,
        (400, 404, 409),
        query=_PAGE,
    ),
    Operation(
        8,
        "Get seat",
        "GET",
        _USER_SEAT,
        get_seat,
        SeatDetails,
        (400, 404, 409),
    ),
    Operation(
        9,
        "Assign seat",
        "POST",
        _USER_SEAT,
        assign_seat,
        SeatDetails,
        (400, 404, 409),
    ),
    Operation(
        10,
        "Reclaim seat from user",
        "DELETE",
        _USER_SEAT,
        reclaim_seat,
        SeatDetails,
        (400, 404, 409),
    ),
    Operation(
        11,
        "Bulk assign and reclaim seats",
        "POST",
        _SEATS,
        change_seats,
        BulkSeatOperationResultSet,
        (400, 404, 409, 415),
        body=BULK_ORDER,
    ),
    Operation(
        12,
        "Get seats assigned to a user",
        "GET",
        "Users/{username}/Seats",
        get_user_seats,
        SeatDetailsResultSet,
        (400, 404),
        query=_PAGE,
    ),
)


def find_operation(method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """The operation at a path, still percent-encoded and without `/V1`, and its variable segments.

    Raises:
        ServiceError: 404, there is nothing at the path; 405, nothing of this method.
    """
    segments = path.strip("/").split("/")
    methods: list[str] = []
    for operation in OPERATIONS:
        parts = _match(operation.path.split("/"), segments)
        if parts is None:
            continue
        if method == operation.method:
            return operation, parts
        methods.append(operation.method)
    # Assumed: how a path that the reference does not list is answered.
    if not methods:
        raise missing_item("Resource", unquote(path))
    raise not_possible(method, methods)


def _match(template: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    if len(template) != len(segments):
        return None
    parts: dict[str, str] = {}
    for wanted, segment in zip(template, segments, strict=True):
        # Only now is a segment decoded: a name may contain an encoded slash.
        decoded = unquote(segment)
        if wanted.startswith("{") and decoded:
            parts[wanted.strip("{}")] = decoded
        elif fold(decoded) != fold(wanted):
            return None
    return parts
