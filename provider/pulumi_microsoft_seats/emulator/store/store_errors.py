"""The Store's errors (the reference's section "Errors")."""

from __future__ import annotations

from http import HTTPStatus

from ..emulator_error import ServiceError

# Assumed: the spelling of the error bodies. The reference lists what an error tells (parameter
# name, reason, details; item type, value) but not how it is written.


def invalid_parameter(name: str, reason: str, details: str) -> ServiceError:
    """Status 400: the parameter `name` is missing or invalid."""
    message = f"The parameter {name} is {reason.lower()}: {details}"
    document = {"message": message, "parameterName": name, "reason": reason, "details": details}
    return ServiceError(HTTPStatus.BAD_REQUEST, document)


def missing_item(item_type: str, value: str) -> ServiceError:
    """Status 404: there is no `item_type` (`Inventory`, `User`, `Seat`) of this `value`."""
    message = f"{item_type} not found: {value}"
    document = {"message": message, "itemType": item_type, "value": value}
    return ServiceError(HTTPStatus.NOT_FOUND, document)


def conflict(reason: str, value: str) -> ServiceError:
    """Status 409: the inventory entry `value` does not allow what was asked, for `reason`."""
    return ServiceError(HTTPStatus.CONFLICT, {"message": f"{reason}: {value}", "reason": reason})
