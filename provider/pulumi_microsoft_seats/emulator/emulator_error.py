"""What goes wrong, for the two who have to be told: the operator and the caller of a service."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class EmulatorError(Exception):
    """What the person who runs the emulator has to correct, as one sentence."""


class ServiceError(Exception):
    """An error that a request is answered with.

    Attributes:
        status: The HTTP status.
        document: The JSON object of the answer's body.
        headers: Headers the answer carries besides the usual ones.
    """

    def __init__(
        self,
        status: int,
        document: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.document = document
        self.headers: Mapping[str, str] = headers or {}


def not_possible(method: str, possible: Iterable[str]) -> ServiceError:
    """Status 405: there is something at the path, but only for the `possible` methods."""
    names = ", ".join(possible)
    document = {"message": f"{method} is not possible here; {names} is."}
    return ServiceError(HTTPStatus.METHOD_NOT_ALLOWED, document, {"Allow": names})


def nothing_at(path: str) -> ServiceError:
    """Status 404: there is neither a service nor anything else at a path."""
    document = {"message": f"Resource not found: {path}", "itemType": "Resource", "value": path}
    return ServiceError(HTTPStatus.NOT_FOUND, document)
