"""What goes wrong, for the two who have to be told: the operator and the caller of the service."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from .structures import Conflict, Failure, InvalidParameter, MissingItem, Structure, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class EmulatorError(Exception):
    """What the person who runs the emulator has to correct, as one sentence."""


class ServiceError(Exception):
    """An error the service answers with (the reference's section "Errors").

    Attributes:
        status: The HTTP status.
        document: The JSON object of the answer's body.
        headers: Headers the answer carries besides the usual ones.
    """

    def __init__(
        self,
        status: HTTPStatus,
        message: str,
        *,
        data: Structure | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.document: dict[str, Any] = write(data or Failure(message))
        self.headers: dict[str, str] = dict(headers or {})


def invalid_parameter(name: str, reason: str, details: str) -> ServiceError:
    """Status 400: the parameter `name` is missing or invalid."""
    message = f"The parameter {name} is {reason.lower()}: {details}"
    data = InvalidParameter(message, name, reason, details)
    return ServiceError(HTTPStatus.BAD_REQUEST, message, data=data)


def missing_item(item_type: str, value: str) -> ServiceError:
    """Status 404: there is no `item_type` (`Inventory`, `User`, `Seat`) of this `value`."""
    message = f"{item_type} not found: {value}"
    return ServiceError(HTTPStatus.NOT_FOUND, message, data=MissingItem(message, item_type, value))


def not_possible(method: str, possible: Iterable[str]) -> ServiceError:
    """Status 405: there is something at the path, but only for the `possible` methods."""
    # Assumed: how a method that the reference does not list is answered.
    names = ", ".join(possible)
    return ServiceError(
        HTTPStatus.METHOD_NOT_ALLOWED,
        f"{method} is not possible here; {names} is.",
        headers={"Allow": names},
    )


def conflict(reason: str, value: str) -> ServiceError:
    """Status 409: the inventory entry `value` does not allow what was asked, for `reason`."""
    message = f"{reason}: {value}"
    return ServiceError(HTTPStatus.CONFLICT, message, data=Conflict(message, reason))
