"""The way of a request: faults, sign-in, the operation, and its answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request

from .bodies import JSON_TYPE, read_body, write_body
from .calls import Call
from .connection import STATE_KEY
from .errors import ServiceError, missing_item
from .operations import find_operation
from .request_parsing import Query
from .structures import write
from .world import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from .authority import Authority
    from .connection import Connection
    from .fault_rules import Rule
    from .faults import Faults, Injection
    from .ledger import Ledger
    from .request_log import LoggedRequest, RequestLog

BASE_PATH = "/V1"
# Twenty-five of the longest user names, several times over.
LARGEST_BODY = 64 * 1024

_CORRELATION = "MS-CV"
_NOT_JSON = b"<!DOCTYPE html><title>Something went wrong</title>"


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Service:
    """The service and the authority it trusts, as an ASGI application."""

    def __init__(
        self,
        ledger: Ledger,
        authority: Authority,
        faults: Faults,
        log: RequestLog,
    ) -> None:
        self._ledger = ledger
        self._authority = authority
        self._faults = faults
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        request = Request(scope, receive)
        connection: Connection = scope["state"][STATE_KEY]
        logged = self._log.add(
            request.method,
            scope["path"],
            scope["query_string"].decode("latin-1"),
        )
        try:
            await self._serve(_Exchange(request, connection, send, logged))
        except ClientDisconnect:
            return
        except asyncio.CancelledError:
            # The emulator stops; a client that still waits is cut off rather than kept waiting.
            connection.reset()
            await _until_gone(receive)

    async def _serve(self, exchange: _Exchange) -> None:
        request, path = exchange.request, exchange.request.scope["path"]
        try:
            body = await read_body(request, LARGEST_BODY)
        except ServiceError as error:
            await exchange.answer(_error_answer(error))
            return
        if _is_service(path):
            exchange.logged.body = body
        injection = self._faults.draw(request.method, path)
        if injection.delay:
            await asyncio.sleep(injection.delay)
        if injection.expire_tokens:
            self._authority.expire_tokens()
        if injection.before is not None:
            await exchange.fail(injection.before, None)
            return
        answer = self._work(request, body)
        await _deliver(exchange, answer, injection)

    def _work(self, request: Request, body: bytes) -> _Answer:
        try:
            if _is_service(request.scope["path"]):
                return self._operate(request, body)
            origin = f"https://{request.headers.get('host', '')}"
            path = request.scope["path"]
            document = self._authority.answer(request.method, path, origin, body)
            if document is None:
                raise missing_item("Resource", path)
            return _Answer(HTTPStatus.OK, write_body(document), {"Cache-Control": "no-store"})
        except ServiceError as error:
            return _error_answer(error)

    def _operate(self, request: Request, body: bytes) -> _Answer:
        self._check_token(request)
        path: str = request.scope["path"]
        encoded: str = request.scope["raw_path"].decode("ascii")
        operation, parts = find_operation(request.method, encoded[len(BASE_PATH) :])
        call = Call(
            ledger=self._ledger,
            parts=parts,
            query=Query(request.scope["query_string"].decode("latin-1")),
            body=body,
            content_type=request.headers.get("content-type", ""),
            refusals=lambda users: self._faults.refusals(request.method, path, users),
        )
        return _Answer(HTTPStatus.OK, write_body(write(operation.run(call))))

    def _check_token(self, request: Request) -> None:
        authorization = request.headers.get("authorization", "")
        if self._authority.accepts(authorization):
            return
        # Assumed: the body and the header of a 401, which the reference does not list.
        reason = ', error="invalid_token"' if authorization else ""
        raise ServiceError(
            HTTPStatus.UNAUTHORIZED,
            "The access token is missing, invalid or expired; sign in and send a new one.",
            headers={"WWW-Authenticate": f'Bearer realm="onestore"{reason}'},
        )


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A request and the ways in which it can be answered."""

    request: Request
    connection: Connection
    send: Send
    logged: LoggedRequest

    async def answer(self, answer: _Answer) -> None:
        await self._start(answer)
        await self.send({"type": "http.response.body", "body": answer.content})

    async def fail(self, rule: Rule, done: _Answer | None) -> None:
        """Inject the fault `rule` in place of the answer `done`; None before the work."""
        self.logged.fault = rule.fault
        if rule.fault == "status":
            await self.answer(_status_answer(rule))
        elif done is not None and rule.fault == "malformed":
            await self.answer(_Answer(done.status, _NOT_JSON, done.headers))
        elif done is not None and rule.fault == "truncate":
            await self._start(done)
            half = done.content[: len(done.content) // 2]
            await self.send({"type": "http.response.body", "body": half, "more_body": True})
            self.connection.end()
            await _until_gone(self.request.receive)
        else:
            self.connection.reset()
            await _until_gone(self.request.receive)

    async def _start(self, answer: _Answer) -> None:
        # Before it is sent: whoever has the answer finds its status in the log.
        self.logged.status = answer.status
        headers = {
            "Content-Type": JSON_TYPE,
            "Content-Length": str(len(answer.content)),
            **answer.headers,
        }
        if _CORRELATION in self.request.headers:
            headers[_CORRELATION] = self.request.headers[_CORRELATION]
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        await self.send(
            {"type": "http.response.start", "status": answer.status, "headers": encoded},
        )


async def _deliver(exchange: _Exchange, answer: _Answer, injection: Injection) -> None:
    if injection.after is None:
        await exchange.answer(answer)
    else:
        await exchange.fail(injection.after, answer)


def _is_service(path: str) -> bool:
    return fold(path).startswith(f"{fold(BASE_PATH)}/")


def _error_answer(error: ServiceError) -> _Answer:
    return _Answer(error.status, write_body(error.document), error.headers)


def _status_answer(rule: Rule) -> _Answer:
    message = f"{HTTPStatus(rule.status).phrase}: injected by a fault rule."
    headers = {} if rule.retry_after is None else {"Retry-After": rule.retry_after}
    return _Answer(rule.status, write_body({"message": message}), headers)


async def _until_gone(receive: Receive) -> None:
    # uvicorn would answer in our place if the request ended before the connection did.
    while (await receive())["type"] != "http.disconnect":
        pass
