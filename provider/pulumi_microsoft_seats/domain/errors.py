"""Everything that can go wrong, as one family of errors.

    SeatsError
    ├── InputError               the program declared something that cannot be
    │   ├── RosterError          user names that are none, a CSV without a user column
    │   └── RefusedPlan          what the program asks for needs another answer first
    │       ├── ReclaimRefused   more seats would be taken away than allowed without approval
    │       └── CapacityExceeded fewer seats are free than would be assigned
    ├── SettingsError            configuration that is missing or wrong
    ├── SignInError              Entra gave no token
    ├── Interrupted              the run was interrupted, or its engine killed, before this was done
    └── ServiceError             the service answered with an error, or not at all
        ├── InvalidRequest       it calls the request invalid (400)
        ├── AccessDenied         it refuses the application (401, 403)
        ├── NotFound             what was asked for does not exist (404)
        │   └── ProductNotFound it does not find the product
        │       └── ProductGone   the inventory was read, and lacks the product
        ├── NotOnline            the product is not online-licensed (409)
        ├── ServiceUnavailable   it stayed unreachable or overloaded, nothing was changed
        ├── OutcomeUnknown       a write was sent and no answer says whether it was done
        └── UnreadableAnswer     the answer is not what the reference describes

Each message is one sentence for the person who runs the program: what happened, to which user or
product, what to do next. It may quote a service, so it is made harmless for wherever it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from .harmless import sayable


@dataclass(frozen=True, slots=True)
class Correlation:
    """What a request is known by at Microsoft, to quote to its support.

    Attributes:
        header: the header it was sent in, `MS-CV`.
        value: what was sent.
    """

    header: str
    value: str

    def __str__(self) -> str:
        return f"{self.header} {self.value}"


class SeatsError(Exception):
    """Anything this package has to tell its user."""

    def __init__(self, message: str) -> None:
        super().__init__(sayable(message))


class InputError(SeatsError):
    """The program declared something that cannot be."""


class RosterError(InputError):
    """A list of users, or the file it was read from, cannot be used.

    Attributes:
        line: of the file, where one is known; else its first.
    """

    def __init__(self, message: str, *, line: int = 1) -> None:
        self.line = line
        super().__init__(message)


class RefusedPlan(InputError):
    """What the program asks for is possible but must not happen unattended.

    Attributes:
        approval: the digest with which a person approves exactly this; empty when nothing can.
    """

    def __init__(self, message: str, *, approval: str = "") -> None:
        self.approval = approval
        super().__init__(message)


class ReclaimRefused(RefusedPlan):
    """More seats would be reclaimed than allowed without an approval."""


class CapacityExceeded(RefusedPlan):
    """Fewer seats are free than the program would assign."""


class SettingsError(SeatsError):
    """Configuration or environment variables are missing, malformed or contradict each other."""


class SignInError(SeatsError):
    """Entra gave no token for the application.

    Attributes:
        code: the number of Entra's error, behind `AADSTS`; empty where it did not answer with one.
        unreachable: whether nothing at all answered.
    """

    def __init__(self, message: str, *, code: str = "", unreachable: bool = False) -> None:
        self.code = code
        self.unreachable = unreachable
        super().__init__(message)


class Interrupted(SeatsError):
    """The run was interrupted, or its engine was killed, before this was done."""


class ServiceError(SeatsError):
    """The service answered with an error, or not at all.

    Attributes:
        status: the HTTP status, or None when there was no answer.
        correlation: what the request carried, to quote to Microsoft's support.
    """

    def __init__(
        self, message: str, *, status: int | None = None, correlation: Correlation | None = None
    ) -> None:
        self.status = status
        self.correlation = correlation
        noted = f"{message} ({correlation})" if correlation else message
        super().__init__(noted)


class InvalidRequest(ServiceError):
    """The service calls a parameter missing or invalid; repeating it would not help."""


class AccessDenied(ServiceError):
    """The service does not accept the application: its token, or its activation in the store."""


class NotFound(ServiceError):
    """The inventory entry, the user or the seat does not exist."""


class ProductNotFound(NotFound):
    """The service does not find the product: it may be gone, or the address is wrong."""


class ProductGone(ProductNotFound):
    """The inventory was read to its end and lacks the product: nobody can hold a seat of it."""


class NotOnline(ServiceError):
    """The product is licensed offline: it has no seats to assign."""


class ServiceUnavailable(ServiceError):
    """The service stayed unreachable or overloaded through all retries; nothing was changed."""


class OutcomeUnknown(ServiceError):
    """A write was sent and no answer says whether it was carried out."""


class UnreadableAnswer(ServiceError):
    """The answer is not what the reference describes."""
