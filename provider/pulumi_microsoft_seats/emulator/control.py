"""The control interface: what a test may ask and set, without a token, from this machine."""

from __future__ import annotations

from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .documents import parse_json
from .emulator_error import EmulatorError, ServiceError, not_possible, nothing_at
from .fault_rules import FaultPlan, parse_faults
from .overview import overview
from .page import page_file
from .request_bodies import JSON_TYPE, read_body, write_body
from .world import parse_world, world_document

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import Receive, Scope, Send

    from .fault_injection import Faults
    from .request_log import RequestLog
    from .services_state import State

    _Endpoint = Callable[[Request], Awaitable[Response]]

PATH = "/_emulator"
# A world of several hundred thousand seats.
LARGEST_BODY = 64 * 1024 * 1024

_Document = TypeVar("_Document")


class Control:
    """What is below `/_emulator`, and the page at `/` (ASGI), answered to this machine alone."""

    def __init__(self, state: State, faults: Faults, log: RequestLog) -> None:
        self._state = state
        self._faults = faults
        self._log = log
        self._endpoints: Mapping[str, Mapping[str, _Endpoint]] = {
            "/health": {"GET": self._health},
            "/overview": {"GET": self._overview},
            "/holders": {"PUT": self._move, "DELETE": self._move},
            "/requests": {"GET": self._get_requests, "DELETE": self._delete_requests},
            "/world": {"GET": self._get_world, "PUT": self._put_world},
            "/faults": {
                "GET": self._get_faults,
                "PUT": self._put_faults,
                "DELETE": self._delete_faults,
            },
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        request = Request(scope, receive)
        try:
            _check_peer(request)
            answer = await self._answer(request, scope["path"])
        except ClientDisconnect:
            return
        except ServiceError as error:
            answer = _json(write_body(error.document), error.status, error.headers)
        except EmulatorError as error:
            answer = _json(write_body({"message": str(error)}), HTTPStatus.BAD_REQUEST)
        await answer(scope, receive, send)

    async def _answer(self, request: Request, path: str) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        file = page_file(path)
        if file is not None:
            if method != "GET":
                raise not_possible(method, ["GET"])
            return file
        there = self._endpoints.get(path.removeprefix(PATH))
        if there is None:
            raise nothing_at(path)
        if method not in there:
            raise not_possible(method, there)
        return await there[method](request)

    async def _health(self, _request: Request) -> Response:
        return _json(write_body({"status": "ready"}))

    async def _overview(self, request: Request) -> Response:
        query = request.query_params
        return _json(
            write_body(overview(self._state.services[::-1], self._faults, self._log, query))
        )

    async def _move(self, request: Request) -> Response:
        query = request.query_params
        product, user = query.get("product", ""), query.get("user", "")
        service = self._state.service_of(product)
        (service.give if request.method == "PUT" else service.take)(product, user)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _get_requests(self, _request: Request) -> Response:
        return _json(self._log.to_json().encode("ascii"))

    async def _delete_requests(self, _request: Request) -> Response:
        self._log.clear()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _get_world(self, _request: Request) -> Response:
        return _json(write_body(world_document(self._state.world())))

    async def _put_world(self, request: Request) -> Response:
        self._state.replace(await _read(request, parse_world))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _get_faults(self, _request: Request) -> Response:
        return _json(write_body(self._faults.document()))

    async def _put_faults(self, request: Request) -> Response:
        self._faults.replace(await _read(request, parse_faults))
        return await self._get_faults(request)

    async def _delete_faults(self, _request: Request) -> Response:
        self._faults.replace(FaultPlan())
        return Response(status_code=HTTPStatus.NO_CONTENT)


def _check_peer(request: Request) -> None:
    if request.client is None or not _is_loopback(request.client.host):
        raise ServiceError(
            HTTPStatus.FORBIDDEN,
            {"message": "The control interface answers only to the emulator's own machine."},
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


def _json(
    content: bytes,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return Response(content, status, headers={"Content-Type": JSON_TYPE, **(headers or {})})
