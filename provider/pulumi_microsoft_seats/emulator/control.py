"""The control interface: what a test may ask and set, without a token, from this machine."""

from __future__ import annotations

from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeVar

from starlette.responses import Response
from starlette.routing import Route

from .bodies import JSON_TYPE, read_body, write_body
from .errors import EmulatorError, ServiceError
from .fault_rules import FaultPlan, parse_faults
from .reading import parse_json
from .seed import parse_world, world_document

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from .faults import Faults
    from .ledger import Ledger
    from .request_log import RequestLog

    _Endpoint = Callable[[Request], Awaitable[Response]]

PATH = "/_emulator"
# A world of several hundred thousand seats.
LARGEST_BODY = 64 * 1024 * 1024

_Document = TypeVar("_Document")


class Control:
    """The endpoints below `/_emulator`, answered to this machine alone."""

    def __init__(self, ledger: Ledger, faults: Faults, log: RequestLog) -> None:
        self._ledger = ledger
        self._faults = faults
        self._log = log

    def routes(self) -> list[Route]:
        """The endpoints, for a Starlette application."""
        return [
            Route("/health", _guarded(self.health), methods=["GET"]),
            Route("/requests", _guarded(self.get_requests), methods=["GET"]),
            Route("/requests", _guarded(self.delete_requests), methods=["DELETE"]),
            Route("/world", _guarded(self.get_world), methods=["GET"]),
            Route("/world", _guarded(self.put_world), methods=["PUT"]),
            Route("/faults", _guarded(self.get_faults), methods=["GET"]),
            Route("/faults", _guarded(self.put_faults), methods=["PUT"]),
            Route("/faults", _guarded(self.delete_faults), methods=["DELETE"]),
        ]

    async def health(self, _request: Request) -> Response:
        """Say that the emulator serves."""
        return _json(write_body({"status": "ready"}))

    async def get_requests(self, _request: Request) -> Response:
        """The requests to the service and the authority so far, in the order they arrived."""
        return _json(self._log.to_json().encode("ascii"))

    async def delete_requests(self, _request: Request) -> Response:
        """Forget the requests so far."""
        self._log.clear()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def get_world(self, _request: Request) -> Response:
        """The world of this moment, as a seed's document."""
        return _json(write_body(world_document(self._ledger.world())))

    async def put_world(self, request: Request) -> Response:
        """Replace the world by a seed's document."""
        self._ledger.replace(await _read(request, parse_world))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def get_faults(self, _request: Request) -> Response:
        """The rules in force, each with how often it was injected."""
        return _json(write_body(self._faults.document()))

    async def put_faults(self, request: Request) -> Response:
        """Put the rules of a faults document in force, and answer as `get_faults` does."""
        self._faults.replace(await _read(request, parse_faults))
        return await self.get_faults(request)

    async def delete_faults(self, _request: Request) -> Response:
        """Inject nothing from now on."""
        self._faults.replace(FaultPlan())
        return Response(status_code=HTTPStatus.NO_CONTENT)


def _guarded(endpoint: _Endpoint) -> _Endpoint:
    async def answer(request: Request) -> Response:
        try:
            _check_peer(request)
            return await endpoint(request)
        except ServiceError as error:
            return _json(write_body(error.document), error.status)
        except EmulatorError as error:
            return _json(write_body({"message": str(error)}), HTTPStatus.BAD_REQUEST)

    return answer


def _check_peer(request: Request) -> None:
    if request.client is None or not _is_loopback(request.client.host):
        raise ServiceError(
            HTTPStatus.FORBIDDEN,
            "The control interface answers only to the emulator's own machine.",
        )


async def _read(request: Request, parse: Callable[[object], _Document]) -> _Document:
    body = await read_body(request, LARGEST_BODY)
    try:
        return parse(parse_json(body))
    except RecursionError as error:
        raise EmulatorError("The body is nested too deeply; send a flat document.") from error
    except ValueError as error:
        raise EmulatorError(f"The body is not JSON: {error}.") from error


def _is_loopback(host: str) -> bool:
    address = ip_address(host)
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _json(content: bytes, status: int = HTTPStatus.OK) -> Response:
    return Response(content, status, headers={"Content-Type": JSON_TYPE})
