"""The table of Graph's errors (the reference's section "Errors"), a function each.

Nearly all failures of a licence share one code; only their messages tell them apart, which is why
these are the reference's to the letter.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BAD_REQUEST = "Request_BadRequest"
UNSUPPORTED_QUERY = "Request_UnsupportedQuery"

_NULL = (
    "A null value was found with the expected type 'Edm.Guid[Nullable=False]'. The expected type "
    "'Edm.Guid[Nullable=False]' does not allow null values."
)
# Assumed: Status, code and text, where the reference has none for it.
_NO_GUID = (
    "Cannot convert a primitive value to the expected type 'Edm.Guid'. See the inner exception for "
    "more details."
)
_BUSY = "Error due to concurrent requests being made to the tenant. Please wait briefly and retry."
_GONE = "does not exist or one of its queried reference-property objects are not present."


class GraphError(Exception):
    """An error that Graph answers with.

    Attributes:
        status: The HTTP status.
        code: What `error.code` says.
        message: What `error.message` says.
        headers: Headers the answer carries besides the usual ones.
    """

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = int(status)
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


def bad_request(message: str) -> GraphError:
    """400, with a message of its own."""
    return GraphError(HTTPStatus.BAD_REQUEST, BAD_REQUEST, message)


def invalid_usage_location() -> GraphError:
    """400: the user has no usage location, or one that is not known."""
    return bad_request("License assignment cannot be done for user with invalid usage location.")


def no_units(sku_id: str) -> GraphError:
    """400: the pool of a SKU is empty."""
    return bad_request(f"Subscription with SKU {sku_id} does not have any available licenses.")


def depends_on(plan: str, missing: Sequence[str]) -> GraphError:
    """400: a plan would be on without those it depends on."""
    return bad_request(
        f"License assignment failed because service plan {plan} depends on the service plan(s) "
        f"{', '.join(missing)}"
    )


def mutually_exclusive(plans: Sequence[str]) -> GraphError:
    """400: two plans would be on that exclude each other."""
    return bad_request(
        f"License assignment failed because service plans {', '.join(plans)} are mutually "
        "exclusive."
    )


def not_a_license(sku_id: str) -> GraphError:
    """400: the tenant has no such SKU."""
    return bad_request(f"License {sku_id} does not correspond to a valid company License.")


def not_held() -> GraphError:
    """400: a SKU is to be removed that the user does not have."""
    return bad_request("User does not have a corresponding license.")


def only_inherited() -> GraphError:
    """400: a SKU is to be removed that the user has through groups alone."""
    return bad_request(
        "User license is inherited from a group membership and it cannot be removed directly from "
        "the user."
    )


def null_value() -> GraphError:
    """400: null, or nothing, where the body needs a value."""
    return bad_request(_NULL)


def not_a_guid() -> GraphError:
    """400: something else where the body needs a GUID."""
    return bad_request(_NO_GUID)


def not_found(key: str) -> GraphError:
    """404: there is no such user or group."""
    return GraphError(HTTPStatus.NOT_FOUND, "Request_ResourceNotFound", f"Resource '{key}' {_GONE}")


def unsupported_query(message: str) -> GraphError:
    """400: a query that the directory does not answer."""
    return GraphError(HTTPStatus.BAD_REQUEST, UNSUPPORTED_QUERY, message)


def complex_query(name: str) -> GraphError:
    """400: a property in a filter that is too much for a default query."""
    return unsupported_query(f"Complex query on property {name} is not supported.")


def too_many_clauses(count: int, most: int) -> GraphError:
    """400: more clauses, or values of `in`, than a default query may have."""
    return unsupported_query(
        "Too many child clauses specified in search filter expression containing 'OR' operators: "
        f"{count}. Max allowed: {most}."
    )


def count_needs_header() -> GraphError:
    """400: `/$count` without the header ConsistencyLevel."""
    # Assumed: Status, code and text, where the reference has none for it.
    return bad_request("$count is not currently supported.")


def expired_page() -> GraphError:
    """400: a page token that does not work any more."""
    return GraphError(
        HTTPStatus.BAD_REQUEST,
        "Directory_ExpiredPageToken",
        "The specified page token value has expired and can no longer be included in your request.",
    )


def concurrency_violation(status: int, *, text_only: bool) -> GraphError:
    """409 or 400: too many writes at once; with the text only, the code is any 400's."""
    return GraphError(status, BAD_REQUEST if text_only else "Directory_ConcurrencyViolation", _BUSY)


def unauthorized(message: str) -> GraphError:
    """401: the token does not open Graph."""
    return GraphError(HTTPStatus.UNAUTHORIZED, "InvalidAuthenticationToken", message)


def insufficient_privileges() -> GraphError:
    """403: the token has none of the permissions that suffice."""
    return GraphError(
        HTTPStatus.FORBIDDEN,
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation.",
    )


def method_not_allowed() -> GraphError:
    """405: there is something at the path, but not for this method."""
    return GraphError(
        HTTPStatus.METHOD_NOT_ALLOWED,
        BAD_REQUEST,
        "Specified HTTP method is not allowed for the request target.",
    )


def no_such_segment(segment: str) -> GraphError:
    """400: a path that Graph, or this emulator of it, does not have."""
    # Assumed: Status, code and text, where the reference has none for it.
    return GraphError(
        HTTPStatus.BAD_REQUEST, "BadRequest", f"Resource not found for the segment '{segment}'."
    )


def failed_dependency() -> GraphError:
    """424: a part of a batch that this one depends on failed."""
    # Assumed: Status, code and text, where the reference has none for it.
    return GraphError(
        HTTPStatus.FAILED_DEPENDENCY,
        "FailedDependency",
        "A request that this one depends on failed.",
    )


def throttled(headers: Mapping[str, str]) -> GraphError:
    """429: one of the directory's limits is exceeded."""
    return GraphError(
        HTTPStatus.TOO_MANY_REQUESTS, "TooManyRequests", "Please retry again later.", headers
    )


# Assumed: An injected status comes with the code and the text that the reference has for it in its
# first row; 500 and 503 have texts of their own.
_INJECTED = {
    403: ("Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
    429: ("TooManyRequests", "Please retry again later."),
    500: ("Service_InternalServerError", "Encountered an internal server error."),
    502: ("UnknownError", ""),
    503: ("Directory_ReplicaUnavailable", "The service is temporarily unavailable."),
    504: ("UnknownError", ""),
}


def injected(status: int, message: str = "", retry_after: str | None = None) -> GraphError:
    """What Graph says with a status that a fault makes it answer; with another one, `message`."""
    code, message = _INJECTED.get(status, ("UnknownError", message))
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return GraphError(status, code, message, headers)
