"""What the service refuses, as errors that a caller can tell apart.

    ServiceError
    └── Refused                  carries the service's code, and a reason that names no user
        ├── RequestRefused       (InvalidRequest) any 400 without a class of its own
        │   ├── NoLicensesLeft   the pool is empty
        │   ├── NoUsageLocation  the user has none, or none that is known
        │   ├── PlanDependency   a service plan depends on another one
        │   ├── PlanConflict     service plans exclude one another
        │   ├── InheritedOnly    a group gives it, so it cannot be removed from the user
        │   ├── QueryRefused     a query that is not supported
        │   └── PageExpired      a list has to be begun anew
        ├── SkuNotFound          (ProductNotFound) the tenant does not have the SKU
        ├── NotHeld              (NotFound) what was to be removed is not held: treat it as removed
        ├── UserNotFound         (NotFound) unknown, deleted, or created a moment ago
        ├── ResourceNotFound     (NotFound) any other 404
        ├── NotPermitted         (AccessDenied) 401 and 403
        └── Unavailable          (ServiceUnavailable) 503; nothing was done, it may pass by itself
            ├── Throttled        429
            └── ConcurrencyRefused others change licences at the same time

The class in brackets is the one of `domain.errors` by which the layers above know it.
"""

from __future__ import annotations

from ..domain.errors import (
    AccessDenied,
    Correlation,
    InvalidRequest,
    NotFound,
    ProductNotFound,
    ServiceError,
    ServiceUnavailable,
)
from ..domain.harmless import sayable


class Refused(ServiceError):
    """The service answered with an error.

    Attributes:
        reason: why, and what to do next; the same for all users whom it concerns.
        code: the service's own word for it; empty where there is none.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: str,
        code: str = "",
        status: int | None = None,
        correlation: Correlation | None = None,
    ) -> None:
        self.reason = sayable(reason)
        self.code = code
        super().__init__(message, status=status, correlation=correlation)


class RequestRefused(Refused, InvalidRequest):
    """The service does not do what it is asked for; repeating it would not help."""


class NoLicensesLeft(RequestRefused):
    """No unit of the SKU is free."""


class NoUsageLocation(RequestRefused):
    """The user has no usage location, or none that the service knows already."""


class PlanDependency(RequestRefused):
    """A service plan would be without one that it depends on."""


class PlanConflict(RequestRefused):
    """Service plans exclude one another."""


class InheritedOnly(RequestRefused):
    """The licence comes through a group, and cannot be removed from the user."""


class QueryRefused(RequestRefused):
    """The service does not support a query: ask in another way."""


class PageExpired(RequestRefused):
    """The next page of a list cannot be had any more: begin it anew."""


class SkuNotFound(Refused, ProductNotFound):
    """The tenant does not have the SKU."""


class NotHeld(Refused, NotFound):
    """The licence that was to be removed is not held."""


class UserNotFound(Refused, NotFound):
    """There is no such user: unknown, deleted, or created a moment ago."""


class ResourceNotFound(Refused, NotFound):
    """There is no such group, or no such service."""


class NotPermitted(Refused, AccessDenied):
    """The token, or a permission of the application, does not suffice."""


class Unavailable(Refused, ServiceUnavailable):
    """The service does not take requests at present; nothing was done."""


class Throttled(Unavailable):
    """The service was asked for too much."""


class ConcurrencyRefused(Unavailable):
    """Other licences of the tenant were being changed at the same time."""
