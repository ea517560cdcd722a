"""Graph as a service of the emulator's server."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timezone
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote
from uuid import uuid4

from ..emulator_error import EmulatorError
from ..routes import NoRoute, find_route
from ..services import Answer, ServiceRequest, TokenProblem, json_answer
from ..spelling import timestamp
from . import seed_writing
from .batch_answers import answer_batch
from .graph_call import GraphAnswer, GraphCall
from .graph_errors import (
    GraphError,
    bad_request,
    injected,
    method_not_allowed,
    no_such_segment,
    unauthorized,
)
from .graph_operations import OPERATIONS
from .license_overview import shown
from .meanwhile import Meanwhile
from .permissions import GRANTED
from .seeding import content_of
from .switches import Delay, Event, Permissions
from .throttling import Limits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ..directory import Directory
    from ..fault_injection import Faults
    from ..services import Shown
    from ..world import World
    from .tenant import Tenant

PREFIX = "/v1.0"
AUDIENCE = "https://graph.microsoft.com"
OTHER_CLOUDS = (
    "https://graph.microsoft.us",
    "https://dod-graph.microsoft.us",
    "https://microsoftgraph.chinacloudapi.cn",
)
"""The Graphs of the national clouds, whose tokens are void here."""

# A key in the brackets of OData, which a name needs that begins with `$`.
_KEY = re.compile(r"^(users|groups)\((?:'|%27)(.*?)(?:'|%27)\)", re.IGNORECASE)

# Assumed: The text of a 401 for a request without a token.
_PROBLEMS: dict[TokenProblem, str] = {
    "missing": "Access token is empty.",
    "expired": "Access token has expired or is not yet valid.",
    "audience": "Access token validation failure. Invalid audience.",
}


class Graph:
    """Operations 1 to 6, 8, 10, 11 and 14 on a tenant, and who is in a group."""

    prefix = PREFIX
    audience = AUDIENCE
    other_audiences = OTHER_CLOUDS
    correlation = "client-request-id"
    # Assumed: A body has 4 MiB at most.
    largest_body = 4 * 1024 * 1024

    def __init__(self, tenant: Tenant, directory: Directory, faults: Faults) -> None:
        self.tenant = tenant
        tenant.remembers_for = lambda: _longest_delay(faults)
        self.meanwhile = Meanwhile(tenant, directory)
        self._limits = Limits()

    async def answer(self, request: ServiceRequest) -> Answer:
        """Answer by the operation of the path, or by those of a batch's parts."""
        call = GraphCall(
            tenant=self.tenant,
            faults=request.faults,
            limits=self._limits,
            granted=request.granted,
            caller=request.caller,
            base=f"{request.origin}{PREFIX}",
            method=request.method,
            path=request.path.strip("/"),
            full_path=request.full_path,
            query=request.query,
            headers={name.lower(): value for name, value in request.headers.items()},
            body=request.body,
        )
        request_id = str(uuid4())
        answer = await self._run(call, request_id)
        headers = {**answer.headers, "request-id": request_id}
        if answer.body is None:
            return Answer(answer.status, b"", headers)
        if isinstance(answer.body, int):
            text = str(answer.body).encode()
            return Answer(answer.status, text, {**headers, "Content-Type": "text/plain"})
        parts = answer.body.get("responses", ())
        failed = sum(part["status"] >= HTTPStatus.BAD_REQUEST for part in parts)
        return json_answer(answer.body, answer.status, headers, failed)

    def failure(self, status: int, message: str, sent: str | None) -> Answer:
        """What is answered for an error that befalls any request."""
        return _error_answer(injected(status, message), sent)

    def refusal(self, problem: TokenProblem, sent: str | None) -> Answer:
        """Status 401."""
        return _error_answer(unauthorized(_PROBLEMS[problem]), sent)

    def roles(self, faults: Faults) -> Collection[str]:
        """The permissions that a token issued now has."""
        rules = faults.in_force(Permissions)
        return rules[0].granted if rules else GRANTED

    def is_empty(self) -> bool:
        """Whether there is nobody and nothing."""
        content = self.tenant.content()
        return not (content.users or content.groups or content.skus)

    def replace(self, world: World) -> None:
        """Start from the directory, its groups and the licences."""
        self.tenant.replace(content_of(world.users, world.groups, world.licenses, timestamp()))

    def part(self) -> Mapping[str, Any]:
        """The groups and the licences."""
        content = self.tenant.content()
        return {
            "groups": seed_writing.groups(content),
            "licenses": seed_writing.licenses(content),
        }

    def shown(self, wanted: str, most: int) -> Shown:
        """The SKUs, and who has them by which path."""
        return shown(self.tenant.content(), wanted, most)

    def give(self, product: str, user: str) -> None:
        """Give a user a SKU directly."""
        self.meanwhile.give(product, user)

    def take(self, product: str, user: str) -> None:
        """Take a SKU from a user who has it directly."""
        self.meanwhile.take(product, user)

    async def _run(self, call: GraphCall, request_id: str | None = None) -> GraphAnswer:
        try:
            if call.refused is not None:
                raise call.refused
            return await self._work(call)
        except GraphError as error:
            # Assumed: The error of a part has a `request-id` of its own, and of `client-request-id`
            # what the part's headers have.
            sent = call.headers.get(self.correlation)
            document = _error_document(error, sent, request_id or str(uuid4()))
            return GraphAnswer(error.status, document, error.headers)

    async def _work(self, call: GraphCall) -> GraphAnswer:
        if call.path.lower() in ("$batch", "%24batch"):
            if call.is_part:
                # Assumed: Status, code and text, where the reference has none for it.
                raise bad_request("A batch may not be part of a batch.")
            if call.method != "POST":
                raise method_not_allowed()
            return await answer_batch(call, self._run)
        self._let_happen(call)
        # Assumed: Paths, options and the properties that they name are read in any capitals.
        path = _KEY.sub(lambda key: f"{key[1]}/{_quoted(key[2])}", call.path)
        try:
            operation, parts = find_route(OPERATIONS, call.method, path)
        except NoRoute as none:
            raise (
                method_not_allowed() if none.methods else no_such_segment(unquote(path))
            ) from none
        if path == call.path and _is_no_key(parts.get("key", "")):
            raise no_such_segment(unquote(path))
        return await operation.answer(replace(call, parts=parts))

    def _let_happen(self, call: GraphCall) -> None:
        try:
            for event in call.switches(Event):
                self.meanwhile.happens(event)
        except EmulatorError as error:
            raise GraphError(HTTPStatus.INTERNAL_SERVER_ERROR, "emulator", str(error)) from error


def _is_no_key(segment: str) -> bool:
    # A name that begins with `$` needs brackets, and a function is nobody's name.
    return segment.startswith("$") or segment.lower() in ("delta", "delta()")


def _quoted(key: str) -> str:
    # In brackets an apostrophe is doubled.
    return quote(unquote(key).replace("''", "'"), safe="")


def _error_answer(error: GraphError, sent: str | None) -> Answer:
    request_id = str(uuid4())
    document = _error_document(error, sent, request_id)
    return json_answer(document, error.status, {"request-id": request_id})


def _error_document(
    error: GraphError, client_request_id: str | None, request_id: str
) -> dict[str, Any]:
    # Assumed: Without a `client-request-id` the answer's is the `request-id`.
    moment = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return {
        "error": {
            "code": error.code,
            "message": error.message,
            "innerError": {
                "date": moment,
                "request-id": request_id,
                "client-request-id": client_request_id or request_id,
            },
        }
    }


def _longest_delay(faults: Faults) -> float:
    return max((rule.delay for rule in faults.in_force(Delay)), default=0.0)
