"""The control interface: what a test may ask and set, without a token, from this machine."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .bodies import JSON_TYPE, read_body, write_body
from .control_schemas import FAULTS, HEALTH, OVERVIEW, REQUESTS, WORLD
from .errors import EmulatorError, ServiceError, missing_item, not_possible
from .fault_rules import FaultPlan, parse_faults
from .openapi import describe
from .overview import PARAMETERS, overview
from .page import page_file
from .request_parsing import Query, parse_json
from .seed import parse_world, world_document
from .service import BASE_PATH
from .structures import Failure, write

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.types import Receive, Scope, Send

    from .faults import Faults
    from .ledger import Ledger
    from .request_log import RequestLog
    from .request_parsing import Parameter

    _Endpoint = Callable[[Request], Awaitable[Response]]

PATH = "/_emulator"
# A world of several hundred thousand seats.
LARGEST_BODY = 64 * 1024 * 1024

_Document = TypeVar("_Document")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One of the requests that the control interface answers.

    Attributes:
        method: The HTTP method.
        path: The path below `/_emulator`.
        run: What answers it.
        answers: The JSON Schema of its answer; None when it answers 204.
        body: The JSON Schema of the body it is sent; None without one.
        query: The query's parameters.
    """

    method: str
    path: str
    run: _Endpoint
    answers: Mapping[str, object] | None = None
    body: Mapping[str, object] | None = None
    query: tuple[Parameter, ...] = ()

    @property
    def name(self) -> str:
        """Its name, unique among all that the emulator serves."""
        return self.run.__name__

    @property
    def meaning(self) -> str:
        """What it is for, in a sentence."""
        return (self.run.__doc__ or "").partition("\n")[0]


class Control:
    """What is below `/_emulator`, and the page at `/` (ASGI), answered to this machine alone."""

    def __init__(self, ledger: Ledger, faults: Faults, log: RequestLog) -> None:
        self._ledger = ledger
        self._faults = faults
        self._log = log

    def endpoints(self) -> tuple[Endpoint, ...]:
        """What there is, in the order in which it is described."""
        return (
            Endpoint("GET", "/health", self.get_health, HEALTH),
            Endpoint("GET", "/openapi.json", self.get_openapi, {"type": "object"}),
            Endpoint("GET", "/overview", self.get_overview, OVERVIEW, query=PARAMETERS),
            Endpoint("GET", "/requests", self.get_requests, REQUESTS),
            Endpoint("DELETE", "/requests", self.delete_requests),
            Endpoint("GET", "/world", self.get_world, WORLD),
            Endpoint("PUT", "/world", self.put_world, body=WORLD),
            Endpoint("GET", "/faults", self.get_faults, FAULTS),
            Endpoint("PUT", "/faults", self.put_faults, FAULTS, FAULTS),
            Endpoint("DELETE", "/faults", self.delete_faults),
        )

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
            document = write(Failure(str(error)))
            answer = _json(write_body(document), HTTPStatus.BAD_REQUEST)
        await answer(scope, receive, send)

    async def _answer(self, request: Request, path: str) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        file = page_file(path)
        if file is None:
            return await self._find(method, path).run(request)
        if method != "GET":
            raise not_possible(method, ["GET"])
        return file

    def _find(self, method: str, path: str) -> Endpoint:
        there = {
            endpoint.method: endpoint
            for endpoint in self.endpoints()
            if f"{PATH}{endpoint.path}" == path
        }
        if not there:
            raise missing_item("Resource", path)
        if method not in there:
            raise not_possible(method, there)
        return there[method]

    async def get_openapi(self, _request: Request) -> Response:
        """What the emulator serves, as an OpenAPI document."""
        return _json(write_body(describe(BASE_PATH, PATH, self.endpoints())))

    async def get_health(self, _request: Request) -> Response:
        """Say that the emulator serves."""
        return _json(write_body({"status": "ready"}))

    async def get_overview(self, request: Request) -> Response:
        """What the page at `/` shows."""
        query = Query(request.scope["query_string"].decode("latin-1"))
        return _json(write_body(overview(self._ledger, self._faults, self._log, query)))

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


def _json(
    content: bytes,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> Response:
    return Response(content, status, headers={"Content-Type": JSON_TYPE, **(headers or {})})
