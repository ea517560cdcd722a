"""The way of a request: faults, sign-in, the service, and its answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request

from .client_connection import STATE_KEY
from .emulator_error import ServiceError, nothing_at
from .fault_rules import Status
from .request_bodies import JSON_TYPE, read_body
from .services import Answer, ServiceRequest, json_answer
from .spelling import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import Receive, Scope, Send

    from .authority import Authority
    from .client_connection import Connection
    from .fault_injection import Faults
    from .request_log import LoggedRequest, RequestLog
    from .rules import Rule
    from .services import Service

# What signing in is far from.
_LARGEST_FORM = 64 * 1024

_NOT_JSON = b"<!DOCTYPE html><title>Something went wrong</title>"


class Gateway:
    """The services and the authority they trust, as an ASGI application."""

    def __init__(
        self,
        services: Sequence[Service],
        authority: Authority,
        faults: Faults,
        log: RequestLog,
    ) -> None:
        self._services = services
        self._authority = authority
        self._faults = faults
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        request = Request(scope, receive)
        connection: Connection = scope["state"][STATE_KEY]
        path: str = scope["path"]
        logged = self._log.add(request.method, path, scope["query_string"].decode("latin-1"))
        exchange = _Exchange(request, connection, send, logged, self._service_at(path))
        logged.is_sign_in = exchange.service is None
        try:
            await self._serve(exchange, path)
        except ClientDisconnect:
            return
        except asyncio.CancelledError:
            # The emulator stops; a client that still waits is cut off rather than kept waiting.
            connection.reset()
            await _until_gone(receive)

    def _service_at(self, path: str) -> Service | None:
        folded = fold(path)
        for service in self._services:
            if folded.startswith(f"{fold(service.prefix)}/"):
                return service
        return None

    async def _serve(self, exchange: _Exchange, path: str) -> None:
        request, service = exchange.request, exchange.service
        try:
            body = await read_body(request, service.largest_body if service else _LARGEST_FORM)
        except ServiceError as error:
            await exchange.answer(exchange.failure(error.status, str(error.document["message"])))
            return
        if service is not None:
            exchange.logged.body = body
        injection = self._faults.draw(request.method, path)
        if injection.delay:
            await asyncio.sleep(injection.delay)
        if injection.expire_tokens:
            self._authority.expire_tokens()
        if injection.before is not None:
            await exchange.fail(injection.before, None)
            return
        answer = await self._work(service, request, body)
        if injection.after is None:
            await exchange.answer(answer)
        else:
            await exchange.fail(injection.after, answer)

    async def _work(self, service: Service | None, request: Request, body: bytes) -> Answer:
        try:
            if service is None:
                return self._sign_in(request, body)
            return await self._operate(service, request, body)
        except ServiceError as error:
            return json_answer(error.document, error.status, error.headers)

    def _sign_in(self, request: Request, body: bytes) -> Answer:
        path = request.scope["path"]
        document = self._authority.answer(request.method, path, _origin(request), body)
        if document is None:
            raise nothing_at(path)
        return json_answer(document, headers={"Cache-Control": "no-store"})

    async def _operate(self, service: Service, request: Request, body: bytes) -> Answer:
        authorization = request.headers.get("authorization", "")
        problem = self._authority.problem_of(authorization, service.audience)
        if problem is not None:
            return service.refusal(problem, request.headers.get(service.correlation))
        encoded: str = request.scope["raw_path"].decode("ascii")
        return await service.answer(
            ServiceRequest(
                method=request.method,
                path=encoded[len(service.prefix) :],
                full_path=request.scope["path"],
                query=request.scope["query_string"].decode("latin-1"),
                headers=request.headers,
                body=body,
                origin=_origin(request),
                faults=self._faults,
                granted=self._authority.roles(authorization),
                caller=self._authority.caller,
            )
        )


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A request and the ways in which it can be answered."""

    request: Request
    connection: Connection
    send: Send
    logged: LoggedRequest
    service: Service | None

    async def answer(self, answer: Answer) -> None:
        await self._start(answer)
        await self.send({"type": "http.response.body", "body": answer.content})

    async def fail(self, rule: Rule, done: Answer | None) -> None:
        """Inject the fault `rule` in place of the answer `done`; None before the work."""
        self.logged.fault = rule.fault
        if isinstance(rule, Status):
            message = f"{HTTPStatus(rule.status).phrase}: injected by a fault rule."
            failed = self.failure(rule.status, message)
            wait = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
            await self.answer(replace(failed, headers={**failed.headers, **wait}))
        elif done is not None and rule.fault == "malformed":
            await self.answer(Answer(done.status, _NOT_JSON, done.headers))
        elif done is not None and rule.fault == "truncate":
            await self._start(done)
            half = done.content[: len(done.content) // 2]
            await self.send({"type": "http.response.body", "body": half, "more_body": True})
            self.connection.end()
            await _until_gone(self.request.receive)
        else:
            self.connection.reset()
            await _until_gone(self.request.receive)

    def failure(self, status: int, message: str) -> Answer:
        """What is answered for an error that befalls any request."""
        if self.service is None:
            return json_answer({"message": message}, status)
        sent = self.request.headers.get(self.service.correlation)
        return self.service.failure(status, message, sent)

    async def _start(self, answer: Answer) -> None:
        # Before it is sent: whoever has the answer finds its status in the log.
        self.logged.status = answer.status
        self.logged.failed = answer.failed
        length = str(len(answer.content))
        headers = {"Content-Type": JSON_TYPE, "Content-Length": length, **answer.headers}
        if answer.status == HTTPStatus.NO_CONTENT:
            # HTTP forbids the length; the type would be of nothing.
            del headers["Content-Type"], headers["Content-Length"]
        if self.service is not None and self.service.correlation in self.request.headers:
            headers[self.service.correlation] = self.request.headers[self.service.correlation]
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        await self.send(
            {"type": "http.response.start", "status": answer.status, "headers": encoded},
        )


def _origin(request: Request) -> str:
    return f"https://{request.headers.get('host', '')}"


async def _until_gone(receive: Receive) -> None:
    # uvicorn would answer in our place if the request ended before the connection did.
    while (await receive())["type"] != "http.disconnect":
        pass
